/**
 * What the long watch remembers, on SQLite (libsql): one row a camera, view and household, replaced as a whole when it has
 * changed, so that the file stays small and the flash it lies on lives long. A file that is damaged is set aside under
 * another name and told of; nothing is guessed from it.
 */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { ShouwangError } from '../../../edge-config/contracts/errors.ts';
import { type CameraWatchState, EMPTY_CAMERA_WATCH } from '../../domain/quiet/camera-watch.ts';
import { EMPTY_PRESENCE, type PresenceState } from '../../domain/quiet/presence.ts';
import type { WatchMemory, WatchStore } from '../../ports.ts';
import { isDiskFailing } from './disk-faults.ts';

const FILE = 'watch.sqlite';
/** Raised with every change of shape; `MIGRATIONS[n]` brings version n to n + 1. */
const MIGRATIONS = [
  `CREATE TABLE memory (
     kind  TEXT NOT NULL, -- camera, sight: one camera; household, usual, today: one household
     id    TEXT NOT NULL,
     state TEXT NOT NULL, -- JSON
     PRIMARY KEY (kind, id)
   ) STRICT`,
];

const KINDS = ['camera', 'sight', 'household', 'usual', 'today'] as const;
type Kind = (typeof KINDS)[number];

interface Row {
  readonly kind: Kind;
  readonly id: string;
  readonly value: object;
  readonly json: string;
}

export class SqliteWatchStore implements WatchStore {
  readonly #database: Database.Database;
  /** What was written last, by kind and id. */
  readonly #written = new Map<string, Pick<Row, 'value' | 'json'>>();
  /** Where a damaged file was set aside; null when there was none. */
  readonly setAside: string | null;

  private constructor(database: Database.Database, setAside: string | null) {
    this.#database = database;
    this.setAside = setAside;
  }

  /** Where no disk can be written: it forgets with the process. */
  static inMemory(): SqliteWatchStore {
    const database = tryOpen(':memory:');
    if (database === undefined) throw new Error('a new database is damaged');
    return new SqliteWatchStore(database, null);
  }

  /** @param suffix of a damaged file's new name. @throws ShouwangError OUTBOX_UNUSABLE when the folder cannot be written. */
  static open(folder: string, suffix: string): SqliteWatchStore {
    const path = join(folder, FILE);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const found = tryOpen(path);
    if (found !== undefined) return new SqliteWatchStore(found, null);
    const aside = `${path}.damaged-${suffix}`;
    if (existsSync(path)) renameSync(path, aside);
    for (const rest of ['-wal', '-shm']) rmSync(`${path}${rest}`, { force: true });
    const fresh = tryOpen(path);
    if (fresh === undefined)
      throw new ShouwangError('OUTBOX_UNUSABLE', `cannot write the state in ${folder}`);
    return new SqliteWatchStore(fresh, aside);
  }

  load(): WatchMemory {
    const parts = new Map<string, Map<string, object>>(KINDS.map((kind) => [kind, new Map()]));
    const rows = this.#database.prepare('SELECT kind, id, state FROM memory').all() as {
      kind: string;
      id: string;
      state: string;
    }[];
    for (const { kind, id, state } of rows) parts.get(kind)?.set(id, JSON.parse(state, revive) as object);
    const part = (kind: Kind, id: string): object => parts.get(kind)?.get(id) ?? {};
    const ids = (kind: Kind): string[] => [...(parts.get(kind)?.keys() ?? [])];
    // What a later version added begins empty.
    const cameras = ids('camera').map((id): [string, CameraWatchState] => {
      const sight = { ...EMPTY_CAMERA_WATCH.sight, ...part('sight', id) };
      return [id, { ...EMPTY_CAMERA_WATCH, ...part('camera', id), sight }];
    });
    const households = ids('household').map((id): [string, PresenceState] => {
      const baseline = { ...EMPTY_PRESENCE.baseline, ...part('usual', id) };
      const today = { ...EMPTY_PRESENCE.today, ...part('today', id) };
      return [id, { ...EMPTY_PRESENCE, ...part('household', id), baseline, today }];
    });
    return { cameras: new Map(cameras), households: new Map(households) };
  }

  save({ cameras, households }: WatchMemory, { withSight }: { readonly withSight: boolean }): void {
    const rows: Row[] = [];
    for (const [id, { sight, ...state }] of cameras) {
      this.#add(rows, 'camera', id, state);
      if (withSight) this.#add(rows, 'sight', id, sight);
    }
    for (const [id, { baseline, today, ...state }] of households) {
      this.#add(rows, 'household', id, state);
      this.#add(rows, 'usual', id, baseline);
      this.#add(rows, 'today', id, today);
    }
    if (rows.length === 0) return;
    const put = this.#database.prepare(
      'INSERT INTO memory (kind, id, state) VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET state = excluded.state',
    );
    this.#database
      .transaction(() => {
        for (const { kind, id, json } of rows) put.run(kind, id, json);
      })
      .immediate();
    for (const { kind, id, value, json } of rows) this.#written.set(`${kind} ${id}`, { value, json });
  }

  /** Only what differs from what was written last; states are never changed in place, so the same one needs no look. */
  #add(rows: Row[], kind: Kind, id: string, value: object): void {
    const before = this.#written.get(`${kind} ${id}`);
    if (before?.value === value) return;
    const json = JSON.stringify(value, replace);
    if (before?.json !== json) rows.push({ kind, id, value, json });
  }

  close(): void {
    // One file is left behind, which can be copied and looked at.
    this.#database.pragma('wal_checkpoint(TRUNCATE)');
    this.#database.close();
  }
}

function tryOpen(path: string): Database.Database | undefined {
  let database: Database.Database | undefined;
  try {
    database = new Database(path);
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = NORMAL');
    const check = database.prepare('PRAGMA quick_check').get() as { quick_check: string };
    if (check.quick_check !== 'ok') throw new Error(check.quick_check);
    migrate(database);
    for (const row of database.prepare('SELECT state FROM memory').all() as { state: string }[]) {
      JSON.parse(row.state);
    }
    return database;
  } catch (cause) {
    database?.close();
    // What was learnt is not damaged because the disk is full: set aside, it would be lost.
    if (isDiskFailing(cause)) throw cause;
    return undefined;
  }
}

function migrate(database: Database.Database): void {
  const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  if (version > MIGRATIONS.length) throw new Error(`state of a later version: ${version}`);
  for (const [index, step] of MIGRATIONS.entries()) {
    if (index < version) continue;
    database.exec(`BEGIN; ${step}; PRAGMA user_version = ${index + 1}; COMMIT`);
  }
}

/** JSON knows neither infinities nor typed arrays; a decimal of a joint's place is enough. */
function replace(_key: string, value: unknown): unknown {
  if (value instanceof Float32Array)
    return { float32: Array.from(value, (item) => Math.round(item * 10) / 10) };
  if (value === Number.NEGATIVE_INFINITY) return { infinite: -1 };
  return typeof value === 'number' ? Math.round(value * 10_000) / 10_000 : value;
}

function revive(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('float32' in value) return Float32Array.from(value.float32 as number[]);
  return 'infinite' in value ? Number.NEGATIVE_INFINITY : value;
}
