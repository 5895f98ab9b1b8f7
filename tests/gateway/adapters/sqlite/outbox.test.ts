import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import Database from 'libsql';
import { ulid } from 'ulid';
import { describe, expect, it } from 'vitest';
import type { GuardianAlert } from '../../../../edge-config/contracts/messages.ts';
import { readJournal } from '../../../../gateway/adapters/sqlite/journal.ts';
import { SqliteOutbox } from '../../../../gateway/adapters/sqlite/outbox.ts';
import { sampleAlert, sampleReceipt } from '../../../support/alerts.ts';
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

function makeNoDatabase(path: string): void {
  // Its log would heal it.
  rmSync(`${path}-wal`, { force: true });
  writeFileSync(path, 'no database\n'.repeat(1000));
}

/** A waiting alert's text made unreadable, in a database that is sound for SQLite. */
function spoilRow(path: string): void {
  const database = new Database(path);
  database.prepare(`UPDATE delivery SET payload = ? WHERE kind = 'alert'`).run([Buffer.from('{"alertId":')]);
  database.close();
}

describe('SqliteOutbox', () => {
  it('keeps alert, guardian copy and still until each is settled in its own way', () => {
    const outbox = SqliteOutbox.open(tempFolder(), clock);
    outbox.put({
      openKey: null,
      alert: sampleAlert(),
      guardianAlerts: [{ guardianId: 'guardian-1', alert: guardianAlert }],
      jpeg: Buffer.from([0xff, 0xd8, 1]),
    });
    const [alert, guardian, image] = outbox.pending();
    expect(alert?.committedWallMs).toBe(1234);
    expect(outbox.read(alert?.entryId ?? -1)).toEqual({ kind: 'alert', data: sampleAlert() });
    expect(outbox.read(guardian?.entryId ?? -1)).toEqual({ kind: 'guardian', data: guardianAlert });
    expect(outbox.read(image?.entryId ?? -1)).toEqual({ kind: 'image', jpeg: Buffer.from([0xff, 0xd8, 1]) });

    // PUBACK is not delivery: an alert leaves only on the receipt of the same event.
    outbox.settleEntry(alert?.entryId ?? -1);
    expect(outbox.settleReceipt(sampleReceipt(sampleAlert().alertId, 2))).toBe(false);
    expect(outbox.pending()).toHaveLength(3);
    expect(outbox.settleReceipt(sampleReceipt(sampleAlert().alertId, 1))).toBe(true);
    expect(outbox.settleReceipt(sampleReceipt(sampleAlert().alertId, 1))).toBe(false);
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
            outbox.settleReceipt(sampleReceipt(sampleAlert().alertId, item.sequence));
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
    const kept = mended.pending().map(({ alertId }) => alertId);
    // What the page held comes from the journal.
    expect(kept.sort()).toEqual(ids);
    expect(
      mended
        .openAlerts()
        .map(({ alert }) => alert.alertId)
        .sort(),
    ).toEqual(ids);
    // What was saved can be read, and new alerts go on as ever.
    for (const { entryId } of mended.pending()) expect(mended.read(entryId)?.kind).toBe('alert');
    mended.put({ openKey: null, alert: sampleAlert(), guardianAlerts: [], jpeg: null });
    expect(mended.pending()).toHaveLength(kept.length + 1);
    mended.close();
  });

  it.each([
    ['no database at all', makeNoDatabase],
    ['a row that holds something else', spoilRow],
  ])('loses no alert to %s', (_what, spoil) => {
    const folder = tempFolder();
    const outbox = SqliteOutbox.open(folder, clock);
    const [proven, waiting] = [ulid(1), ulid(2)];
    for (const alertId of [proven, waiting]) {
      outbox.put({
        openKey: null,
        alert: sampleAlert({ alertId }),
        guardianAlerts: [{ guardianId: 'guardian-1', alert: { ...guardianAlert, alertId } }],
        jpeg: null,
      });
    }
    outbox.settleReceipt(sampleReceipt(proven, 1));
    outbox.close();
    spoil(join(folder, 'outbox.sqlite'));
    const mended = SqliteOutbox.open(folder, clock);
    expect(mended.setAside).not.toBeNull();
    const heads = mended.pending();
    const waits = heads.flatMap(({ alertId, kind }) => (kind === 'alert' ? alertId : []));
    expect(waits).toContain(waiting);
    for (const { entryId } of heads) expect(mended.read(entryId)).toBeDefined();
    mended.close();
  });

  it('takes a journal as far as it can be read', () => {
    const folder = tempFolder();
    const outbox = SqliteOutbox.open(folder, clock);
    for (const sequence of [1, 2]) {
      outbox.put({ openKey: null, alert: sampleAlert({ sequence }), guardianAlerts: [], jpeg: null });
    }
    outbox.close();
    makeNoDatabase(join(folder, 'outbox.sqlite'));
    const journal = join(folder, 'journal.jsonl');
    // Torn in its last line, as a power cut does.
    writeFileSync(journal, readFileSync(journal).subarray(0, -20));
    const mended = SqliteOutbox.open(folder, clock);
    expect(mended.pending().map(({ sequence }) => sequence)).toEqual([1]);
    mended.put({ openKey: null, alert: sampleAlert({ sequence: 3 }), guardianAlerts: [], jpeg: null });
    mended.close();
    expect(readJournal(journal).map(({ alert }) => alert.sequence)).toEqual([1, 3]);
  });

  it('begins its journal anew when nothing waits, and keeps what is open', () => {
    const folder = tempFolder();
    const outbox = SqliteOutbox.open(folder, clock);
    const open = ulid(1);
    outbox.put({ openKey: 'key', alert: sampleAlert({ alertId: open }), guardianAlerts: [], jpeg: null });
    const path = join(folder, 'journal.jsonl');
    let count = 1;
    for (; statSync(path).size <= 1_000_000; count += 1) {
      outbox.put({ openKey: null, alert: sampleAlert({ alertId: ulid() }), guardianAlerts: [], jpeg: null });
    }
    for (const { alertId } of outbox.pending()) outbox.settleReceipt(sampleReceipt(alertId, 1));
    expect(readJournal(path).map(({ alert }) => alert.alertId)).toEqual([open]);
    expect(outbox.proofs('county')).toHaveLength(count);
    outbox.close();
  });

  it('keeps what was proven, and lets it wait again', () => {
    const outbox = SqliteOutbox.open(tempFolder(), clock);
    outbox.put({ openKey: null, alert: sampleAlert(), guardianAlerts: [], jpeg: null });
    outbox.settleReceipt(sampleReceipt(sampleAlert().alertId, 1));
    expect(outbox.proofs('city')).toEqual([]);
    const proofs = outbox.proofs('county');
    expect(proofs).toEqual([{ proofId: 1, startId: expect.any(String), serial: 1 }]);
    outbox.recall(proofs.map(({ proofId }) => proofId));
    expect(outbox.proofs('county')).toEqual([]);
    const [head] = outbox.pending();
    expect(outbox.read(head?.entryId ?? -1)).toEqual({ kind: 'alert', data: sampleAlert() });
    outbox.close();
  });

  it('gives up the oldest stills beyond their bounds, and counts them', () => {
    let wallMs = 0;
    const outbox = SqliteOutbox.open(tempFolder(), { wallMs: () => wallMs });
    const put = (bytes: number): void => {
      outbox.put({
        ...{ openKey: null, alert: sampleAlert({ alertId: ulid() }), guardianAlerts: [] },
        jpeg: Buffer.alloc(bytes),
      });
    };
    const sizes = (): number[] =>
      outbox.pending().flatMap(({ entryId, kind }) => {
        const payload = kind === 'image' ? outbox.read(entryId) : undefined;
        return payload?.kind === 'image' ? payload.jpeg.length : [];
      });
    for (const bytes of [20_000_001, 20_000_002, 20_000_003]) put(bytes);
    expect(sizes()).toHaveLength(3);
    put(20_000_004);
    expect(sizes()).toEqual([20_000_002, 20_000_003, 20_000_004]);
    wallMs = 8 * 86_400_000;
    put(10);
    expect(sizes()).toEqual([10]);
    expect(outbox.imagesDropped).toBe(4);
    expect(outbox.pending().filter(({ kind }) => kind === 'alert')).toHaveLength(5);
    outbox.close();
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
