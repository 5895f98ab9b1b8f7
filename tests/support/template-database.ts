/**
 * An embedded database that is up to date, made once for a whole run: making one takes ten seconds and more, copying it
 * none. Vitest runs the default export before all tests; `copyTemplate` is what tests use.
 */
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../dashboard/server/store/database.ts';
import { seedDivisions } from '../../dashboard/server/store/seed-divisions.ts';

const PLACE = 'SHOUWANG_TEST_RUN';

export default async function setUp(): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-tests-'));
  const directory = join(folder, 'database');
  const database = await openDatabase({ kind: 'embedded', directory });
  await seedDivisions(database);
  await database.destroy();
  process.env[PLACE] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}

/** Lives as long as the run of all tests. */
export function folderOfRun(): string {
  const folder = process.env[PLACE];
  if (folder === undefined) throw new Error('the folder is made by the config of vitest');
  return folder;
}

/** Puts a copy there, unless something is there already. */
export function copyTemplate(directory: string): void {
  if (!existsSync(directory)) cpSync(join(folderOfRun(), 'database'), directory, { recursive: true });
}
