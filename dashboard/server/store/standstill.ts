/**
 * Whether the console's own way to the database is stuck, so that a restart would mend it: the pool does not answer,
 * though the database does when it is asked over a connection of its own. A database that is away or hangs answers
 * neither way: then the console stays, tells the boards, and takes up by itself what the gateways kept meanwhile. Were it
 * restarted, it would end at once without a database, over and over, and say nothing to anyone.
 */
import { sql } from 'kysely';
import pg from 'pg';
import type { ConsoleConfig } from '../../../edge-config/contracts/console-config.ts';
import type { Sleeper } from '../ports.ts';
import type { Database } from './database.ts';

export interface Ways {
  /** Asks over the pool that everything uses. */
  readonly pool: () => Promise<unknown>;
  /** Asks over a connection of its own. */
  readonly fresh: () => Promise<unknown>;
}

const TIMEOUT_MS = 10_000;

/** @returns what stands still; nothing when all gets on. */
export async function standstills({ fresh, pool }: Ways, clock: Sleeper): Promise<string[]> {
  if (await answers(pool, clock)) return [];
  return (await answers(fresh, clock)) ? ['database connections'] : [];
}

export function waysTo(database: Database, config: ConsoleConfig['database']): Ways {
  return {
    pool: () => sql`SELECT 1`.execute(database),
    // The embedded one lives in this process: when it does not answer, a restart is what mends it.
    fresh: config.kind === 'embedded' ? () => Promise.resolve() : () => ask(config.url),
  };
}

async function ask(connectionString: string): Promise<void> {
  const client = new pg.Client({
    connectionString,
    connectionTimeoutMillis: TIMEOUT_MS / 2,
    query_timeout: TIMEOUT_MS / 2,
  });
  // A connection that breaks is an answer as well; without a listener it would end the process.
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('SELECT 1');
  } finally {
    // Not awaited: a server that hangs does not take leave either.
    client.end().catch(() => {});
  }
}

async function answers(way: () => Promise<unknown>, clock: Sleeper): Promise<boolean> {
  const answered = new AbortController();
  const tooLong = clock.sleep(TIMEOUT_MS, answered.signal).then(() => false);
  try {
    return await Promise.race([
      way().then(
        () => true,
        () => false,
      ),
      tooLong,
    ]);
  } finally {
    answered.abort();
  }
}
