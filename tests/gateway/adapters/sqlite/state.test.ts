/** The gateway's files on disks that fail. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ShouwangError } from '../../../../edge-config/contracts/errors.ts';
import { SmallDisk } from '../../../../edge-config/faults/small-disk.ts';
import { isDiskFailing } from '../../../../gateway/adapters/sqlite/disk-faults.ts';
import { type GatewayState, openState } from '../../../../gateway/adapters/sqlite/state.ts';
import { SqliteWatchStore } from '../../../../gateway/adapters/sqlite/watch-store.ts';
import { sampleAlert, sampleReceipt } from '../../../support/alerts.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const clock = { wallMs: (): number => 1234 };
const coded = (code: string, cause?: unknown): Error => Object.assign(new Error('x', { cause }), { code });

describe('the state of a gateway', () => {
  it('is on the disk, counts the starts, and tells what was damaged', () => {
    const folder = tempFolder();
    expect(kept(openState(folder, clock))).toMatchObject({ session: 1, isInMemory: false, faults: [] });
    expect(kept(openState(folder, clock)).session).toBe(2);
    for (const file of ['outbox.sqlite', 'watch.sqlite']) {
      // Its log would heal it.
      rmSync(join(folder, `${file}-wal`), { force: true });
      writeFileSync(join(folder, file), 'no database\n'.repeat(1000));
    }
    const { faults, isInMemory } = kept(openState(folder, clock));
    expect(isInMemory).toBe(false);
    expect(faults.map(({ reason }) => reason.en)).toEqual([
      expect.stringMatching(/^The gateway’s outbox was damaged/),
      expect.stringMatching(/^The gateway’s memory was damaged/),
    ]);
  });

  it.skipIf(!SmallDisk.isPossible)('is in memory where the disk is full, and works', () => {
    const disk = new SmallDisk(join(tempFolder(), 'disk'), 1);
    onTestFinished(() => disk.unmount());
    disk.fill();
    const state = openState(join(disk.path, 'state'), clock);
    expect(state).toMatchObject({ session: 1, isInMemory: true });
    expect(state.faults.map(({ reason }) => reason.zh)).toEqual([
      expect.stringMatching(/^网关的磁盘写不进去/),
    ]);
    const { outbox } = state;
    const alert = sampleAlert();
    outbox.put({ openKey: 'camera-1', alert, guardianAlerts: [], jpeg: Buffer.from('jpeg') });
    expect(outbox.pending().map(({ kind }) => kind)).toEqual(['alert', 'image']);
    expect(outbox.openAlerts()).toEqual([{ key: 'camera-1', alert }]);
    expect(outbox.settleReceipt(sampleReceipt(alert.alertId, 1))).toBe(true);
    expect(outbox.pending().map(({ kind }) => kind)).toEqual(['image']);
    state.watchStore.close();
    outbox.close();
  });

  it.skipIf(!SmallDisk.isPossible)('does not set aside what was learnt because the disk is full', () => {
    const disk = new SmallDisk(join(tempFolder(), 'disk'), 1);
    onTestFinished(() => disk.unmount());
    disk.fill();
    expect(() => SqliteWatchStore.open(join(disk.path, 'state'), 'a')).toThrow();
    expect(isDiskFailing(errorOf(() => SqliteWatchStore.open(join(disk.path, 'state'), 'a')))).toBe(true);
  });

  it('is refused where the folder cannot be one: that is a fault of the set-up', () => {
    const file = join(tempFolder(), 'file');
    writeFileSync(file, '');
    expect(errorOf(() => openState(join(file, 'state'), clock))).toMatchObject({ code: 'OUTBOX_UNUSABLE' });
  });

  it('knows a failing disk by its codes, also behind other errors', () => {
    const failing = [
      'ENOSPC',
      'EROFS',
      'EIO',
      'SQLITE_FULL',
      'SQLITE_IOERR_WRITE',
      'SQLITE_READONLY_DBMOVED',
    ];
    expect(failing.map((code) => isDiskFailing(coded(code)))).toEqual(failing.map(() => true));
    expect(isDiskFailing(new ShouwangError('OUTBOX_UNUSABLE', '', { cause: coded('ENOSPC') }))).toBe(true);
    expect(['EACCES', 'ENOENT', 'ENOTDIR', 'SQLITE_CORRUPT'].some((code) => isDiskFailing(coded(code)))).toBe(
      false,
    );
    expect(isDiskFailing('disk')).toBe(false);
  });
});

/** Closed, so that it can be opened anew. */
function kept(state: GatewayState): GatewayState {
  state.watchStore.close();
  state.outbox.close();
  return state;
}

function errorOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}
