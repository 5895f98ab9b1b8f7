/**
 * Consoles that work on one PostgreSQL server tell each other which alerts have changed (NOTIFY), so that the boards of each
 * show what people did at another. A notice that nobody hears is lost: whoever has not listened for a while is told so.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import pg from 'pg';
import { z } from 'zod';
import type { Log } from '../ports.ts';
import { Teller } from '../teller.ts';
import type { Database } from './database.ts';

export interface NeighboursOptions {
  readonly database: Database;
  /** Address of the server: a listener needs a connection of its own. */
  readonly url: string;
  readonly log: Log;
  /** At another console. */
  readonly onChanged: (alertId: string) => void;
  /** It listens again: what was told meanwhile is not known. */
  readonly onMissed: () => void;
}

const CHANNEL = 'shouwang_alerts';
/** Changes that follow each other closely are one notice. */
const GATHER_MS = 50;
/** A notice holds less than 8,000 bytes: NOTIFY, "payload". */
const IDS_AT_ONCE = 200;
const RETRY_MS = [1000, 2000, 5000] as const;

const noticeSchema = z.strictObject({ from: z.string(), alertIds: z.array(z.string()) });

export class Neighbours {
  readonly #options: NeighboursOptions;
  readonly #teller: Teller;
  readonly #stopping = new AbortController();
  /** Its own notices come back as well. */
  readonly #id = randomUUID();
  #client: pg.Client | undefined;
  #listening: Promise<void> = Promise.resolve();
  /** Of the present connection. */
  #ended: Promise<void> = Promise.resolve();

  constructor(options: NeighboursOptions) {
    this.#options = options;
    this.#teller = new Teller({
      gatherMs: GATHER_MS,
      tell: (alertIds) => this.#tell(alertIds),
      onTold: () => {},
      onFailed: (error) => options.log.warn({ error }, 'other consoles could not be told'),
    });
  }

  /** Resolves when it listens for the first time, or when the server cannot be reached now: then it is tried again. */
  async begin(): Promise<void> {
    const isHeard = await this.#listen();
    this.#listening = this.#keepListening(isHeard);
  }

  /** After the commit. */
  changed(alertId: string): void {
    this.#teller.changed(alertId);
  }

  async stop(): Promise<void> {
    this.#teller.stop();
    this.#stopping.abort();
    await this.#client?.end().catch(() => {});
    await this.#listening;
  }

  async #tell(alertIds: readonly string[]): Promise<void> {
    for (let from = 0; from < alertIds.length; from += IDS_AT_ONCE) {
      const notice = { from: this.#id, alertIds: alertIds.slice(from, from + IDS_AT_ONCE) };
      await sql`SELECT pg_notify(${CHANNEL}, ${JSON.stringify(notice)})`.execute(this.#options.database);
    }
  }

  async #keepListening(isHeard: boolean): Promise<void> {
    const { signal } = this.#stopping;
    let failures = isHeard ? 0 : 1;
    while (!signal.aborted) {
      if (failures === 0) await this.#ended;
      failures += 1;
      const waitMs = RETRY_MS[Math.min(failures, RETRY_MS.length) - 1] ?? RETRY_MS[0];
      await delay(waitMs, undefined, { signal }).catch(() => {});
      if (signal.aborted || !(await this.#listen())) continue;
      failures = 0;
      this.#options.onMissed();
    }
  }

  /** @returns whether it listens. */
  async #listen(): Promise<boolean> {
    const { log, url } = this.#options;
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000, keepAlive: true });
    this.#ended = new Promise((resolve) => {
      client.once('end', () => resolve());
      client.once('error', () => resolve());
    });
    // Each is followed by its end.
    client.on('error', () => {});
    client.on('notification', ({ payload = '' }) => this.#heard(payload));
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      this.#client = client;
      return true;
    } catch (error) {
      log.warn({ error }, 'other consoles cannot be heard; it is tried again');
      await client.end().catch(() => {});
      return false;
    }
  }

  #heard(payload: string): void {
    const { log, onChanged } = this.#options;
    try {
      const { alertIds, from } = noticeSchema.parse(JSON.parse(payload));
      if (from === this.#id) return;
      for (const alertId of alertIds) onChanged(alertId);
    } catch (error) {
      log.warn({ error }, 'a notice of another console cannot be read');
    }
  }
}
