/** The configuration reference as Markdown, walked out of the JSON Schema. */

interface Node {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly unit?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Node[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly items?: Node | boolean;
}

export function configReference(schema: unknown): string {
  const rows: string[] = [];
  walk(schema as Node, '', new Set(), rows);
  return [
    '# Configuration of a gateway',
    '',
    'Generated from `edge-config/contracts/config.ts` by `npm run generate`. `shouwang config check FILE` checks a file.',
    '',
    '| field | what | values | default |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function walk(node: Node, path: string, required: ReadonlySet<string>, rows: string[]): void {
  for (const [key, child] of Object.entries(node.properties ?? {})) {
    const childPath = path === '' ? key : `${path}.${key}`;
    const inner = typeof child.items === 'object' ? child.items : undefined;
    if (child.properties !== undefined) {
      walk(child, childPath, new Set(child.required), rows);
    } else if (inner?.properties !== undefined) {
      walk(inner, `${childPath}[]`, new Set(inner.required), rows);
    } else {
      rows.push(row(childPath, child, (node.required ?? [...required]).includes(key)));
    }
  }
}

function row(path: string, node: Node, isRequired: boolean): string {
  const what = [node.title, node.description].filter(Boolean).join(': ');
  const preset =
    node.default === undefined ? (isRequired ? '**required**' : '') : `\`${JSON.stringify(node.default)}\``;
  return `| \`${path}\` | ${escapeCell(what)} | ${escapeCell(values(node))} | ${preset} |`;
}

function values(node: Node): string {
  if (node.const !== undefined) return JSON.stringify(node.const);
  if (node.enum !== undefined) return node.enum.map((value) => JSON.stringify(value)).join(', ');
  if (node.anyOf !== undefined) return node.anyOf.map(values).join(' or ');
  if (node.type === 'number' || node.type === 'integer') {
    return `${node.minimum ?? '…'} – ${node.maximum ?? '…'}${node.unit ? ` ${node.unit}` : ''}`;
  }
  return node.pattern === undefined ? (node.type ?? '') : `\`${node.pattern}\``;
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|');
}
