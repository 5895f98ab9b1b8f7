/** What an import would do, by what is there already. Pure. */
import type { ImportReport } from '../../../edge-config/contracts/rest.ts';

const MAX_EXAMPLES = 50;

export interface Plan<T> {
  readonly created: readonly T[];
  readonly changed: readonly T[];
  readonly report: Omit<ImportReport, 'isDryRun'>;
}

/**
 * @param present what is there, by key.
 * @param fields those that are compared: name → the value as text.
 */
export function planImport<T>(
  wanted: readonly T[],
  keyOf: (item: T) => string,
  present: ReadonlyMap<string, T>,
  fields: Readonly<Record<string, (item: T) => string | null>>,
): Plan<T> {
  const created: T[] = [];
  const changed: T[] = [];
  const examples: ImportReport['examples'][number][] = [];
  for (const item of wanted) {
    const subject = keyOf(item);
    const before = present.get(subject);
    const names = Object.entries(fields)
      .filter(([, read]) => before === undefined || read(before) !== read(item))
      .map(([name]) => name);
    if (before === undefined) created.push(item);
    else if (names.length > 0) changed.push(item);
    if (names.length === 0 || examples.length >= MAX_EXAMPLES) continue;
    examples.push({ subject, change: before === undefined ? 'created' : 'changed', fields: names });
  }
  const unchanged = wanted.length - created.length - changed.length;
  return {
    created,
    changed,
    report: {
      ...{ rows: wanted.length, created: created.length, changed: changed.length, unchanged, examples },
    },
  };
}
