/**
 * A gateway's way of an alert, from the alert book to the broker, as a process of its own that can be killed at any step:
 * the real outbox, delivery and connection, without cameras and model.
 */
import { appendFileSync } from 'node:fs';
import { SystemClock } from '../../gateway/adapters/clock/system-clock.ts';
import { MqttPublisher } from '../../gateway/adapters/mqtt/publisher.ts';
import { SqliteOutbox } from '../../gateway/adapters/sqlite/outbox.ts';
import { AlertBook } from '../../gateway/pipeline/alert-book.ts';
import { Delivery } from '../../gateway/pipeline/delivery.ts';
import type { Outbox, Publisher } from '../../gateway/ports.ts';
import { readEnvelope } from '../contracts/envelope.ts';
import { accessRules, parseTopic, topics } from '../contracts/topics.ts';
import type { CrashPoint, RaiserNews, RaiserOrder, RaiserSetup } from './raiser-orders.ts';

const CRASH_AT_ALERT = 3;
const NEWS_MS = 200;
/** As the gateway does with its heartbeat. */
const RETRY_UNWRITTEN_MS = 500;
/** Events that go out in the wrong order together. */
const SCRAMBLED = 6;
const SCRAMBLE_WITHIN_MS = 100;

class SettableClock extends SystemClock {
  offsetMs = 0;

  override wallMs(): number {
    return super.wallMs() + this.offsetMs;
  }
}

/** A network that doubles and reorders. */
class Scrambler {
  readonly #send: (topic: string, payload: string | Buffer) => Promise<void>;
  #held: { readonly send: () => Promise<void>; readonly done: (sent: Promise<void>) => void }[] = [];
  #timer: NodeJS.Timeout | undefined;
  isOn = false;

  constructor(send: (topic: string, payload: string | Buffer) => Promise<void>) {
    this.#send = send;
  }

  publish(topic: string, payload: string | Buffer): Promise<void> {
    if (!this.isOn) return this.#send(topic, payload);
    return new Promise((resolve) => {
      this.#held.push({ send: () => this.#send(topic, payload), done: resolve });
      this.#timer ??= setTimeout(() => this.#release(), SCRAMBLE_WITHIN_MS);
      if (this.#held.length >= SCRAMBLED) this.#release();
    });
  }

  #release(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const held = this.#held.reverse();
    this.#held = [];
    for (const { done, send } of held) done(send());
    for (const { send } of held) send().catch(() => {});
  }
}

function run({ folder, raisedFile, config, crashAt }: RaiserSetup): void {
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
      inner.put(item);
      appendFileSync(raisedFile, `${item.alert.alertId} ${item.alert.sequence}\n`);
      step('after_put');
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
  const send = async (topic: string, payload: string | Buffer): Promise<void> => {
    const sent = connection.publish(topic, payload);
    step('after_publish');
    await sent;
    step('after_ack');
  };
  const scrambler = new Scrambler(send);
  const publisher: Publisher = {
    get connected() {
      return connection.connected;
    },
    publish: (topic, payload) =>
      parseTopic(topic)?.kind === 'alert' ? scrambler.publish(topic, payload) : send(topic, payload),
  };
  const hooks = { onPublished: () => {}, onReceipt: () => {}, onRecalled: () => {}, onUnsettled: () => {} };
  const delivery = new Delivery({ outbox, publisher, clock, address, hooks });
  const book = new AlertBook({
    config,
    clock,
    outbox,
    hooks: { onAlert: () => delivery.kick('put'), onUnwritten: (item) => delivery.offer(item) },
  });
  delivery.start();
  connection.start();
  const news = setInterval(() => {
    const rssMiB = process.memoryUsage.rss() / 2 ** 20;
    const told: RaiserNews = {
      connected: connection.connected,
      pending: delivery.pendingAlerts + book.unwritten,
      unwritten: book.unwritten,
      unproven: delivery.pendingAlerts,
      rssMiB,
    };
    process.send?.(told);
  }, NEWS_MS);
  const retrying = setInterval(() => book.retryUnwritten(), RETRY_UNWRITTEN_MS);
  let raised = 0;
  const raise = (isWhole: boolean): void => {
    raised += 1;
    const key = isWhole ? String(raised) : null;
    book.raise(key, {
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
    if (key === null) return;
    book.update(key, { severity: 'severe' });
    book.end(key, {});
  };
  process.on('message', (order: RaiserOrder) => {
    if (order.kind === 'wall') clock.offsetMs = order.offsetMs;
    else if (order.kind === 'scramble') scrambler.isOn = order.on;
    else for (let count = 0; count < order.count; count += 1) raise(order.whole === true);
  });
  process.once('SIGTERM', () => {
    clearInterval(news);
    clearInterval(retrying);
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
