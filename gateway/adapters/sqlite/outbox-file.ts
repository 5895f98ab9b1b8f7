/** The outbox's database file: its tables, whether it is sound, and what a damaged one still holds. */
import Database from 'libsql';
import { alertSchema, guardianAlertSchema } from '../../../edge-config/contracts/messages.ts';
import type { OutboxHead, OutboxPayload } from '../../ports.ts';

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
  CREATE TABLE IF NOT EXISTS proven (
    proof_id          INTEGER PRIMARY KEY AUTOINCREMENT, -- order of receipts
    alert_id          TEXT NOT NULL,
    sequence          INTEGER NOT NULL,
    payload           BLOB NOT NULL,                     -- the alert's event, JSON
    committed_wall_ms INTEGER NOT NULL,
    console_id        TEXT NOT NULL,                     -- whose receipt it was
    start_id          TEXT NOT NULL,                     -- under which of its starts
    serial            INTEGER NOT NULL,                  -- in its database
    UNIQUE (alert_id, sequence)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS open_alert (
    alert_id TEXT PRIMARY KEY, -- ULID
    open_key TEXT NOT NULL,    -- what the machine that raised it knows it by
    payload  BLOB NOT NULL     -- its last event, JSON
  ) STRICT;
  CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
`;

/** What is worth taking over, with the columns that make a row. */
const SALVAGED = {
  proven: 'alert_id, sequence, payload, committed_wall_ms, console_id, start_id, serial',
  delivery: 'kind, alert_id, sequence, guardian_id, payload, committed_wall_ms',
  open_alert: 'alert_id, open_key, payload',
  counter: 'name, value',
} as const;

/** Undefined when the file is damaged, or holds an alert that cannot be read. */
export function openSound(path: string): Database.Database | undefined {
  let database: Database.Database | undefined;
  try {
    database = new Database(path);
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    const check = database.prepare('PRAGMA quick_check').get() as { quick_check: string };
    if (check.quick_check !== 'ok') throw new Error(check.quick_check);
    database.exec(SCHEMA);
    requireReadable(database);
    return database;
  } catch (cause) {
    database?.close();
    // A folder that cannot be written is no damage: setting its file aside would help nobody.
    if (!/malformed|not a database|corrupt|quick_check|Tree|page|row|index|unreadable/i.test(String(cause))) {
      throw cause;
    }
    return undefined;
  }
}

/** @throws when the bytes are not what the kind says. */
export function parsePayload(kind: OutboxHead['kind'], bytes: Uint8Array): OutboxPayload {
  const payload = Buffer.from(bytes);
  switch (kind) {
    case 'alert':
      return { kind: 'alert', data: alertSchema.parse(JSON.parse(payload.toString('utf8'))) };
    case 'guardian':
      return { kind: 'guardian', data: guardianAlertSchema.parse(JSON.parse(payload.toString('utf8'))) };
    case 'image':
      return { kind: 'image', jpeg: payload };
  }
}

/** SQLite does not check what lies inside a row: a flipped bit there would stop the delivery when its turn comes. */
function requireReadable(database: Database.Database): void {
  // All at once: this driver ends the process when a statement is closed in the middle of its rows.
  const rows = database.prepare(`SELECT kind, payload FROM delivery WHERE kind != 'image'`).all() as {
    kind: OutboxHead['kind'];
    payload: Uint8Array;
  }[];
  for (const { kind, payload } of rows) if (!isReadable(kind, payload)) throw new Error('unreadable payload');
}

function isReadable(kind: OutboxHead['kind'], payload: Uint8Array): boolean {
  try {
    parsePayload(kind, payload);
    return true;
  } catch {
    return false;
  }
}

/** Copies row by row what can still be read. @returns how many. */
export function salvage(path: string, into: Database.Database): number {
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
          const [row] = read.raw().all(rowid) as unknown[][];
          if (row !== undefined && isWhole(table, row)) count += put.run(...row).changes;
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

function isWhole(table: string, row: readonly unknown[]): boolean {
  if (table === 'delivery') return isReadable(row[0] as OutboxHead['kind'], row[4] as Uint8Array);
  if (table === 'open_alert' || table === 'proven') return isReadable('alert', row[2] as Uint8Array);
  return true;
}
