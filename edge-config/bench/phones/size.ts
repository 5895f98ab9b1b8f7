/** How much a page is to load: its files as they are sent. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const PAGE_FILE = 'index.html';
/** What a page needs before it works; pictures come beside it. */
const COUNTED = /\.(?:html|js|css)$/;

/**
 * @param folder of the built pages
 * @param paths of the addresses that were asked for; a folder's own page by its "/"
 * @returns bytes, gzipped (level 9)
 */
export function gzippedBytes(folder: string, paths: readonly string[]): number {
  const files = new Set(paths.map((path) => (path.endsWith('/') ? `${path}${PAGE_FILE}` : path)));
  return [...files]
    .filter((path) => COUNTED.test(path))
    .reduce((sum, path) => sum + gzipSync(readFileSync(join(folder, path)), { level: 9 }).length, 0);
}
