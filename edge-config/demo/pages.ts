/** Builds the pages when they are absent or older than their sources, so that a fresh clone needs no other step. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const WEB = fileURLToPath(new URL('../../dashboard/web', import.meta.url));
const CONTRACTS = fileURLToPath(new URL('../contracts', import.meta.url));

export const PAGES_FOLDER = join(WEB, 'dist');

export async function ensurePages(say: (line: string) => void): Promise<void> {
  const built = join(PAGES_FOLDER, 'index.html');
  const newest = Math.max(newestMs(WEB), newestMs(CONTRACTS));
  if (existsSync(built) && statSync(built).mtimeMs >= newest) return;
  say('vite build');
  const { build } = await import('vite');
  await build({ root: WEB, configFile: join(WEB, 'vite.config.ts'), logLevel: 'warn' });
}

function newestMs(folder: string): number {
  const files = readdirSync(folder, { withFileTypes: true, recursive: true }).filter(
    (entry) => entry.isFile() && !join(entry.parentPath, entry.name).startsWith(PAGES_FOLDER),
  );
  return Math.max(0, ...files.map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs));
}
