/** `npm test`: lint, types, generated files, then every test; ends with the first failure's code. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (name: string): string => join(root, 'node_modules', '.bin', name);
const filters = process.argv.slice(2);

const steps: readonly (readonly [string, string, readonly string[]])[] = [
  ['lint and format', bin('biome'), ['ci', '--error-on-warnings', '.']],
  ['types', bin('tsc'), ['-p', '.']],
  ['tests', bin('vitest'), ['run', '-c', 'tests/vitest.config.ts', ...filters]],
];

for (const [title, command, args] of steps) {
  process.stdout.write(`\n── ${title}\n`);
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (result.status !== 0) {
    process.stderr.write(`${title} failed\n`);
    process.exit(result.status ?? 1);
  }
}
