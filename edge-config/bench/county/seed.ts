/** A county's year: gateways, cameras, closed alerts with their history, written straight into the database. */
import pg from 'pg';
import { ulid } from 'ulid';
import type { Alert, CameraStatus, GatewayStatus } from '../../contracts/messages.ts';

export interface CountySize {
  readonly gateways: number;
  readonly camerasPerGateway: number;
  readonly alerts: number;
  /** Of these so many are not closed. */
  readonly openAlerts: number;
}

export const COUNTY = '520602';
const DAY_MS = 86_400_000;
const YEAR_MS = 365 * DAY_MS;
/** Rows of one statement. */
const AT_ONCE = 2000;
const TYPES = ['fall', 'person_down', 'inactivity', 'absence', 'zone', 'camera_blind'] as const;
const SEVERITIES = ['extreme', 'severe', 'moderate', 'minor'] as const;

/** @param nowMs the newest alert is as old as nothing, the oldest a year. */
export async function seedCounty(url: string, size: CountySize, nowMs: number): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const townships = await client.query<{ code: string }>(
      `SELECT code FROM divisions WHERE level = 'township' AND code LIKE $1 ORDER BY code`,
      [`${COUNTY}%`],
    );
    const codes = townships.rows.map(({ code }) => code);
    await seedEstate(client, codes, size, nowMs);
    for (let from = 0; from < size.alerts; from += AT_ONCE) {
      await seedAlerts(client, codes, size, { from, to: Math.min(size.alerts, from + AT_ONCE), nowMs });
    }
    // As a server does by itself over a year; here it would begin in the middle of what is measured.
    await client.query('VACUUM (ANALYZE)');
    await client.query('CHECKPOINT');
  } finally {
    await client.end();
  }
}

export const townshipOf = (codes: readonly string[], gateway: number): string =>
  codes[gateway % codes.length] ?? `${COUNTY}101`;

async function seedEstate(
  client: pg.Client,
  codes: readonly string[],
  { camerasPerGateway, gateways }: CountySize,
  nowMs: number,
): Promise<void> {
  const at = new Date(nowMs).toISOString();
  const status: GatewayStatus = {
    ...{ state: 'online', version: 'bench', session: 1, bornAt: at, aliveAt: at },
    // Nobody beats for them: they must not all be late while it is measured.
    ...{ heartbeatMs: 3600_000, outboxPending: 0 },
  };
  for (let gateway = 0; gateway < gateways; gateway += 1) {
    const gatewayId = `gw-${gateway}`;
    await client.query(
      `INSERT INTO gateways (gateway_id, county, township, status, heard_at) VALUES ($1, $2, $3, $4, $5)`,
      [gatewayId, COUNTY, townshipOf(codes, gateway), JSON.stringify(status), at],
    );
    const cameras = Array.from({ length: camerasPerGateway }, (_, camera) =>
      JSON.stringify(cameraStatus(gateway, camera, at)),
    );
    await client.query(
      `INSERT INTO cameras (gateway_id, camera_id, status, heard_at)
         SELECT $1, told->>'cameraId', told, $3 FROM unnest($2::jsonb[]) AS told`,
      [gatewayId, cameras, at],
    );
  }
}

function cameraStatus(gateway: number, camera: number, at: string): CameraStatus {
  const isBlind = (gateway * 7 + camera) % 50 === 0;
  return {
    ...{ cameraId: `camera-${camera}`, name: `${gateway} 组 ${camera} 号 院子`, householdId: null },
    ...{ placeKind: 'yard', gb28181Id: null, since: at, framesPerS: 15, lastFrameAt: at, personsNow: 0 },
    ...(isBlind ? { state: 'blind', reason: 'CAMERA_UNREACHABLE' } : { state: 'watching', reason: null }),
  };
}

interface Range {
  readonly from: number;
  readonly to: number;
  readonly nowMs: number;
}

async function seedAlerts(
  client: pg.Client,
  codes: readonly string[],
  size: CountySize,
  { from, nowMs, to }: Range,
): Promise<void> {
  const alerts = Array.from({ length: to - from }, (_, index) => {
    const number = from + index;
    const atMs = nowMs - YEAR_MS + Math.round((YEAR_MS * number) / size.alerts);
    return alertOf(number, size, { atMs, township: townshipOf(codes, number % size.gateways) });
  });
  const isOpen = alerts.map((_, index) => from + index >= size.alerts - size.openAlerts);
  await client.query(
    `INSERT INTO alerts (alert_id, sequence, latest, machine_ended, late, state, outcome, committed_at, receipt_at,
         acknowledged_at, closed_at, revision, human_revision)
       SELECT told->>'alertId', 1, told, NOT open, false, CASE WHEN open THEN 'raised' ELSE 'closed' END,
         CASE WHEN open THEN NULL WHEN random() < 0.3 THEN 'true' ELSE 'false' END, at, at,
         CASE WHEN open THEN NULL ELSE at + random() * interval '2 minutes' END,
         CASE WHEN open THEN NULL ELSE at + interval '2 minutes' + random() * interval '40 minutes' END, 3, 2
       FROM unnest($1::jsonb[], $2::boolean[]) AS row (told, open), LATERAL (SELECT (told->>'raisedAt')::timestamptz) AS t (at)`,
    [alerts.map((alert) => JSON.stringify(alert)), isOpen],
  );
  await client.query(
    `INSERT INTO actions (action_id, alert_id, kind, actor_kind, actor_label, at, note, outcome)
       SELECT alert_id || kind, alert_id, kind, who, who, at, NULL, CASE WHEN kind = 'closed' THEN outcome END
       FROM alerts, LATERAL (VALUES ('raised', 'gateway', committed_at), ('acknowledged', 'operator', acknowledged_at),
         ('closed', 'operator', closed_at)) AS step (kind, who, at)
       WHERE alert_id = ANY($1) AND at IS NOT NULL`,
    [alerts.map(({ alertId }) => alertId)],
  );
}

function alertOf(
  number: number,
  { camerasPerGateway, gateways }: CountySize,
  { atMs, township }: { readonly atMs: number; readonly township: string },
): Alert {
  const raisedAt = new Date(atMs).toISOString();
  return sampleAlert({
    alertId: ulid(atMs),
    gatewayId: `gw-${number % gateways}`,
    township,
    cameraId: `camera-${number % camerasPerGateway}`,
    type: TYPES[number % TYPES.length] ?? 'fall',
    severity: SEVERITIES[number % SEVERITIES.length] ?? 'extreme',
    occurredAt: new Date(atMs - 10_000).toISOString(),
    raisedAt,
  });
}

/** An alert as a gateway would raise it; `more` is what the bench is about. */
export function sampleAlert(more: Partial<Alert>): Alert {
  const at = new Date(0).toISOString();
  return {
    ...{ alertId: ulid(), sequence: 1, phase: 'raised', msgType: 'Alert', type: 'fall', severity: 'severe' },
    ...{ status: 'actual', gatewayId: 'gw-0', county: COUNTY, township: `${COUNTY}101`, householdId: null },
    ...{
      cameraId: 'camera-0',
      place: { kind: 'yard', label: '三组 7 号 · 院子' },
      occurredAt: at,
      raisedAt: at,
    },
    confidence: 0.9,
    stages: { impactStreamMs: 1000, suspectedStreamMs: 1600, raisedStreamMs: 11_000, suspectedAt: null },
    evidence: { reason: { zh: '突然倒下', en: 'Dropped suddenly' }, measurements: [], timeline: [] },
    ...{ image: null, guardianIds: [] },
    ...more,
  };
}
