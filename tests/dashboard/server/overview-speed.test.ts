/** The overview of a county as large as it gets, on a real PostgreSQL. */
import { expect, it, onTestFinished } from 'vitest';
import { Divisions } from '../../../dashboard/server/divisions.ts';
import { Overviews } from '../../../dashboard/server/overview.ts';
import { openDatabase } from '../../../dashboard/server/store/database.ts';
import { makeCounty } from '../../support/many-alerts.ts';
import { startPostgres } from '../../support/postgres.ts';
import { describeWithService } from '../../support/services.ts';

const AT = '2026-03-10T10:00:00.000Z';
const ROUNDS = 30;

describeWithService('postgresql', 'the overview of a large county', (executable) => {
  it('is read in a tenth of a second', async () => {
    const server = await startPostgres(executable);
    onTestFinished(() => server.stop());
    const database = await openDatabase({ kind: 'server', url: server.url });
    onTestFinished(() => database.destroy());
    await makeCounty(database, AT, { alerts: 100_000, cameras: 10_000, gateways: 600 });
    let nowMs = Date.parse(AT);
    const clock = { wallMs: () => nowMs };
    const overviews = new Overviews({
      ...{ database, clock, divisions: new Divisions(), timeZone: 'Asia/Shanghai' },
    });
    const tookMs: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const beganMs = performance.now();
      const { watching, blind, unknown } = (await overviews.of('520602')).total.cameras;
      tookMs.push(performance.now() - beganMs);
      expect(watching + blind + unknown).toBe(10_000);
      nowMs += 3000;
    }
    tookMs.sort((a, b) => a - b);
    const [fastestMs = Number.NaN] = tookMs;
    const p95Ms = tookMs[Math.floor(0.95 * ROUNDS)] ?? Number.NaN;
    process.stdout.write(`overview: fastest ${fastestMs.toFixed(0)} ms, p95 ${p95Ms.toFixed(0)} ms\n`);
    // Other work on the machine slows all but some; a query that reads the whole table would slow the fastest too.
    expect(fastestMs).toBeLessThanOrEqual(100);
  }, 300_000);
});
