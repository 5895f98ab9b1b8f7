/**
 * The database's history, oldest first. A migration that has run anywhere is never changed: a new one is added. Each
 * statement stands on its own: one dialect for PGlite and a real PostgreSQL.
 */
import type { Kysely, Migration, MigrationProvider } from 'kysely';
import { Migrator, sql } from 'kysely';
import { ACCOUNTS } from './accounts.ts';
import { BOARD } from './board.ts';
import { commentStatements } from './comments.ts';
import { DIVISIONS, ESTATE, HANDLING, PEOPLE, SETTINGS } from './county.ts';
import { DUTY } from './duty.ts';
import { CLOCK_SKEW, ESCALATIONS, FIRST, HISTORY, HOUSEHOLDS, NOTIFICATIONS } from './early.ts';
import { LEDGER, LEDGER_BY_TYPE } from './ledger.ts';
import { OVERVIEW } from './overview.ts';
import { PHONES } from './phones.ts';
import { REACH, SENT } from './reach.ts';
import { RESPONDERS } from './responders.ts';

const MIGRATIONS: Record<string, Migration> = {
  '0001-first': running(() => FIRST),
  '0002-comments': running(commentStatements),
  '0003-households': running(() => HOUSEHOLDS),
  '0004-history': running(() => HISTORY),
  '0005-clock-skew': running(() => CLOCK_SKEW),
  '0006-escalations': running(() => ESCALATIONS),
  '0007-notifications': running(() => NOTIFICATIONS),
  '0008-divisions': running(() => DIVISIONS),
  '0009-people': running(() => PEOPLE),
  '0010-estate': running(() => ESTATE),
  '0011-handling': running(() => HANDLING),
  '0012-settings': running(() => SETTINGS),
  '0013-accounts': running(() => ACCOUNTS),
  '0017-overview': running(() => OVERVIEW),
  '0018-ledger': running(() => LEDGER),
  '0019-phones': running(() => PHONES),
  '0020-reach': running(() => REACH),
  '0015-duty': running(() => DUTY),
  '0016-board': running(() => BOARD),
  '0021-responders': running(() => RESPONDERS),
  '0022-ledger-by-type': running(() => LEDGER_BY_TYPE),
  '0023-sent': running(() => SENT),
};

export async function migrate<T>(database: Kysely<T>): Promise<void> {
  const { error } = await migratorOf(database).migrateToLatest();
  if (error !== undefined) throw error;
}

/** Whether every migration has run, and none that is not known here. */
export async function isCurrent<T>(database: Kysely<T>): Promise<boolean> {
  const migrations = await migratorOf(database).getMigrations();
  return migrations.every(({ executedAt }) => executedAt !== undefined);
}

function migratorOf<T>(database: Kysely<T>): Migrator {
  const provider: MigrationProvider = { getMigrations: () => Promise.resolve(MIGRATIONS) };
  return new Migrator({ db: database, provider });
}

function running(statements: () => readonly string[]): Migration {
  return {
    up: async (database) => {
      for (const statement of statements()) await sql.raw(statement).execute(database);
    },
  };
}
