/**
 * The outbox on SQLite (libsql): write-ahead log with full sync, so that what `put` returned from survives a power
 * cut. Rows leave only by `settleReceipt` (the console's receipt) or `settleEntry` (a lasting PUBACK, for guardians and images).
 * A damaged file is set aside; what can be read of it is taken over, the rest comes from the journal.
 */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { ShouwangError } from '../../../edge-config/contracts/errors.ts';
import { type Alert, alertSchema, type Receipt } from '../../../edge-config/contracts/messages.ts';
import type { Clock, Outbox, OutboxHead, OutboxItem, OutboxPayload, Proof } from '../../ports.ts';
import { Journal, type JournalEntry, readJournal } from './journal.ts';
import { openSound, parsePayload, salvage } from './outbox-file.ts';

/** Stills that wait at most; the oldest are given up first. Alerts themselves are never given up. */
const MAX_IMAGES_BYTES = 64_000_000;
const MAX_IMAGE_AGE_MS = 7 * 86_400_000;

const FILE = 'outbox.sqlite';
const JOURNAL = 'journal.jsonl';
/** A journal that is longer is begun anew as soon as nothing waits. */
const JOURNAL_BYTES = 1_000_000;
/** Events with a receipt that are kept: a console restored from a backup of weeks ago gets them again. */
const MAX_PROVEN = 10_000;

interface Row {
  readonly entry_id: number;
  readonly kind: OutboxHead['kind'];
  readonly alert_id: string;
  readonly sequence: number;
  readonly guardian_id: string;
  readonly committed_wall_ms: number;
}

type EventJournal = Pick<Journal, 'append' | 'close' | 'restart' | 'sizeBytes'>;

const NO_JOURNAL: EventJournal = { append: () => {}, close: () => {}, restart: () => {}, sizeBytes: 0 };

interface OutboxFiles {
  readonly database: Database.Database;
  readonly settling: Database.Database;
  readonly journal: EventJournal;
  /** Where a damaged file was set aside. */
  readonly aside: string | null;
  /** What the journal holds. */
  readonly entries: () => readonly JournalEntry[];
}

export class SqliteOutbox implements Outbox {
  readonly #database: Database.Database;
  /**
   * The same file without waiting for the disk: a settlement that a power cut undoes is only delivered once more. Each of
   * ten thousand settlements would wait as long as an alert that is written.
   */
  readonly #settling: Database.Database;
  readonly #journal: EventJournal;
  readonly #clock: Pick<Clock, 'wallMs'>;
  #imagesDropped = 0;

  /** Where a damaged file was set aside, and how many rows could be saved; null when it was in order. */
  readonly setAside: { readonly path: string; readonly salvaged: number } | null;

  private constructor(
    clock: Pick<Clock, 'wallMs'>,
    { aside, database, entries, journal, settling }: OutboxFiles,
  ) {
    this.#database = database;
    this.#settling = settling;
    this.#journal = journal;
    this.#clock = clock;
    this.setAside =
      aside === null ? null : { path: aside, salvaged: salvage(aside, database) + this.#takeOver(entries()) };
  }

  /** Where no disk can be written: it forgets with the process. */
  static inMemory(clock: Pick<Clock, 'wallMs'>): SqliteOutbox {
    const database = openSound(':memory:');
    if (database === undefined) throw new Error('a new database is damaged');
    return new SqliteOutbox(clock, {
      ...{ database, settling: database, journal: NO_JOURNAL, aside: null, entries: () => [] },
    });
  }

  /** @throws ShouwangError OUTBOX_UNUSABLE when the folder cannot be written. */
  static open(folder: string, clock: Pick<Clock, 'wallMs'>): SqliteOutbox {
    const path = join(folder, FILE);
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const found = openSound(path);
      if (found !== undefined) return new SqliteOutbox(clock, filesOf(folder, found, null));
      const aside = `${path}.damaged-${Math.round(clock.wallMs())}`;
      // The log beside it may hold what the file itself lost.
      for (const suffix of ['', '-wal']) {
        if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
      }
      rmSync(`${path}-shm`, { force: true });
      const fresh = openSound(path);
      if (fresh === undefined) throw new Error('a new file is damaged as well');
      return new SqliteOutbox(clock, filesOf(folder, fresh, aside));
    } catch (cause) {
      throw new ShouwangError('OUTBOX_UNUSABLE', `cannot open the outbox in ${folder}`, { cause });
    }
  }

  get imagesDropped(): number {
    return this.#imagesDropped;
  }

