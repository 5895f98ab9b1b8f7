/** An embedded database for all tests of a suite: opening one takes seconds. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { type Database, openDatabase } from '../../dashboard/server/store/database.ts';
import { copyTemplate } from './template-database.ts';

/** To be called in `describe`. @returns what gives the database within a test. */
export function suiteDatabase(): () => Database {
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-test-'));
  const directory = join(folder, 'database');
  let database: Database | undefined;
  beforeAll(async () => {
    copyTemplate(directory);
    database = await openDatabase({ kind: 'embedded', directory });
  }, 60_000);
  afterAll(async () => {
    await database?.destroy();
    rmSync(folder, { recursive: true, force: true });
  });
  return () => {
    if (database === undefined) throw new Error('the database is open within tests only');
    return database;
  };
}
