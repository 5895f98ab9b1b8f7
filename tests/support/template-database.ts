/**
 * An embedded database that is up to date, made once for a whole run: making one takes ten seconds and more, copying it
 * none. Vitest runs the default export before all tests; `copyTemplate` is what tests use.
 */
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../dashboard/server/store/database.ts';
import { seedDivisions } from '../../dashboard/server/store/seed-divisions.ts';

const PLACE = 'SHOUWANG_TEST_TEMPLATE';

export default async function setUp(): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-template-'));
  const directory = join(folder, 'database');
  const database = await openDatabase({ kind: 'embedded', directory });
  await seedDivisions(database);
  await database.destroy();
  process.env[PLACE] = directory;
  return () => rmSync(folder, { recursive: true, force: true });
}

/** Puts a copy there, unless something is there already. */
export function copyTemplate(directory: string): void {
  const template = process.env[PLACE];
  if (template === undefined) throw new Error('the template is made by the config of vitest');
  if (!existsSync(directory)) cpSync(template, directory, { recursive: true });
}
