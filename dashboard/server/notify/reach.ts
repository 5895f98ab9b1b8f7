/** Everything by which the console reaches people: the channels of its config and Web Push, and the courier that uses them. */
import { ulid } from 'ulid';
import { WEB_PUSH } from '../../../edge-config/contracts/channels.ts';
import type { ConsoleConfig } from '../../../edge-config/contracts/console-config.ts';
import type { Notification } from '../../../edge-config/contracts/notify.ts';
import type { Metrics } from '../metrics.ts';
import type { Log, WallClock } from '../ports.ts';
import type { Written } from '../store/attempts.ts';
import type { Database } from '../store/database.ts';
import {
  listSubscriptions,
  markUsed,
  type PushOwner,
  readSubscription,
  removeSubscription,
} from '../store/push.ts';
import type { Channel, ChannelMessage, Outcome } from './channel.ts';
import { createChannel } from './channels/all.ts';
import { webPushChannel } from './channels/web-push.ts';
import { Courier } from './courier.ts';
import { render } from './templates.ts';
import { readVapidKeys, vapidSubject } from './vapid.ts';

export interface ReachOptions {
  readonly config: ConsoleConfig;
  readonly database: Database;
  readonly clock: WallClock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly onAlertChanged: (alertId: string) => void;
  readonly onHurried: () => void;
  readonly onTurned: (turned: Written['turned']) => void;
}

export interface Reach {
  readonly channels: readonly Channel[];
  readonly courier: Courier;
  /** VAPID key that browsers subscribe with; null: there is no Web Push here. */
  readonly publicKey: string | null;
  /** A message as the channel would get it, for a dry run. */
  message(channel: Channel, body: Notification, recipient?: string): ChannelMessage;
  /** Sends a test to every browser of somebody. @returns how many were taken. */
  testPush(owner: PushOwner): Promise<number>;
}

export async function createReach(options: ReachOptions): Promise<Reach> {
  const { clock, config, database, log, metrics } = options;
  const now = (): string => new Date(clock.wallMs()).toISOString();
  const keys = config.push.enabled ? await readVapidKeys(database, now()) : undefined;
  const push =
    keys &&
    webPushChannel({
      ...{ id: WEB_PUSH, keys, subject: vapidSubject(config), timeZone: config.timeZone },
      subscriptionOf: (subscriptionId) => readSubscription(database, subscriptionId),
      onGone: (subscriptionId) => removeSubscription(database, subscriptionId),
      onUsed: (subscriptionId) => markUsed(database, subscriptionId, now()),
    });
  const channels = [...(push === undefined ? [] : [push]), ...config.notifiers.map(createChannel)];
  const wording = { timeZone: config.timeZone, publicUrl: config.http.publicUrl ?? null };
  const courier = new Courier({
    ...{ database, clock, log, channels, wording },
    ...{ onAlertChanged: options.onAlertChanged, onHurried: options.onHurried, onTurned: options.onTurned },
    count: (notifier, result) => metrics.notifications.inc({ notifier, result }),
  });
  const message = (channel: Channel, body: Notification, recipient = ''): ChannelMessage => ({
    ...{ messageId: ulid(), body, recipient, wallMs: clock.wallMs() },
    text: render(body, { ...wording, language: channel.language ?? 'zh' }),
  });
  return {
    ...{ channels, courier, message },
    publicKey: keys?.publicKey ?? null,
    testPush: async (owner) => {
      if (push === undefined) return 0;
      const body: Notification = { kind: 'test', notificationId: ulid(), at: now() };
      const subscriptions = await listSubscriptions(database, owner);
      const outcomes: Outcome[] = await Promise.all(
        subscriptions.map(({ subscriptionId }) => push.send(message(push, body, subscriptionId))),
      );
      return outcomes.filter(({ kind }) => kind === 'delivered').length;
    },
  };
}
