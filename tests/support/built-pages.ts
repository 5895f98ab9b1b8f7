/**
 * The pages as they are shipped, built once for a whole run: whichever test asks first builds, the others wait. In a process
 * of its own, since vitest's NODE_ENV would make libraries behave as in unit tests (all of their ids are the same there).
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { folderOfRun } from './template-database.ts';

const WEB = fileURLToPath(new URL('../../dashboard/web', import.meta.url));
const VITE = fileURLToPath(new URL('../../node_modules/vite/bin/vite.js', import.meta.url));
const POLL_MS = 200;

/** @returns the folder of the built pages. @throws when they cannot be built. */
export async function builtPages(): Promise<string> {
  const folder = join(folderOfRun(), 'pages');
  const [built, failed] = [`${folder}.built`, `${folder}.failed`];
  if (isFirst(folder)) {
    try {
      await promisify(execFile)(
        process.execPath,
        [VITE, 'build', WEB, '--outDir', folder, '--logLevel', 'error'],
        { env: { ...process.env, NODE_ENV: 'production' } },
      );
      writeFileSync(built, '');
    } catch (error) {
      writeFileSync(failed, '');
      throw error;
    }
  }
  while (!existsSync(built)) {
    if (existsSync(failed)) throw new Error('the pages could not be built: another test tells why');
    await delay(POLL_MS);
  }
  return folder;
}

/** To make a folder is to win it: it succeeds for one only. */
function isFirst(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch {
    return false;
  }
}
