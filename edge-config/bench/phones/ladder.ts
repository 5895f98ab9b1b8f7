/**
 * A thousand alerts up a ladder whose channels fail three in ten, by a clock that is turned: whether each alert reaches
 * somebody, how soon, and whether anybody is sent the same twice on one channel. The channels are in memory; escalation,
 * courier and database are the console's own.
 */
import { ulid } from 'ulid';
import { CountyRules } from '../../../dashboard/server/county-rules.ts';
import { Escalator } from '../../../dashboard/server/escalation.ts';
import { createMetrics } from '../../../dashboard/server/metrics.ts';
import type { Channel, Outcome } from '../../../dashboard/server/notify/channel.ts';
import { Courier } from '../../../dashboard/server/notify/courier.ts';
import { recordHuman } from '../../../dashboard/server/store/alerts.ts';
import { recordAlerts } from '../../../dashboard/server/store/arrivals.ts';
import type { Database } from '../../../dashboard/server/store/database.ts';
import type { NotifierConfig } from '../../contracts/channels.ts';
import { laddersSchema, type RungRole } from '../../contracts/escalation.ts';
import { type Figure, figure, percentile } from '../county/report.ts';
import { sampleAlert } from '../county/seed.ts';

export interface LadderRun {
  readonly alerts: number;
  /** Alerts of which no message was taken by anybody. */
  readonly unreached: number;
  /** Messages of one occasion that one recipient was sent twice, or more often, on one channel. */
  readonly duplicates: number;
  /** Most messages of one robot in any minute. */
  readonly robotPerMinute: number;
  /** From the commit until the first message of an alert was taken, p95, by the clock that is turned, s. */
  readonly reachedP95S: number;
  readonly messages: number;
  readonly refusals: number;
  readonly tookS: number;
}

interface Kept {
  readonly id: string;
  readonly kind: NotifierConfig['kind'];
  readonly roles: RungRole[];
  readonly perMinute: number | null;
  readonly isDown: boolean;
}

/** Three of ten do not work; of two rungs not one channel does. */
const CHANNELS: readonly Kept[] = [
  { id: 'heads-sms', kind: 'webhook', roles: ['unit_head'], perMinute: null, isDown: true },
  { id: 'heads-bark', kind: 'bark', roles: ['unit_head', 'second_guardian'], perMinute: null, isDown: true },
  { id: 'grid-sms', kind: 'webhook', roles: ['grid_worker'], perMinute: null, isDown: false },
  { id: 'grid-group', kind: 'wecom', roles: ['grid_worker'], perMinute: 20, isDown: false },
  { id: 'village-group', kind: 'dingtalk', roles: ['village_centre'], perMinute: 20, isDown: true },
  { id: 'township-group', kind: 'feishu', roles: ['township'], perMinute: 100, isDown: false },
  { id: 'township-mail', kind: 'smtp', roles: ['township'], perMinute: null, isDown: false },
  { id: 'county-ntfy', kind: 'ntfy', roles: ['county'], perMinute: null, isDown: false },
  { id: 'county-mail', kind: 'smtp', roles: ['county'], perMinute: null, isDown: false },
  { id: 'county-group', kind: 'wecom', roles: ['county'], perMinute: 20, isDown: false },
];

const START_MS = Date.parse('2026-03-01T08:00:00.000Z');
/** Alerts come during so long, s. */
const STORM_S = 120;
const STEP_S = 5;
/** Longer than the ladder and its last retries. */
const END_S = STORM_S + 720;
/** Of ten so many are taken once they have reached somebody; the others climb to the top. */
const TAKEN_OF_TEN = 7;

