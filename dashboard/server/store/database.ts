/** One SQL dialect over two databases: PGlite inside this process, or a PostgreSQL server. */
import { mkdirSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely';
import pg from 'pg';
import type { ConsoleConfig } from '../../../edge-config/contracts/console-config.ts';
import { ShouwangError } from '../../../edge-config/contracts/errors.ts';
import { migrate } from './migrations.ts';
import type { Schema } from './schema.ts';

export type Database = Kysely<Schema>;

/** @throws ShouwangError DATABASE_UNUSABLE; its detail holds no address, which may hold a password. */
export async function openDatabase(config: ConsoleConfig['database']): Promise<Database> {
  try {
    const pool = config.kind === 'embedded' ? await openEmbedded(config.directory) : openServer(config.url);
    const database = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
    await migrate(database);
    return database;
  } catch (cause) {
    throw new ShouwangError('DATABASE_UNUSABLE', `the ${config.kind} database cannot be opened`, { cause });
  }
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
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {});
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
