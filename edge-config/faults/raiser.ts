/**
 * A gateway's way of an alert, from the alert book to the broker, as a process of its own that can be killed at any step:
 * the real outbox, delivery and connection, without cameras and model.
 */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { SystemClock } from '../../gateway/adapters/clock/system-clock.ts';
import { MqttPublisher } from '../../gateway/adapters/mqtt/publisher.ts';
import { SqliteOutbox } from '../../gateway/adapters/sqlite/outbox.ts';
import { AlertBook } from '../../gateway/pipeline/alert-book.ts';
import { Delivery } from '../../gateway/pipeline/delivery.ts';
import type { Outbox, Publisher } from '../../gateway/ports.ts';
import { readEnvelope } from '../contracts/envelope.ts';
import { accessRules, parseTopic, topics } from '../contracts/topics.ts';
import {
  type CrashPoint,
  RAISED_FILE,
  type RaiserNews,
  type RaiserOrder,
  type RaiserSetup,
} from './raiser-orders.ts';

const CRASH_AT_ALERT = 3;
const NEWS_MS = 200;

class SettableClock extends SystemClock {
  offsetMs = 0;

  override wallMs(): number {
    return super.wallMs() + this.offsetMs;
  }
}

function run({ folder, config, crashAt }: RaiserSetup): void {
  const clock = new SettableClock();
  const address = {
    county: config.gateway.county,
    township: config.gateway.township,
    gatewayId: config.gateway.id,
  };
  let reached = 0;
  const step = (point: CrashPoint): void => {
    if (point !== crashAt) return;
    reached += 1;
    if (reached === CRASH_AT_ALERT) process.kill(process.pid, 'SIGKILL');
  };
  const inner = SqliteOutbox.open(folder, clock);
  const outbox: Outbox = {
    put: (item) => {
      step('before_put');
      const committedMs = inner.put(item);
      appendFileSync(join(folder, RAISED_FILE), `${item.alert.alertId}\n`);
      step('after_put');
      return committedMs;
    },
    settleReceipt: (receipt) => {
      const isSettled = inner.settleReceipt(receipt);
      step('after_receipt');
      return isSettled;
    },
    pending: (after) => inner.pending(after),
    read: (entryId) => inner.read(entryId),
    settleEntry: (entryId) => inner.settleEntry(entryId),
    openAlerts: () => inner.openAlerts(),
    proofs: (consoleId) => inner.proofs(consoleId),
    recall: (proofIds) => inner.recall(proofIds),
    get imagesDropped() {
      return inner.imagesDropped;
    },
    forgetOpen: (alertId) => inner.forgetOpen(alertId),
    nextSession: () => inner.nextSession(),
    close: () => inner.close(),
  };
  const connection = new MqttPublisher({
    ...config.broker,
    clientId: `gateway-${address.gatewayId}`,
    will: { topic: topics.status(address), payload: () => '' },
    subscriptions: accessRules({ kind: 'gateway', gateway: address, guardianIds: [] }).subscribe,
    onConnected: () => delivery.kick('connected'),
    onDisconnected: () => {},
    onTrouble: () => {},
    onMessage: (topic, payload) => {
      const kind = parseTopic(topic)?.kind;
      if (kind === 'receipt') delivery.receipt(readEnvelope('shouwang.receipt.v1', payload).data);
      if (kind === 'consoleStatus') {
        delivery.console(readEnvelope('shouwang.console-status.v1', payload).data);
      }
    },
  });
  const publisher: Publisher = {
    get connected() {
      return connection.connected;
    },
    publish: async (topic, payload, options) => {
      const sent = connection.publish(topic, payload, options);
      step('after_publish');
      await sent;
      step('after_ack');
    },
  };
  const hooks = { onPublished: () => {}, onReceipt: () => {}, onRecalled: () => {}, onUnsettled: () => {} };
  const delivery = new Delivery({ outbox, publisher, clock, address, hooks });
  const book = new AlertBook({
    config,
    clock,
    outbox,
    hooks: { onAlert: () => delivery.kick('put'), onUnwritten: () => {} },
  });
  delivery.start();
  connection.start();
  const news = setInterval(() => {
    const rssMiB = process.memoryUsage.rss() / 2 ** 20;
    const told: RaiserNews = { connected: connection.connected, pending: delivery.pendingAlerts, rssMiB };
    process.send?.(told);
  }, NEWS_MS);
  const raise = (): void => {
    book.raise(null, {
      cameraId: null,
      householdId: config.households[0]?.id ?? null,
      place: { kind: 'yard', label: '三组 7 号' },
      type: 'fall',
      severity: 'extreme',
      status: 'exercise',
      occurredWallMs: clock.wallMs(),
      confidence: 1,
      evidence: { reason: { zh: '故障演练', en: 'A drill of faults' }, measurements: [], timeline: [] },
      stages: { impactStreamMs: null, suspectedStreamMs: null, raisedStreamMs: 0, suspectedAt: null },
    });
  };
  process.on('message', (order: RaiserOrder) => {
    if (order.kind === 'wall') clock.offsetMs = order.offsetMs;
    else for (let count = 0; count < order.count; count += 1) raise();
  });
  process.once('SIGTERM', () => {
    clearInterval(news);
    void delivery
      .stop()
      .then(() => connection.stop())
      .then(() => {
        outbox.close();
        process.disconnect();
      });
  });
}

process.once('message', (setup: RaiserSetup) => run(setup));
