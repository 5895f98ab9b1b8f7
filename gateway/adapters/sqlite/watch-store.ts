/**
 * What the long watch remembers, on SQLite (libsql): one row a camera and household, replaced as a whole. A file that is
 * damaged is set aside under another name and told of; nothing is guessed from it.
 */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { ShouwangError } from '../../../edge-config/contracts/errors.ts';
import { type CameraWatchState, EMPTY_CAMERA_WATCH } from '../../domain/quiet/camera-watch.ts';
import { EMPTY_PRESENCE, type PresenceState } from '../../domain/quiet/presence.ts';
import type { WatchMemory, WatchStore } from '../../ports.ts';

const FILE = 'watch.sqlite';
/** Raised with every change of shape; `MIGRATIONS[n]` brings version n to n + 1. */
const MIGRATIONS = [
  `CREATE TABLE memory (
     kind  TEXT NOT NULL, -- camera | household
     id    TEXT NOT NULL,
     state TEXT NOT NULL, -- JSON
     PRIMARY KEY (kind, id)
   ) STRICT`,
];

export class SqliteWatchStore implements WatchStore {
  readonly #database: Database.Database;
  /** Where a damaged file was set aside; null when there was none. */
  readonly setAside: string | null;

  private constructor(database: Database.Database, setAside: string | null) {
    this.#database = database;
    this.setAside = setAside;
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
    const cameras = new Map<string, CameraWatchState>();
    const households = new Map<string, PresenceState>();
    const rows = this.#database.prepare('SELECT kind, id, state FROM memory').all() as {
      kind: string;
      id: string;
      state: string;
    }[];
    for (const { kind, id, state } of rows) {
      const value = JSON.parse(state, revive) as object;
      // What a later version added begins empty.
      if (kind === 'camera') cameras.set(id, { ...EMPTY_CAMERA_WATCH, ...value });
      else households.set(id, { ...EMPTY_PRESENCE, ...value });
    }
    return { cameras, households };
  }

  save({ cameras, households }: WatchMemory): void {
    const put = this.#database.prepare(
      'INSERT INTO memory (kind, id, state) VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET state = excluded.state',
    );
    const write = this.#database.transaction(() => {
      for (const [id, state] of cameras) put.run('camera', id, JSON.stringify(state, replace));
      for (const [id, state] of households) put.run('household', id, JSON.stringify(state, replace));
    });
    write.immediate();
  }

  close(): void {
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
  } catch {
    database?.close();
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
