/** One SQL dialect over two databases: PGlite inside this process, or a PostgreSQL server. */
import { existsSync, mkdirSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely';
import pg from 'pg';
import type { ConsoleConfig } from '../../../edge-config/contracts/console-config.ts';
import { isShouwangError, ShouwangError } from '../../../edge-config/contracts/errors.ts';
import { isCurrent, migrate } from './migrations/migrate.ts';
import type { Schema } from './schema.ts';

export type Database = Kysely<Schema>;

/** Brings it up to date. @throws ShouwangError DATABASE_UNUSABLE; its detail holds no address, which may hold a password. */
export function openDatabase(config: ConsoleConfig['database']): Promise<Database> {
  return connect(config, migrate);
}

/** Changes nothing. @throws ShouwangError DATABASE_UNUSABLE, also when it is not up to date. */
export function openDatabaseAsItIs(config: ConsoleConfig['database']): Promise<Database> {
  if (config.kind === 'embedded' && !existsSync(config.directory)) {
    throw new ShouwangError('DATABASE_UNUSABLE', 'there is no embedded database yet');
  }
  return connect(config, requireCurrent);
}

async function connect(
  config: ConsoleConfig['database'],
  prepare: (database: Database) => Promise<void>,
): Promise<Database> {
  try {
    const pool = config.kind === 'embedded' ? await openEmbedded(config.directory) : openServer(config.url);
    const database = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
    await prepare(database).catch(async (error: unknown) => {
      await database.destroy();
      throw error;
    });
    return database;
  } catch (cause) {
    if (isShouwangError(cause)) throw cause;
    throw new ShouwangError('DATABASE_UNUSABLE', `the ${config.kind} database cannot be opened`, { cause });
  }
}

async function requireCurrent(database: Database): Promise<void> {
  if (await isCurrent(database)) return;
  throw new ShouwangError(
    'DATABASE_UNUSABLE',
    'it is of another version: a start of this console brings it up to date',
  );
}

/**
 * Whether the value is at fault rather than the database (SQLSTATE class 22, "data exception": a NUL in a text, a
 * number beyond its column). Trying again would never help.
 */
export function isUnstorable(error: unknown): boolean {
  return sqlState(error).startsWith('22');
}

/** Whether the database cannot be reached or will not serve now: no connection, or SQLSTATE class 08, 53, 57 or 58. */
export function isUnavailable(error: unknown): boolean {
  return /^(?:ECONN|ENOTFOUND|ETIMEDOUT|EPIPE|(?:08|53|57|58)[0-9A-Z]{3}$)/.test(sqlState(error));
}

function sqlState(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function openServer(url: string): PostgresPool {
  const pool = new pg.Pool({ connectionString: url, max: 10, connectionTimeoutMillis: 5000 });
  // A connection that breaks is replaced by the pool; without a listener it would end the process, idle or at work.
  pool.on('error', () => {});
  pool.on('connect', (client) => {
    client.on('error', () => {});
  });
  return pool;
}

async function openEmbedded(directory: string): Promise<PostgresPool> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const pglite = await PGlite.create(directory);
  return new EmbeddedPool(pglite);
}

/** PGlite is one connection: whoever holds it has it alone, so that transactions do not mix. */
class EmbeddedPool implements PostgresPool {
  readonly #pglite: PGlite;
  #last: Promise<void> = Promise.resolve();

  constructor(pglite: PGlite) {
    this.#pglite = pglite;
  }

  async connect(): Promise<PostgresPoolClient> {
    const before = this.#last;
    let release = (): void => {};
    this.#last = new Promise((resolve) => {
      release = resolve;
    });
    await before;
    const query = async (text: string, parameters: readonly unknown[]): Promise<unknown> => {
      const { rows, affectedRows } = await this.#pglite.query(text, [...parameters]);
      return {
        rows,
        rowCount: affectedRows ?? rows.length,
        command: text.trimStart().split(/\s/, 1)[0]?.toUpperCase(),
      };
    };
    return { query, release } as unknown as PostgresPoolClient;
  }

  async end(): Promise<void> {
    await this.#last;
    await this.#pglite.close();
  }
}