  put(item: OutboxItem): void {
    const committedWallMs = Math.round(this.#clock.wallMs());
    const { alert, guardianAlerts, openKey } = item;
    const write = this.#database.transaction(() => {
      const insert = this.#insert('INSERT');
      insertEvent(insert, { ...item, committedWallMs });
      if (item.jpeg !== null) {
        insert.run('image', alert.alertId, alert.sequence, '', item.jpeg, committedWallMs);
        this.#imagesDropped += this.#dropImages(committedWallMs);
      }
      this.#keepOpen(item);
      // Within the transaction: an event that the journal refuses is not written at all, and tried again as a whole.
      this.#journal.append({ openKey, alert, guardianAlerts: [...guardianAlerts], committedWallMs });
    });
    try {
      write.immediate();
    } catch (cause) {
      throw new ShouwangError('OUTBOX_UNUSABLE', `cannot write alert ${alert.alertId}`, { cause });
    }
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
    return row === undefined ? undefined : parsePayload(row.kind, row.payload);
  }

  settleReceipt({ alertId, consoleId, sequence, serial, startId }: Receipt): boolean {
    const settle = this.#settling.transaction(() => {
      const kept = this.#settling
        .prepare(
          `INSERT OR REPLACE INTO proven
             (alert_id, sequence, payload, committed_wall_ms, console_id, start_id, serial)
           SELECT alert_id, sequence, payload, committed_wall_ms, ?, ?, ? FROM delivery
           WHERE kind = 'alert' AND alert_id = ? AND sequence = ?`,
        )
        .run(consoleId, startId, serial, alertId, sequence);
      if (kept.changes === 0) return false;
      this.#settling
        .prepare(`DELETE FROM delivery WHERE kind = 'alert' AND alert_id = ? AND sequence = ?`)
        .run(alertId, sequence);
      this.#settling
        .prepare('DELETE FROM proven WHERE proof_id <= ?')
        .run(Number(kept.lastInsertRowid) - MAX_PROVEN);
      return true;
    });
    const isSettled = settle.immediate();
    if (isSettled && this.#journal.sizeBytes > JOURNAL_BYTES) this.#shortenJournal();
    return isSettled;
  }

  proofs(consoleId: string): Proof[] {
    return this.#database
      .prepare(
        'SELECT proof_id AS proofId, start_id AS startId, serial FROM proven WHERE console_id = ? ORDER BY proof_id',
      )
      .all(consoleId) as Proof[];
  }

  recall(proofIds: readonly number[]): void {
    const again = this.#database.prepare(
      `INSERT OR IGNORE INTO delivery (kind, alert_id, sequence, guardian_id, payload, committed_wall_ms)
       SELECT 'alert', alert_id, sequence, '', payload, committed_wall_ms FROM proven WHERE proof_id = ?`,
    );
    const forget = this.#database.prepare('DELETE FROM proven WHERE proof_id = ?');
    this.#database
      .transaction(() => {
        for (const proofId of proofIds) {
          again.run(proofId);
          forget.run(proofId);
        }
      })
      .immediate();
  }

  settleEntry(entryId: number): void {
    this.#settling
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

  #keepOpen({ alert, openKey }: Pick<OutboxItem, 'alert' | 'openKey'>): void {
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
    this.#journal.close();
    if (this.#settling !== this.#database) this.#settling.close();
    this.#database.close();
  }

  #insert(how: 'INSERT' | 'INSERT OR IGNORE'): Database.Statement {
    return this.#database.prepare(
      `${how} INTO delivery (kind, alert_id, sequence, guardian_id, payload, committed_wall_ms)
       VALUES (?, ?, ?, ?, ?, ?)`,
    );
  }

  /** @returns how many were given up. */
  #dropImages(nowWallMs: number): number {
    return this.#database
      .prepare(
        `DELETE FROM delivery WHERE kind = 'image' AND (committed_wall_ms < ? OR entry_id IN
           (SELECT entry_id FROM
             (SELECT entry_id, sum(length(payload)) OVER (ORDER BY entry_id DESC) AS bytes
              FROM delivery WHERE kind = 'image') WHERE bytes > ?))`,
      )
      .run(nowWallMs - MAX_IMAGE_AGE_MS, MAX_IMAGES_BYTES).changes;
  }

  /** What the damaged database has lost. @returns how many events. */
  #takeOver(entries: readonly JournalEntry[]): number {
    const isProven = this.#database.prepare('SELECT 1 FROM proven WHERE alert_id = ? AND sequence = ?');
    const insert = this.#insert('INSERT OR IGNORE');
    let count = 0;
    for (const entry of entries) {
      const { alertId, sequence } = entry.alert;
      if (isProven.get(alertId, sequence) !== undefined) continue;
      count += insertEvent(insert, entry);
      this.#keepOpen(entry);
    }
    return count;
  }

  #shortenJournal(): void {
    const waits = this.#database.prepare(`SELECT 1 FROM delivery WHERE kind = 'alert' LIMIT 1`).get();
    if (waits !== undefined) return;
    const committedWallMs = Math.round(this.#clock.wallMs());
    const open = this.openAlerts().map(({ key, alert }) => ({
      ...{ openKey: key, alert, guardianAlerts: [], committedWallMs },
    }));
    this.#journal.restart(open);
  }
}

function filesOf(folder: string, database: Database.Database, aside: string | null): OutboxFiles {
  const settling = new Database(join(folder, FILE));
  settling.pragma('synchronous = NORMAL');
  const path = join(folder, JOURNAL);
  return { database, settling, journal: new Journal(path), aside, entries: () => readJournal(path) };
}

/** @returns whether its alert was new, as a number. */
function insertEvent(
  insert: Database.Statement,
  {
    alert,
    committedWallMs,
    guardianAlerts,
  }: Pick<JournalEntry, 'alert' | 'committedWallMs'> & Pick<OutboxItem, 'guardianAlerts'>,
): number {
  const { alertId, sequence } = alert;
  const { changes } = insert.run('alert', alertId, sequence, '', toJson(alert), committedWallMs);
  if (changes === 0) return 0;
  for (const copy of guardianAlerts) {
    insert.run('guardian', alertId, sequence, copy.guardianId, toJson(copy.alert), committedWallMs);
  }
  return changes;
}

function toJson(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value), 'utf8');
}
