/** The ladder of a console with its channels, by a clock that the test turns. */
import { ulid } from 'ulid';
import { CountyRules } from '../../dashboard/server/county-rules.ts';
import { Divisions } from '../../dashboard/server/divisions.ts';
import { Escalator } from '../../dashboard/server/escalation.ts';
import { createMetrics } from '../../dashboard/server/metrics.ts';
import type { Channel } from '../../dashboard/server/notify/channel.ts';
import { createChannel } from '../../dashboard/server/notify/channels/all.ts';
import { Courier } from '../../dashboard/server/notify/courier.ts';
import { recordHuman } from '../../dashboard/server/store/alerts.ts';
import { recordAlert } from '../../dashboard/server/store/arrivals.ts';
import { listAlertMessages } from '../../dashboard/server/store/channels.ts';
import type { Database } from '../../dashboard/server/store/database.ts';
import { readAlertView } from '../../dashboard/server/store/views.ts';
import { notifierSchema } from '../../edge-config/contracts/channels.ts';
import { type Ladders, laddersSchema } from '../../edge-config/contracts/escalation.ts';
import type { Alert } from '../../edge-config/contracts/messages.ts';
import { sampleAlert } from './alerts.ts';
import { silentLog } from './silent-log.ts';

export const START_MS = Date.parse('2026-03-01T08:00:00.000Z');

export interface LadderOptions {
  /** As they stand in a config. */
  readonly notifiers: readonly object[];
  /** Beside those of the config, such as Web Push. */
  readonly more?: readonly Channel[];
  readonly ladders?: Ladders;
}

export function openLadder(database: Database, { ladders, more = [], notifiers }: LadderOptions) {
  let wallMs = START_MS;
  const log = silentLog();
  const clock = { wallMs: () => wallMs };
  const configs = notifiers.map((notifier) => notifierSchema.parse(notifier));
  const turned: { notifier: string; isFailing: boolean }[] = [];
  const common = { database, clock, log, onAlertChanged: () => {} };
  const rules = new CountyRules({ ...common, ladders: ladders ?? laddersSchema.parse({}) });
  const escalator = new Escalator({
    ...{ ...common, rules, notifiers: configs, metrics: createMetrics(), hasPush: more.length > 0 },
    ...{ consoleId: 'county', timeZone: 'Asia/Shanghai' },
  });
  const make = (): Courier =>
    new Courier({
      ...{ ...common, channels: [...more, ...configs.map(createChannel)], count: () => {} },
      wording: { timeZone: 'Asia/Shanghai', publicUrl: null },
      onHurried: () => {},
      onTurned: (news) => turned.push(...news),
    });
  let courier = make();
  return {
    log,
    turned,
    now: () => new Date(wallMs).toISOString(),
    nowMs: () => wallMs,
    clock,
    restart: () => {
      courier = make();
    },
    stop: () => courier.stop(),
    /** Turns the clock to so many seconds after the start, and looks. */
    at: async (seconds: number): Promise<void> => {
      wallMs = START_MS + seconds * 1000;
      await escalator.look();
      await courier.look();
    },
    raise: async (more: Partial<Alert> = {}): Promise<string> => {
      const alertId = ulid();
      const at = new Date(wallMs).toISOString();
      const alert = sampleAlert({ alertId, ...more });
      await recordAlert(database, { alert, late: false, outboxAt: at, publishedAt: at, receivedAt: at });
      return alertId;
    },
    end: async (alertId: string): Promise<void> => {
      const at = new Date(wallMs).toISOString();
      const alert = sampleAlert({ alertId, sequence: 2, phase: 'ended', msgType: 'Cancel' });
      await recordAlert(database, { alert, late: false, outboxAt: at, publishedAt: at, receivedAt: at });
    },
    act: (alertId: string, kind: 'acknowledged' | 'closed'): Promise<boolean> =>
      recordHuman(database, {
        ...{ alertId, kind, actionId: ulid(), note: null, seenRevision: null },
        at: new Date(wallMs).toISOString(),
        actor: { kind: 'operator', label: '值班员' },
        outcome: kind === 'closed' ? 'true' : null,
      }),
    view: (alertId: string) => readAlertView(database, new Divisions(), alertId),
    messages: (alertId: string) => listAlertMessages(database, alertId),
    /** What the history says of messages, such as "notified unit_head". */
    told: async (alertId: string): Promise<string[]> =>
      ((await readAlertView(database, new Divisions(), alertId))?.actions ?? []).flatMap(
        ({ kind, note, tells }) =>
          kind.startsWith('notif') ? `${kind} ${tells?.join()} ${note ?? ''}`.trim() : [],
      ),
  };
}

/** Empties what a ladder leaves behind. */
export async function clearLadder(database: Database): Promise<void> {
  for (const table of ['alerts', 'escalations', 'notifications', 'notification_attempts', 'actions'] as const)
    await database.deleteFrom(table).execute();
  for (const table of ['channels', 'push_subscriptions', 'responders', 'household_records'] as const)
    await database.deleteFrom(table).execute();
  for (const table of ['alert_guardians', 'household_guardians', 'alert_events'] as const)
    await database.deleteFrom(table).execute();
}
