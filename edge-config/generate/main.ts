/** `npm run generate` writes the generated files; `--check` fails when one is stale. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { artefacts } from './artefacts.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const isCheck = process.argv.includes('--check');
const stale: string[] = [];

for (const [name, text] of Object.entries(artefacts(version))) {
  const path = join(root, name);
  if (isCheck) {
    if (readOrEmpty(path) !== text) stale.push(name);
  } else {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}
if (stale.length > 0) {
  process.stderr.write(`stale; run npm run generate:\n${stale.map((name) => `  ${name}\n`).join('')}`);
  process.exit(1);
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
