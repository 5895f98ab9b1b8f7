/** A county as large as it gets, made by the database itself: for what must be fast. */
import { sql } from 'kysely';
import type { Database } from '../../dashboard/server/store/database.ts';
import { sampleAlert } from './alerts.ts';

export interface CountySize {
  readonly alerts: number;
  readonly cameras: number;
  readonly gateways: number;
}

/** Alerts of 60 days up to `at`, of which 300 are open; a camera and a household of each ten thousand are as usual. */
export async function makeCounty(
  database: Database,
  at: string,
  { alerts, cameras, gateways }: CountySize,
): Promise<void> {
  const latest = JSON.stringify({
    ...sampleAlert(),
    evidence: { reason: { zh: '', en: '' }, measurements: [], timeline: Array.from({ length: 60 }, point) },
  });
  const townshipOf = sql`'520602' || (100 + number % 15)::text`;
  await sql`INSERT INTO gateways (gateway_id, county, township, status, heard_at, village)
    SELECT 'gw-' || number, '520602', ${townshipOf},
      jsonb_build_object('state', 'online', 'heartbeatMs', 10000), ${at}::timestamptz,
      ${townshipOf} || (200 + number % 12)::text
    FROM generate_series(1, ${gateways}) AS number`.execute(database);
  await sql`INSERT INTO cameras (gateway_id, camera_id, status, heard_at)
    SELECT 'gw-' || (1 + number % ${gateways}), 'camera-' || number,
      jsonb_build_object('state', CASE WHEN number % 20 = 0 THEN 'blind' ELSE 'watching' END, 'name', 'yard',
        'since', ${at}::text, 'framesPerS', 5, 'placeKind', 'yard', 'personsNow', 0), ${at}::timestamptz
    FROM generate_series(1, ${cameras}) AS number`.execute(database);
  await sql`INSERT INTO households (gateway_id, household_id, status, heard_at)
    SELECT 'gw-' || (1 + number % ${gateways}), 'household-' || number,
      jsonb_build_object('state', CASE WHEN number % 20 = 0 THEN 'unknown' ELSE 'watched' END, 'day',
        (SELECT jsonb_agg(slot * number) FROM generate_series(1, 288) AS slot)), ${at}::timestamptz
    FROM generate_series(1, ${cameras}) AS number`.execute(database);
  const committed = sql`${at}::timestamptz - number * (interval '60 days' / ${alerts}::int)`;
  await sql`INSERT INTO alerts (alert_id, sequence, latest, machine_ended, late, state, outcome, committed_at,
      acknowledged_at, closed_at, revision, human_revision)
    SELECT lpad((100000000 - number)::text, 26, '0'), 1,
      ${latest}::jsonb || jsonb_build_object('gatewayId', 'gw-' || (1 + number % ${gateways}),
        'township', ${townshipOf}, 'severity', (ARRAY['extreme', 'severe', 'moderate', 'minor'])[1 + number % 4]),
      true, false, CASE WHEN number % 333 = 0 THEN 'raised' ELSE 'closed' END,
      CASE WHEN number % 333 = 0 THEN NULL ELSE 'true' END, ${committed},
      CASE WHEN number % 333 = 0 THEN NULL ELSE ${committed} + number % 90 * interval '1 second' END,
      CASE WHEN number % 333 = 0 THEN NULL ELSE ${committed} + interval '20 minutes' END, 1, 1
    FROM generate_series(1, ${alerts}) AS number`.execute(database);
  await sql`ANALYZE`.execute(database);
}

function point(_: unknown, index: number) {
  return { streamTimeMs: index * 200, posture: 'lying', torsoAngleDeg: index, shoulderHeight: 0.1 };
}
