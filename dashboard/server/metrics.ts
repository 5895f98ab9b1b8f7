/** The console's Prometheus metrics, in one place. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  const name = (suffix: string): string => `shouwang_console_${suffix}`;
  return {
    registry,
    alertEvents: new Counter({
      name: name('alert_events_total'),
      help: 'Alert events from gateways; repeats were known already.',
      labelNames: ['result'] as const,
      registers,
    }),
    receipts: new Counter({ name: name('receipts_total'), help: 'Receipts sent after a commit.', registers }),
    deadLetters: new Counter({
      name: name('dead_letters_total'),
      help: 'MQTT messages refused and kept in the table dead_letters.',
      labelNames: ['kind'] as const,
      registers,
    }),
    ingestSeconds: new Histogram({
      name: name('ingest_seconds'),
      help: 'From the arrival of a message until the next is read.',
      buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2, 10],
      registers,
    }),
    alertCommitSeconds: new Histogram({
      name: name('alert_commit_seconds'),
      help: 'From the arrival of an alert event to its commit, with its group.',
      buckets: [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2, 10],
      registers,
    }),
    ingestRetries: new Counter({
      name: name('ingest_retries_total'),
      help: 'Messages that wait because the database refuses.',
      registers,
    }),
    humanActions: new Counter({
      name: name('human_actions_total'),
      help: 'What people did about alerts.',
      labelNames: ['kind', 'by'] as const,
      registers,
    }),
    escalations: new Counter({
      name: name('escalations_total'),
      help: 'Rungs of the ladder that were told; 0 is the alert itself.',
      labelNames: ['rung'] as const,
      registers,
    }),
    notifications: new Counter({
      name: name('notifications_total'),
      help: 'Attempts to reach people; failed ones were given up.',
      labelNames: ['notifier', 'result'] as const,
      registers,
    }),
    channelsFailing: new Gauge({
      name: name('channels_failing'),
      help: 'Channels to people that do not work.',
      registers,
    }),
    webhookEvents: new Counter({
      name: name('webhook_events_total'),
      help: 'Attempts to tell other systems of changes of alerts; failed ones were given up.',
      labelNames: ['webhook', 'result'] as const,
      registers,
    }),
    boardTellSeconds: new Histogram({
      name: name('board_tell_seconds'),
      help: 'From the commit of a change of an alert until it was sent to the boards.',
      buckets: [0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5],
      registers,
    }),
    boards: new Gauge({ name: name('boards'), help: 'Boards that listen live.', registers }),
    liveFeeds: new Gauge({ name: name('live_feeds'), help: 'Feeds asked of gateways.', registers }),
    liveViewers: new Gauge({ name: name('live_viewers'), help: 'Browsers that watch one.', registers }),
    gatewaysLate: new Gauge({
      name: name('gateways_late'),
      help: 'Gateways whose heartbeat is overdue.',
      registers,
    }),
    gatewayClockSkewSeconds: new Gauge({
      name: name('gateway_clock_skew_seconds'),
      help: 'Clock of a gateway minus the console’s, by its last heartbeats; positive when it is fast.',
      labelNames: ['gateway'] as const,
      registers,
    }),
    picturesDeleted: new Counter({
      name: name('pictures_deleted_total'),
      help: 'Pictures whose time was over, by kind: still, photo.',
      labelNames: ['kind'] as const,
      registers,
    }),
    brokerConnected: new Gauge({
      name: name('broker_connected'),
      help: '1 while connected and subscribed.',
      registers,
    }),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;