export async function runLadder(database: Database, alerts: number): Promise<LadderRun> {
  const beganMs = performance.now();
  let wallMs = START_MS;
  const clock = { wallMs: () => wallMs };
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const common = { database, clock, log, onAlertChanged: () => {} };
  const sends = new Map<string, number[]>();
  const channels = CHANNELS.map((kept) => channelOf(kept, sends));
  const escalator = new Escalator({
    ...{ ...common, notifiers: CHANNELS, metrics: createMetrics(), hasPush: false },
    rules: new CountyRules({ ...common, ladders: laddersSchema.parse({}) }),
    ...{ consoleId: 'bench', timeZone: 'Asia/Shanghai' },
  });
  const courier = new Courier({
    ...{ ...common, channels, count: () => {}, onHurried: () => {}, onTurned: () => {} },
    wording: { timeZone: 'Asia/Shanghai', publicUrl: null },
  });
  const committedMs = new Map<string, number>();
  const takenBy = new Map<string, number>();
  for (let seconds = 0; seconds <= END_S; seconds += STEP_S) {
    wallMs = START_MS + seconds * 1000;
    const wanted = Math.min(alerts, Math.ceil((alerts * (seconds + STEP_S)) / STORM_S));
    await raise(database, committedMs, wanted - committedMs.size, wallMs);
    await escalator.look();
    await courier.look();
    for (const alertId of await newlyReached(database, takenBy)) {
      takenBy.set(alertId, wallMs);
      if (takenBy.size % 10 < TAKEN_OF_TEN) await take(database, alertId, wallMs);
    }
  }
  await courier.stop();
  const { duplicates, messages, refusals } = await count(database);
  const waitedS = [...takenBy].map(([alertId, ms]) => (ms - (committedMs.get(alertId) ?? ms)) / 1000);
  return {
    ...{ alerts, duplicates, messages, refusals },
    unreached: alerts - takenBy.size,
    robotPerMinute: Math.max(
      ...CHANNELS.map(({ id, perMinute }) => (perMinute === 20 ? most(sends.get(id)) : 0)),
    ),
    reachedP95S: percentile(waitedS, 0.95),
    tookS: (performance.now() - beganMs) / 1000,
  };
}

export function ladderFigures(run: LadderRun): Figure[] {
  return [
    figure(`of ${run.alerts} alerts, 3 of 10 channels down: reached nobody`, run.unreached, '', 0),
    figure('sent twice on one channel', run.duplicates, '', 0),
    figure('one robot of 20 a minute, most in any minute', run.robotPerMinute, '', 20),
    figure('commit to first delivery, p95', run.reachedP95S, 's', 600),
  ];
}

function channelOf({ id, isDown, kind, perMinute }: Kept, sends: Map<string, number[]>): Channel {
  return {
    ...{ id, kind, perMinute, language: 'zh', limits: null, isPersonal: false },
    send: async ({ wallMs }): Promise<Outcome> => {
      sends.set(id, [...(sends.get(id) ?? []), wallMs]);
      return isDown ? { kind: 'refused', error: 'HTTP 503' } : { kind: 'delivered', answer: 'HTTP 200' };
    },
    preview: async () => ({ to: '', headers: {}, body: '' }),
    close: async () => {},
  };
}

async function raise(
  database: Database,
  committedMs: Map<string, number>,
  amount: number,
  wallMs: number,
): Promise<void> {
  if (amount <= 0) return;
  const at = new Date(wallMs).toISOString();
  const way = { late: false, outboxAt: at, publishedAt: at, receivedAt: at };
  const arrivals = Array.from({ length: amount }, () => {
    const alertId = ulid();
    committedMs.set(alertId, wallMs);
    return { alert: sampleAlert({ alertId, severity: 'extreme', occurredAt: at, raisedAt: at }), ...way };
  });
  await recordAlerts(database, arrivals);
}

async function newlyReached(database: Database, known: ReadonlyMap<string, number>): Promise<string[]> {
  const rows = await database
    .selectFrom('notifications')
    .select('alert_id')
    .distinct()
    .where('outcome', '=', 'delivered')
    .where('kind', '=', 'rung')
    .execute();
  return rows.flatMap(({ alert_id }) => (alert_id === null || known.has(alert_id) ? [] : alert_id));
}

async function take(database: Database, alertId: string, wallMs: number): Promise<void> {
  await recordHuman(database, {
    ...{ alertId, kind: 'acknowledged', actionId: ulid(), note: null, outcome: null, seenRevision: null },
    at: new Date(wallMs).toISOString(),
    actor: { kind: 'operator', label: 'bench' },
  });
}

/** By what was sent, not by what the table keeps apart: one alert, roles and recipient on one channel. */
async function count(database: Database): Promise<Pick<LadderRun, 'duplicates' | 'messages' | 'refusals'>> {
  const rows = await database
    .selectFrom('notifications')
    .innerJoin(
      'notification_attempts',
      'notification_attempts.notification_id',
      'notifications.notification_id',
    )
    .select(['alert_id', 'notifier', 'recipient', 'kind', 'body', 'ok'])
    .execute();
  const taken = rows.filter(({ ok }) => ok);
  const sent = new Set(
    taken.map(({ alert_id, body, kind, notifier, recipient }) =>
      [alert_id, notifier, recipient, kind, 'roles' in body ? body.roles.join() : ''].join(' '),
    ),
  );
  return {
    duplicates: taken.length - sent.size,
    messages: taken.length,
    refusals: rows.length - taken.length,
  };
}

function most(sentMs: readonly number[] = []): number {
  return Math.max(0, ...sentMs.map((from) => sentMs.filter((ms) => ms >= from && ms < from + 60_000).length));
}
