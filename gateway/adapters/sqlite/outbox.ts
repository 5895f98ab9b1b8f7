/**
 * The outbox on SQLite (libsql): write-ahead log with full sync, so that what `put` returned from survives a power
 * cut. Rows leave only by `settleReceipt` (the console's receipt) or `settleEntry` (PUBACK, for guardians and images).
 * A damaged file is set aside, and every row that can still be read is taken over.
 */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { ShouwangError } from '../../../edge-config/contracts/errors.ts';
import { type Alert, alertSchema, guardianAlertSchema } from '../../../edge-config/contracts/messages.ts';
import type { Clock, Outbox, OutboxHead, OutboxItem, OutboxPayload } from '../../ports.ts';

/** Stills that wait at most; the oldest are given up first. Alerts themselves are never given up. */
const MAX_PENDING_IMAGES = 500;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS delivery (
    entry_id          INTEGER PRIMARY KEY AUTOINCREMENT, -- order of raising
    kind              TEXT NOT NULL,                     -- alert | guardian | image
    alert_id          TEXT NOT NULL,                     -- ULID
    sequence          INTEGER NOT NULL,                  -- counts the events of one alert from 1
    guardian_id       TEXT NOT NULL,                     -- '' unless kind is guardian
    payload           BLOB NOT NULL,                     -- JSON (alert, guardian) or JPEG (image)
    committed_wall_ms INTEGER NOT NULL,                  -- Unix ms; recorded, never decided on
    UNIQUE (alert_id, sequence, kind, guardian_id)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS open_alert (
    alert_id TEXT PRIMARY KEY, -- ULID
    open_key TEXT NOT NULL,    -- what the machine that raised it knows it by
    payload  BLOB NOT NULL     -- its last event, JSON
  ) STRICT;
  CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
`;

const FILE = 'outbox.sqlite';
/** What is worth taking over, with the columns that make a row. */
const SALVAGED = {
  delivery: 'kind, alert_id, sequence, guardian_id, payload, committed_wall_ms',
  open_alert: 'alert_id, open_key, payload',
  counter: 'name, value',
} as const;

interface Row {
  readonly entry_id: number;
  readonly kind: OutboxHead['kind'];
  readonly alert_id: string;
  readonly sequence: number;
  readonly guardian_id: string;
  readonly committed_wall_ms: number;
}

export class SqliteOutbox implements Outbox {
  readonly #database: Database.Database;
  readonly #clock: Pick<Clock, 'wallMs'>;

  /** Where a damaged file was set aside, and how many rows of it could be read; null when it was in order. */
  readonly setAside: { readonly path: string; readonly salvaged: number } | null;

  private constructor(
    database: Database.Database,
    clock: Pick<Clock, 'wallMs'>,
    setAside: SqliteOutbox['setAside'] = null,
  ) {
    this.#database = database;
    this.#clock = clock;
    this.setAside = setAside;
  }

  /** @throws ShouwangError OUTBOX_UNUSABLE when the folder cannot be written. */
  static open(folder: string, clock: Pick<Clock, 'wallMs'>): SqliteOutbox {
    const path = join(folder, FILE);
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const found = openSound(path);
      if (found !== undefined) return new SqliteOutbox(found, clock);
      const aside = `${path}.damaged-${Math.round(clock.wallMs())}`;
      // The log beside it may hold what the file itself lost.
      for (const suffix of ['', '-wal']) {
        if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
      }
      rmSync(`${path}-shm`, { force: true });
      const fresh = openSound(path);
      if (fresh === undefined) throw new Error('a new file is damaged as well');
      return new SqliteOutbox(fresh, clock, { path: aside, salvaged: salvage(aside, fresh) });
    } catch (cause) {
      throw new ShouwangError('OUTBOX_UNUSABLE', `cannot open the outbox in ${folder}`, { cause });
    }
  }

  put(item: OutboxItem): number {
    const committedWallMs = Math.round(this.#clock.wallMs());
    const { alertId, sequence } = item.alert;
    const insert = this.#database.prepare(
      `INSERT INTO delivery (kind, alert_id, sequence, guardian_id, payload, committed_wall_ms)
       VALUES (?, ?, ?, ?, ?, ?)`,
    );
    const write = this.#database.transaction(() => {
      const row = (kind: OutboxHead['kind'], guardianId: string, payload: Buffer): void => {
        insert.run(kind, alertId, sequence, guardianId, payload, committedWallMs);
      };
      row('alert', '', toJson(item.alert));
      for (const { guardianId, alert } of item.guardianAlerts) row('guardian', guardianId, toJson(alert));
      if (item.jpeg !== null) row('image', '', item.jpeg);
      this.#keepOpen(item);
      this.#database
        .prepare(
          `DELETE FROM delivery WHERE kind = 'image' AND entry_id NOT IN
             (SELECT entry_id FROM delivery WHERE kind = 'image' ORDER BY entry_id DESC LIMIT ?)`,
        )
        .run(MAX_PENDING_IMAGES);
    });
    try {
      write.immediate();
    } catch (cause) {
      throw new ShouwangError('OUTBOX_UNUSABLE', `cannot write alert ${alertId}`, { cause });
    }
    return committedWallMs;
  }

  pending(afterEntryId = 0): OutboxHead[] {
    const rows = this.#database
      .prepare(
        `SELECT entry_id, kind, alert_id, sequence, guardian_id, committed_wall_ms
         FROM delivery WHERE entry_id > ? ORDER BY entry_id`,
      )
      .all(afterEntryId) as Row[];
    return rows.map((row) => ({
      entryId: row.entry_id,
      kind: row.kind,
      alertId: row.alert_id,
      sequence: row.sequence,
      guardianId: row.guardian_id === '' ? null : row.guardian_id,
      committedWallMs: row.committed_wall_ms,
    }));
  }

  read(entryId: number): OutboxPayload | undefined {
    const row = this.#database
      .prepare('SELECT kind, payload FROM delivery WHERE entry_id = ?')
      .get(entryId) as { kind: OutboxHead['kind']; payload: Uint8Array } | undefined;
    if (row === undefined) return undefined;
    const payload = Buffer.from(row.payload);
    switch (row.kind) {
      case 'alert':
        return { kind: 'alert', data: alertSchema.parse(JSON.parse(payload.toString('utf8'))) };
      case 'guardian':
        return { kind: 'guardian', data: guardianAlertSchema.parse(JSON.parse(payload.toString('utf8'))) };
      case 'image':
        return { kind: 'image', jpeg: payload };
    }
  }

  settleReceipt(alertId: string, sequence: number): boolean {
    const result = this.#database
      .prepare(`DELETE FROM delivery WHERE kind = 'alert' AND alert_id = ? AND sequence = ?`)
      .run(alertId, sequence);
    return result.changes > 0;
  }

  settleEntry(entryId: number): void {
    this.#database
      .prepare(`DELETE FROM delivery WHERE kind IN ('guardian', 'image') AND entry_id = ?`)
      .run(entryId);
  }

  openAlerts(): { key: string; alert: Alert }[] {
    const rows = this.#database
      .prepare('SELECT open_key, payload FROM open_alert ORDER BY alert_id')
      .all() as { open_key: string; payload: Uint8Array }[];
    return rows.map(({ open_key: key, payload }) => ({
      key,
      alert: alertSchema.parse(JSON.parse(Buffer.from(payload).toString('utf8'))),
    }));
  }

  forgetOpen(alertId: string): void {
    this.#database.prepare('DELETE FROM open_alert WHERE alert_id = ?').run(alertId);
  }

  #keepOpen({ alert, openKey }: OutboxItem): void {
    if (openKey === null) return;
    if (alert.phase === 'ended') {
      this.forgetOpen(alert.alertId);
      return;
    }
    this.#database
      .prepare(
        `INSERT INTO open_alert (alert_id, open_key, payload) VALUES (?, ?, ?)
         ON CONFLICT (alert_id) DO UPDATE SET open_key = excluded.open_key, payload = excluded.payload`,
      )
      .run(alert.alertId, openKey, toJson(alert));
  }

  nextSession(): number {
    const row = this.#database
      .prepare(
        `INSERT INTO counter (name, value) VALUES ('session', 1)
         ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value`,
      )
      .get() as { value: number };
    return row.value;
  }

  close(): void {
    this.#database.close();
  }
}

/** Undefined when the file is damaged. */
function openSound(path: string): Database.Database | undefined {
  let database: Database.Database | undefined;
  try {
    database = new Database(path);
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    const check = database.prepare('PRAGMA quick_check').get() as { quick_check: string };
    if (check.quick_check !== 'ok') throw new Error(check.quick_check);
    database.exec(SCHEMA);
    return database;
  } catch (cause) {
    database?.close();
    // A folder that cannot be written is no damage: setting its file aside would help nobody.
    if (!/malformed|not a database|corrupt|quick_check|Tree|page|row|index/i.test(String(cause))) throw cause;
    return undefined;
  }
}

/** Copies row by row what can still be read. @returns how many. */
function salvage(path: string, into: Database.Database): number {
  let from: Database.Database;
  try {
    from = new Database(path, { readonly: true });
  } catch {
    return 0;
  }
  let count = 0;
  for (const [table, columns] of Object.entries(SALVAGED)) {
    const marks = columns.replaceAll(/\w+/g, '?');
    try {
      const put = into.prepare(`INSERT OR IGNORE INTO ${table} (${columns}) VALUES (${marks})`);
      const { last } = from.prepare(`SELECT max(rowid) AS last FROM ${table}`).get() as {
        last: number | null;
      };
      for (let rowid = 1; rowid <= (last ?? 0); rowid += 1) {
        try {
          // A statement that has met damage reads nothing any more: each row has its own.
          const read = from.prepare(`SELECT ${columns} FROM ${table} WHERE rowid = ?`);
          const row = read.raw().get(rowid) as unknown[] | undefined;
          if (row !== undefined) count += put.run(...row).changes;
        } catch {
          // This row is among what was lost; the next may not be.
        }
      }
    } catch {
      // This table is lost as a whole.
    }
  }
  from.close();
  return count;
}

function toJson(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value), 'utf8');
}
