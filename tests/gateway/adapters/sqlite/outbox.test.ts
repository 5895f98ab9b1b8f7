import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import Database from 'libsql';
import { ulid } from 'ulid';
import { describe, expect, it } from 'vitest';
import type { GuardianAlert } from '../../../../edge-config/contracts/messages.ts';
import { SqliteOutbox } from '../../../../gateway/adapters/sqlite/outbox.ts';
import { sampleAlert } from '../../../support/alerts.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const clock = { wallMs: (): number => 1234 };

const guardianAlert: GuardianAlert = {
  alertId: sampleAlert().alertId,
  sequence: 1,
  phase: 'raised',
  type: 'fall',
  severity: 'extreme',
  status: 'actual',
  placeLabel: '院子',
  occurredAt: '2026-03-01T08:00:00.000Z',
  raisedAt: '2026-03-01T08:00:10.000Z',
  expiresAt: '2026-03-02T08:00:10.000Z',
  confidence: 0.9,
  reason: { zh: '突然倒下', en: 'Dropped suddenly' },
};

describe('SqliteOutbox', () => {
  it('keeps alert, guardian copy and still until each is settled in its own way', () => {
    const outbox = SqliteOutbox.open(tempFolder(), clock);
    const committed = outbox.put({
      openKey: null,
      alert: sampleAlert(),
      guardianAlerts: [{ guardianId: 'guardian-1', alert: guardianAlert }],
      jpeg: Buffer.from([0xff, 0xd8, 1]),
    });
    expect(committed).toBe(1234);
    const [alert, guardian, image] = outbox.pending();
    expect(outbox.read(alert?.entryId ?? -1)).toEqual({ kind: 'alert', data: sampleAlert() });
    expect(outbox.read(guardian?.entryId ?? -1)).toEqual({ kind: 'guardian', data: guardianAlert });
    expect(outbox.read(image?.entryId ?? -1)).toEqual({ kind: 'image', jpeg: Buffer.from([0xff, 0xd8, 1]) });

    // PUBACK is not delivery: an alert leaves only on the receipt of the same event.
    outbox.settleEntry(alert?.entryId ?? -1);
    expect(outbox.settleReceipt(sampleAlert().alertId, 2)).toBe(false);
    expect(outbox.pending()).toHaveLength(3);
    expect(outbox.settleReceipt(sampleAlert().alertId, 1)).toBe(true);
    expect(outbox.settleReceipt(sampleAlert().alertId, 1)).toBe(false);
    outbox.settleEntry(guardian?.entryId ?? -1);
    outbox.settleEntry(image?.entryId ?? -1);
    expect(outbox.pending()).toEqual([]);
    outbox.close();
  });

  it('refuses the same event twice and keeps the first whole', () => {
    const outbox = SqliteOutbox.open(tempFolder(), clock);
    outbox.put({ openKey: null, alert: sampleAlert(), guardianAlerts: [], jpeg: null });
    expect(() => outbox.put({ openKey: null, alert: sampleAlert(), guardianAlerts: [], jpeg: null })).toThrow(
      /OUTBOX_UNUSABLE/,
    );
    expect(outbox.pending()).toHaveLength(1);
    outbox.close();
  });

  it('survives the death of the process right after put', () => {
    const folder = tempFolder();
    const script = fileURLToPath(new URL('../../../support/put-then-die.mjs', import.meta.url));
    const run = spawnSync(process.execPath, [script, folder]);
    expect(run.signal, String(run.stderr)).toBe('SIGKILL');
    const outbox = SqliteOutbox.open(folder, clock);
    expect(outbox.pending().map((head) => head.kind)).toEqual(['alert', 'image']);
    expect(outbox.pending()[0]?.committedWallMs).toBe(5);
    outbox.close();
  });

  it('counts its sessions over restarts', () => {
    const folder = tempFolder();
    const sessions = [1, 2, 3].map(() => {
      const outbox = SqliteOutbox.open(folder, clock);
      const session = outbox.nextSession();
      outbox.close();
      return session;
    });
    expect(sessions).toEqual([1, 2, 3]);
  });

  it('holds exactly what was put and not settled, in order, across restarts at any step', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('put' as const) }),
      fc.record({ do: fc.constant('settle' as const), sequence: fc.integer({ min: 1, max: 12 }) }),
      fc.record({ do: fc.constant('restart' as const) }),
    );
    const folder = tempFolder();
    let run = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const place = join(folder, String(run++));
        let outbox = SqliteOutbox.open(place, clock);
        let expected: number[] = [];
        let sequence = 0;
        for (const item of steps) {
          if (item.do === 'put') {
            sequence += 1;
            outbox.put({ openKey: null, alert: sampleAlert({ sequence }), guardianAlerts: [], jpeg: null });
            expected.push(sequence);
          } else if (item.do === 'settle') {
            outbox.settleReceipt(sampleAlert().alertId, item.sequence);
            expected = expected.filter((kept) => kept !== item.sequence);
          } else {
            outbox.close();
            outbox = SqliteOutbox.open(place, clock);
          }
        }
        expect(outbox.pending().map((head) => head.sequence)).toEqual(expected);
        outbox.close();
      }),
      { numRuns: 40, seed: 3 },
    );
  });

  it('sets a damaged file aside, takes over what can be read, and says so', () => {
    const folder = tempFolder();
    const outbox = SqliteOutbox.open(folder, clock);
    const ids = Array.from({ length: 40 }, (_, index) => ulid(index + 1));
    for (const alertId of ids) {
      outbox.put({
        openKey: `key ${alertId}`,
        alert: sampleAlert({ alertId }),
        guardianAlerts: [],
        jpeg: null,
      });
    }
    outbox.close();
    const path = join(folder, 'outbox.sqlite');
    const database = new Database(path);
    database.pragma('wal_checkpoint(TRUNCATE)');
    database.close();
    const bytes = readFileSync(path);
    // One page in the middle of the rows.
    bytes.fill(0xff, 8 * 4096, 9 * 4096);
    writeFileSync(path, bytes);
    const mended = SqliteOutbox.open(folder, clock);
    expect(mended.setAside?.path).toBe(`${path}.damaged-1234`);
    expect(mended.setAside?.salvaged).toBeGreaterThan(20);
    const kept = mended.pending().map(({ alertId }) => alertId);
    expect(kept.length).toBeGreaterThan(10);
    expect(ids).toEqual(expect.arrayContaining(kept));
    // What was saved can be read, and new alerts go on as ever.
    for (const { entryId } of mended.pending()) expect(mended.read(entryId)?.kind).toBe('alert');
    mended.put({ openKey: null, alert: sampleAlert(), guardianAlerts: [], jpeg: null });
    expect(mended.pending()).toHaveLength(kept.length + 1);
    mended.close();
  });

  it('begins anew beside a file that is no database at all', () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'outbox.sqlite'), 'no database\n'.repeat(1000));
    const outbox = SqliteOutbox.open(folder, clock);
    expect(outbox.setAside).toMatchObject({ salvaged: 0 });
    expect(outbox.pending()).toEqual([]);
    outbox.close();
  });
});
