import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { describe, expect, it } from 'vitest';
import { draw, seeded } from '../../../../edge-config/scenario/scenes.ts';
import { SqliteWatchStore } from '../../../../gateway/adapters/sqlite/watch-store.ts';
import { EMPTY_CAMERA_WATCH, onLook, onPicture } from '../../../../gateway/domain/quiet/camera-watch.ts';
import { EMPTY_PRESENCE } from '../../../../gateway/domain/quiet/presence.ts';
import type { WatchMemory } from '../../../../gateway/ports.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { trackOf } from '../../../support/tracks.ts';

/** A camera that has seen a room and somebody in it. */
function seenRoom() {
  const sightParams = { darkLevel: 14, minSharpness: 0.4, minLikeness: 0.3 };
  const picture = draw([], {}, seeded(1));
  const pictured = onPicture(EMPTY_CAMERA_WATCH, { streamTimeMs: 0, picture, fault: null }, sightParams);
  const look = { restZones: [], waterZones: [], exitZones: [], isChildHours: false, isCurfew: false };
  const limits = { outsideMs: 1000, restMs: 1000 };
  const [first] = onLook(pictured, { ...look, limits, streamTimeMs: 0, tracks: [trackOf()] });
  return onLook(first, { ...look, limits, streamTimeMs: 1000, tracks: [trackOf()] })[0];
}

const memory: WatchMemory = {
  cameras: new Map([['yard', seenRoom()]]),
  households: new Map([
    [
      'home',
      {
        ...EMPTY_PRESENCE,
        unseenMs: 12_345,
        lastSeenWallMs: 1_772_000_000_000,
        baseline: { ...EMPTY_PRESENCE.baseline, learntDays: 3, lastDate: '2026-03-01' },
        gap: [[7, 20]] as const,
        today: { date: '2026-03-01', longestMin: Array<number>(96).fill(-1).with(30, 45) },
      },
    ],
  ]),
};

describe('SqliteWatchStore', () => {
  it('gives back after a restart what was saved, to the tenth of a pixel', () => {
    const folder = tempFolder();
    const store = SqliteWatchStore.open(folder, 'a');
    expect(store.load()).toEqual({ cameras: new Map(), households: new Map() });
    store.save(memory, { withSight: true });
    store.close();
    const again = SqliteWatchStore.open(folder, 'a');
    expect(again.setAside).toBeNull();
    const loaded = again.load();
    expect(loaded.households).toEqual(memory.households);
    const before = memory.cameras.get('yard');
    const after = loaded.cameras.get('yard');
    expect(after?.watchedMs).toBe(before?.watchedMs);
    expect(after?.stillness.spots).toHaveLength(1);
    expect(after?.zones).toEqual(before?.zones);
    expect(after?.sight.edges).toBeInstanceOf(Float32Array);
    for (const [index, edge] of (before?.sight.edges ?? []).entries()) {
      expect(Math.abs((after?.sight.edges?.[index] ?? Number.NaN) - edge)).toBeLessThan(0.051);
    }
    again.close();
  });

  it('keeps what a camera usually shows when that is not saved again', () => {
    const folder = tempFolder();
    const store = SqliteWatchStore.open(folder, 'a');
    store.save(memory, { withSight: true });
    const later = { ...seenRoom(), watchedMs: 99_000, sight: EMPTY_CAMERA_WATCH.sight };
    store.save({ ...memory, cameras: new Map([['yard', later]]) }, { withSight: false });
    const loaded = store.load().cameras.get('yard');
    expect(loaded?.watchedMs).toBe(99_000);
    expect(loaded?.sight.edges).not.toBeNull();
    store.close();
  });

  it('stays small however often it is saved', () => {
    const folder = tempFolder();
    const store = SqliteWatchStore.open(folder, 'a');
    for (let count = 0; count < 500; count += 1) {
      const camera = { ...seenRoom(), watchedMs: count };
      store.save({ ...memory, cameras: new Map([['yard', camera]]) }, { withSight: true });
    }
    store.close();
    expect(readFileSync(join(folder, 'watch.sqlite')).length).toBeLessThan(100_000);
  });

  it.each([
    ['text', (path: string) => writeFileSync(path, 'this is no database\n'.repeat(500))],
    ['a state that is no JSON', (path: string) => run(path, 'UPDATE memory SET state = \'{"gap":\'')],
    ['one of a later version', (path: string) => run(path, 'PRAGMA user_version = 99')],
    ['a page of zeroes', (path: string) => writeFileSync(path, zeroed(readFileSync(path)))],
  ])('sets a damaged file aside and begins anew: %s', (_name, harm) => {
    const folder = tempFolder();
    const store = SqliteWatchStore.open(folder, 'a');
    store.save(memory, { withSight: true });
    store.close();
    harm(join(folder, 'watch.sqlite'));
    const harmed = readFileSync(join(folder, 'watch.sqlite'));
    const fresh = SqliteWatchStore.open(folder, '2026');
    expect(fresh.setAside).toBe(join(folder, 'watch.sqlite.damaged-2026'));
    expect(fresh.load().cameras.size).toBe(0);
    fresh.save(memory, { withSight: true });
    expect(fresh.load().households.get('home')?.unseenMs).toBe(12_345);
    fresh.close();
    // Nothing of it is lost to whoever may want to look.
    expect(readdirSync(folder)).toContain('watch.sqlite.damaged-2026');
    expect(readFileSync(join(folder, 'watch.sqlite.damaged-2026')).equals(harmed)).toBe(true);
  });

  it('fills in what an earlier version did not know', () => {
    const folder = tempFolder();
    const store = SqliteWatchStore.open(folder, 'a');
    store.close();
    run(join(folder, 'watch.sqlite'), `INSERT INTO memory VALUES ('household', 'home', '{"unseenMs":5}')`);
    const again = SqliteWatchStore.open(folder, 'a');
    expect(again.load().households.get('home')).toEqual({ ...EMPTY_PRESENCE, unseenMs: 5 });
    again.close();
  });

  it('says when the folder cannot be written', () => {
    const file = join(tempFolder(), 'file');
    writeFileSync(file, '');
    expect(() => SqliteWatchStore.open(file, 'a')).toThrow();
  });

  function run(path: string, statement: string): void {
    const database = new Database(path);
    database.exec(statement);
    database.close();
  }

  /** The second page, where the rows are. */
  function zeroed(bytes: Buffer): Buffer {
    return Buffer.from(bytes).fill(0, 4096, 12_288);
  }
});
