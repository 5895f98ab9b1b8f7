/** What a board is told of a large county, in a real database. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Divisions } from '../../../dashboard/server/divisions.ts';
import { type Database, openDatabase } from '../../../dashboard/server/store/database.ts';
import { listLate } from '../../../dashboard/server/store/gateway-views.ts';
import { readSnapshot } from '../../../dashboard/server/store/snapshot.ts';
import { liveMessageSchema } from '../../../edge-config/contracts/live.ts';
import { sampleAlert } from '../../support/alerts.ts';
import { startPostgres } from '../../support/postgres.ts';
import { describeWithService } from '../../support/services.ts';
import { suiteDatabase } from '../../support/suite-database.ts';

const NOW_MS = Date.parse('2026-03-01T09:00:00.000Z');
const NOW = new Date(NOW_MS).toISOString();
/** Longer than two heartbeats of 10 s and the grace. */
const LONG_AGO = new Date(NOW_MS - 22_001).toISOString();

/** @param database gives it within a test. */
function snapshotContract(database: () => Database): void {
  const snapshot = (division = '') => readSnapshot(database(), new Divisions(), division, NOW_MS);

  beforeAll(async () => {
    const point = { streamTimeMs: 1, posture: 'lying', torsoAngleDeg: 80, shoulderHeight: 0.1 };
    const evidence = {
      reason: { zh: '倒下', en: 'Down' },
      measurements: [],
      timeline: Array(120).fill(point),
    };
    const alert = JSON.stringify({ ...sampleAlert(), evidence });
    // Every fourth is a drill, every fifth is taken; 700 open, 400 closed; two townships.
    await sql`
      INSERT INTO alerts (alert_id, sequence, latest, machine_ended, late, state, outcome, committed_at, revision,
        human_revision, closed_at)
      SELECT '01K' || lpad(n::text, 23, '0'), 1,
        ${alert}::jsonb || jsonb_build_object('alertId', '01K' || lpad(n::text, 23, '0'),
          'status', CASE WHEN n % 4 = 0 THEN 'exercise' ELSE 'actual' END,
          'severity', (ARRAY['extreme', 'severe', 'moderate', 'minor'])[1 + n % 3],
          'township', CASE WHEN n % 2 = 0 THEN '520602101' ELSE '520602102' END),
        false, false, CASE WHEN n > 700 THEN 'closed' WHEN n % 5 = 0 THEN 'acknowledged' ELSE 'raised' END,
        CASE WHEN n > 700 THEN 'true' END, ${NOW}::timestamptz, 1, 1, CASE WHEN n > 700 THEN ${NOW}::timestamptz END
      FROM generate_series(1, 1100) n`.execute(database());
    const status = JSON.stringify({
      ...{ state: 'online', version: '1', session: 1, heartbeatMs: 10_000, outboxPending: 0 },
      ...{ bornAt: NOW, aliveAt: NOW },
    });
    await sql`
      INSERT INTO gateways (gateway_id, county, township, status, heard_at, clock_skew_ms)
      SELECT 'gw-' || n, '520602', CASE WHEN n % 2 = 0 THEN '520602101' ELSE '520602102' END, ${status}::jsonb,
        (CASE WHEN n > 295 THEN ${LONG_AGO} ELSE ${NOW} END)::timestamptz, CASE WHEN n = 7 THEN 9000 END
      FROM generate_series(1, 300) n`.execute(database());
    const camera = JSON.stringify({
      ...{ cameraId: 'c-1', name: '院子', householdId: null, placeKind: 'yard', gb28181Id: null },
      ...{ state: 'watching', reason: null, since: NOW, framesPerS: 5, lastFrameAt: NOW, personsNow: 0 },
    });
    // 30 cameras at each; those of gateways 11 to 20 are blind.
    await sql`
      INSERT INTO cameras (gateway_id, camera_id, status, heard_at)
      SELECT 'gw-' || g, 'c-' || n, ${camera}::jsonb || jsonb_build_object('cameraId', 'c-' || n,
        'state', CASE WHEN g BETWEEN 11 AND 20 THEN 'blind' ELSE 'watching' END), ${NOW}::timestamptz
      FROM generate_series(1, 300) g, generate_series(1, 30) n`.execute(database());
    await sql`ANALYZE`.execute(database());
  }, 120_000);

  it('is bounded: the gravest real open alerts, the newest closed, the gateways that need somebody', async () => {
    const told = await snapshot();
    liveMessageSchema.parse({ kind: 'snapshot', at: NOW, ...told });
    const open = told.alerts.filter(({ state }) => state !== 'closed');
    expect(open).toHaveLength(500);
    expect(told.openTotal).toBe(700);
    expect(told.alerts).toHaveLength(550);
    // 525 of the open ones are real: no drill takes a place of theirs.
    expect(open.every(({ alert }) => alert.status === 'actual')).toBe(true);
    const ranks = open.map(({ alert, state }) => `${state === 'raised' ? 0 : 1} ${alert.severity}`);
    expect([...new Set(ranks)].map((rank) => rank.slice(2)).slice(0, 3)).toEqual([
      ...['extreme', 'severe', 'moderate'],
    ]);
    expect(told.alerts.every(({ alert }) => alert.evidence.timeline.length === 0)).toBe(true);
    const ids = told.gateways.map(({ gatewayId }) => gatewayId);
    // 5 late, 10 blind, 1 with a wrong clock; of 300 the others are not told.
    expect(ids).toHaveLength(16);
    expect(ids.slice(0, 5).sort()).toEqual(['gw-296', 'gw-297', 'gw-298', 'gw-299', 'gw-300']);
    expect(ids.at(-1)).toBe('gw-7');
    expect(told.gateways.every(({ cameras }) => cameras.length <= 20)).toBe(true);
    expect(told.gateways.find(({ gatewayId }) => gatewayId === 'gw-11')?.cameraCounts.blind).toBe(30);
    expect(told.totals).toMatchObject({
      ...{ gateways: 300, late: 5 },
      cameras: { watching: 285 * 30, connecting: 0, blind: 300, unknown: 150 },
    });
    expect(JSON.stringify(told).length).toBeLessThan(1_500_000);
  });

  it('tells of the own division only', async () => {
    const told = await snapshot('520602101');
    expect(told.openTotal).toBe(350);
    expect(told.totals).toMatchObject({ gateways: 150, late: 3 });
    expect(told.alerts.every(({ alert }) => alert.township === '520602101')).toBe(true);
    expect((await snapshot('520603')).gateways).toEqual([]);
  });

  it('finds the queue and the late ones by their indexes', async () => {
    const planOf = async (query: ReturnType<typeof sql>): Promise<string> => {
      const { rows } = await sql<Record<string, string>>`EXPLAIN ${query}`.execute(database());
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    };
    const queue = await planOf(sql`SELECT alert_id FROM alerts WHERE state <> 'closed'
      ORDER BY (status <> 'actual'), (state <> 'raised'),
        array_position(ARRAY['extreme', 'severe', 'moderate', 'minor'], severity), alert_id DESC LIMIT 50`);
    expect(queue).toContain('alerts_in_queue');
    expect(queue).not.toContain('Sort');
    const late = await planOf(sql`SELECT gateway_id FROM gateways WHERE due_at <= ${NOW}::timestamptz`);
    expect(late).toContain('gateways_by_due');
    expect((await listLate(database(), NOW_MS)).map(({ gatewayId }) => gatewayId)).toHaveLength(5);
    expect(await listLate(database(), NOW_MS - 2)).toEqual([]);
  });
}

describe('a snapshot of the embedded database', () => snapshotContract(suiteDatabase()));

describeWithService('postgresql', 'a snapshot of PostgreSQL', (executable) => {
  let server: Awaited<ReturnType<typeof startPostgres>>;
  let database: Database;
  beforeAll(async () => {
    server = await startPostgres(executable);
    database = await openDatabase({ kind: 'server', url: server.url });
  }, 120_000);
  afterAll(async () => {
    await database?.destroy();
    await server?.stop();
  });
  snapshotContract(() => database);
});
