import { ulid } from 'ulid';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { readEnvelope } from '../../../edge-config/contracts/envelope.ts';
import type { ConsoleStatus } from '../../../edge-config/contracts/messages.ts';
import { SqliteOutbox } from '../../../gateway/adapters/sqlite/outbox.ts';
import { Delivery } from '../../../gateway/pipeline/delivery.ts';
import type { OutboxItem } from '../../../gateway/ports.ts';
import { sampleAlert, sampleReceipt } from '../../support/alerts.ts';
import { FakeClock, settled } from '../../support/fake-clock.ts';
import { FakePublisher } from '../../support/fake-publisher.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const address = { county: '520602', township: '520602101', gatewayId: 'gw-1' };
const root = 'shouwang/v1/520602/520602101/gw-1';

const START = ulid(1);
const consoleStatus = (
  consoleId: string,
  state: ConsoleStatus['state'],
  starts: ConsoleStatus['starts'] = [{ startId: START, serial: 0 }],
): ConsoleStatus => ({ consoleId, state, starts });

const subjectOf = (payload: string | Buffer): string =>
  (JSON.parse(String(payload)) as { subject: string }).subject;

describe('Delivery', () => {
  let clock: FakeClock;
  let outbox: SqliteOutbox;
  let publisher: FakePublisher;
  let delivery: Delivery;
  let receipts: number[];
  let recalled: number[];
  let unsettled: string[];

  beforeEach(() => {
    clock = new FakeClock();
    outbox = SqliteOutbox.open(tempFolder(), clock);
    publisher = new FakePublisher();
    receipts = [];
    recalled = [];
    unsettled = [];
    delivery = new Delivery({
      outbox,
      publisher,
      clock,
      address,
      hooks: {
        onPublished: () => {},
        onReceipt: (_head, ms) => receipts.push(ms),
        onRecalled: (_consoleId, count) => recalled.push(count),
        onUnsettled: ({ alertId }) => unsettled.push(alertId),
      },
    });
    delivery.start();
    onTestFinished(async () => {
      await delivery.stop();
      outbox.close();
    });
  });

  const itemFor = (alertId: string, jpeg: Buffer | null): OutboxItem => {
    const { sequence, phase, type, severity, status, occurredAt, raisedAt, confidence, evidence } =
      sampleAlert();
    const copy = { alertId, sequence, phase, type, severity, status, occurredAt, raisedAt, confidence };
    const alert = { ...copy, placeLabel: '院子', expiresAt: raisedAt, reason: evidence.reason };
    const guardianAlerts = [{ guardianId: 'daughter', alert }];
    return { openKey: null, alert: sampleAlert({ alertId }), guardianAlerts, jpeg };
  };

  const putWithGuardian = (alertId: string): void => {
    outbox.put(itemFor(alertId, null));
    delivery.kick('put');
  };

  const put = (sequence = 1, jpeg: Buffer | null = null): void => {
    outbox.put({ openKey: null, alert: sampleAlert({ sequence }), guardianAlerts: [], jpeg });
    delivery.kick('put');
  };

  it('publishes at once and says when the outbox had it', async () => {
    put();
    await settled();
    expect(publisher.sent.map((item) => item.topic)).toEqual([`${root}/alert`]);
    const envelope = readEnvelope('shouwang.alert.v1', publisher.sent[0]?.payload ?? '');
    expect(envelope).toMatchObject({ subject: sampleAlert().alertId, outboxat: '2026-03-01T08:00:00.000Z' });
    expect(envelope.late).toBeUndefined();
  });

  it('repeats an acknowledged alert until the receipt: PUBACK is not delivery', async () => {
    put();
    await clock.advance(1999);
    expect(publisher.sent).toHaveLength(1);
    await clock.advance(1);
    expect(publisher.sent).toHaveLength(2);
    await clock.advance(5000);
    expect(publisher.sent).toHaveLength(3);
    delivery.receipt(sampleReceipt(sampleAlert().alertId, 1));
    delivery.receipt(sampleReceipt(sampleAlert().alertId, 1));
    await clock.advance(300_000);
    expect(publisher.sent).toHaveLength(3);
    expect(receipts).toEqual([7000]);
    expect(outbox.pending()).toEqual([]);
  });

  it('holds a still to be delivered a minute after the PUBACK, and repeats it while there is none', async () => {
    publisher.acknowledges = false;
    put(1, Buffer.from('jpeg'));
    await settled();
    delivery.receipt(sampleReceipt(sampleAlert().alertId, 1));
    publisher.acknowledges = true;
    await clock.advance(2000 + 59_999);
    expect(outbox.pending()).toHaveLength(1);
    await clock.advance(1);
    expect(outbox.pending()).toEqual([]);
    expect(publisher.sent.filter((item) => item.topic.endsWith('/image'))).toHaveLength(2);
  });

  it('gives a broker that died soon after its PUBACK the copies of guardians again, however long it is away', async () => {
    const copies = (): number => publisher.sent.filter(({ topic }) => topic.includes('guardian')).length;
    const alertId = ulid();
    putWithGuardian(alertId);
    await settled();
    delivery.receipt(sampleReceipt(alertId, 1));
    await clock.advance(59_000);
    expect(copies()).toBe(1);
    publisher.connected = false;
    await clock.advance(3_600_000);
    publisher.connected = true;
    delivery.kick('connected');
    await clock.advance(9_999);
    expect(copies()).toBe(2);
    // A broker that was started anew may have acknowledged it before its phones were back.
    await clock.advance(60_000);
    expect(copies()).toBe(3);
    expect(outbox.pending()).toHaveLength(1);
    await clock.advance(1);
    expect(outbox.pending()).toEqual([]);
    delivery.kick('connected');
    await clock.advance(60_000);
    expect(copies()).toBe(3);
  });

  it('does not send all copies of a day again on a line that is lost every few seconds', async () => {
    const alertId = ulid();
    putWithGuardian(alertId);
    await settled();
    delivery.receipt(sampleReceipt(alertId, 1));
    const reconnect = async (times: number): Promise<void> => {
      for (let time = 0; time < times; time += 1) {
        await clock.advance(2000);
        delivery.kick('connected');
        await settled();
      }
    };
    // For a minute it is safer to send it again: a broker may be dying again and again.
    await reconnect(29);
    expect(outbox.pending()).toHaveLength(1);
    await reconnect(1);
    expect(outbox.pending()).toEqual([]);
    const { length } = publisher.sent;
    await reconnect(10);
    expect(publisher.sent).toHaveLength(length);
  });

  it('gives it what is new before what it has acknowledged', async () => {
    const early = ulid(1);
    const fresh = ulid(2);
    putWithGuardian(early);
    await settled();
    delivery.receipt(sampleReceipt(early, 1));
    publisher.connected = false;
    putWithGuardian(fresh);
    publisher.connected = true;
    publisher.sent = [];
    delivery.kick('connected');
    await settled();
    expect(publisher.sent.map(({ payload }) => subjectOf(payload))).toEqual([fresh, fresh, early]);
  });

  it('forgets what a broker has kept also when the disk does not take it at first', async () => {
    putWithGuardian(ulid());
    await settled();
    delivery.receipt(sampleReceipt(outbox.pending()[0]?.alertId ?? '', 1));
    const settleEntry = outbox.settleEntry.bind(outbox);
    outbox.settleEntry = () => {
      throw new Error('disk full');
    };
    await clock.advance(60_000);
    expect(unsettled).toHaveLength(1);
    outbox.settleEntry = settleEntry;
    await clock.advance(60_000);
    expect(outbox.pending()).toEqual([]);
    expect(publisher.sent).toHaveLength(2);
  });

  it('keeps everything while offline and sends it in order, marked late, when the broker is back', async () => {
    publisher.connected = false;
    put(1);
    put(2);
    await clock.advance(3_600_000);
    expect(publisher.sent).toEqual([]);
    expect(delivery.pendingAlerts).toBe(2);
    publisher.connected = true;
    delivery.kick('connected');
    await settled();
    const sent = publisher.sent.map((item) => readEnvelope('shouwang.alert.v1', item.payload));
    expect(sent.map((envelope) => [envelope.data.sequence, envelope.late])).toEqual([
      [1, true],
      [2, true],
    ]);
  });

  it('sends from memory what the disk refuses, until the console has it, and again when it is written', async () => {
    const alertId = ulid();
    const item = itemFor(alertId, Buffer.from('jpeg'));
    delivery.offer(item);
    await settled();
    const topicsSent = (): string[] => publisher.sent.map(({ topic }) => topic);
    const topics = [`${root}/alert`, 'shouwang/v1/guardian/daughter/alert', `${root}/alert/${alertId}/image`];
    expect(topicsSent()).toEqual(topics);
    expect([delivery.pendingAlerts, delivery.isUnproven(alertId)]).toEqual([1, true]);
    expect(delivery.pendingSinceWallMs).toBe(clock.wallMs());
    await clock.advance(2000);
    expect(topicsSent().filter((topic) => topic === `${root}/alert`)).toHaveLength(2);
    delivery.receipt(sampleReceipt(alertId, 1));
    await clock.advance(300_000);
    expect([delivery.pendingAlerts, publisher.sent.length]).toEqual([0, topics.length + 1]);
    expect(delivery.pendingSinceWallMs).toBeNull();
    expect(receipts).toEqual([2000]);

    outbox.put(item);
    delivery.kick('put');
    await settled();
    expect(publisher.sent).toHaveLength(2 * topics.length + 1);
    delivery.receipt(sampleReceipt(alertId, 1));
    await clock.advance(300_000);
    expect(outbox.pending()).toEqual([]);
  });

  it('sends once what the disk takes before the console has it', async () => {
    const alertId = ulid();
    const item = itemFor(alertId, null);
    publisher.connected = false;
    delivery.offer(item);
    outbox.put(item);
    delivery.kick('put');
    publisher.connected = true;
    delivery.kick('connected');
    await settled();
    expect(publisher.sent.filter(({ topic }) => topic === `${root}/alert`)).toHaveLength(1);
    expect(delivery.pendingAlerts).toBe(1);
    delivery.receipt(sampleReceipt(alertId, 1));
    await clock.advance(300_000);
    expect([delivery.pendingAlerts, outbox.pending()]).toEqual([0, []]);
  });

  it('does not call an event late because the wall clock jumped back', async () => {
    publisher.connected = false;
    put();
    clock.jumpWall(-86_400_000);
    publisher.connected = true;
    delivery.kick('connected');
    await settled();
    expect(readEnvelope('shouwang.alert.v1', publisher.sent[0]?.payload ?? '').late).toBeUndefined();
  });

  it('drains a thousand alerts after an outage, each once', async () => {
    publisher.connected = false;
    for (let sequence = 1; sequence <= 1000; sequence += 1) {
      outbox.put({ openKey: null, alert: sampleAlert({ sequence }), guardianAlerts: [], jpeg: null });
    }
    publisher.connected = true;
    delivery.kick('connected');
    for (let turn = 0; turn < 200 && publisher.sent.length < 1000; turn += 1) await settled();
    const sequences = publisher.sent.map(
      (item) => readEnvelope('shouwang.alert.v1', item.payload).data.sequence,
    );
    expect(sequences).toEqual(Array.from({ length: 1000 }, (_, index) => index + 1));
  });

  it('keeps alerts while no console listens, and sends them when one does; guardians are told at once', async () => {
    delivery.console(consoleStatus('county', 'offline'));
    expect(delivery.hasConsole).toBe(false);
    putWithGuardian(ulid());
    await clock.advance(120_000);
    expect(publisher.sent.map(({ topic }) => topic)).toEqual(['shouwang/v1/guardian/daughter/alert']);
    delivery.console(consoleStatus('county', 'online'));
    await settled();
    expect(publisher.sent.map(({ topic }) => topic).at(-1)).toBe(`${root}/alert`);
    expect(publisher.sent).toHaveLength(2);
    // Of two consoles one is enough.
    delivery.console(consoleStatus('city', 'offline'));
    expect(delivery.hasConsole).toBe(true);
  });

  it('sends again what a restored console has lost', async () => {
    const ids = [ulid(), ulid(), ulid()];
    for (const alertId of ids) {
      outbox.put({ openKey: null, alert: sampleAlert({ alertId }), guardianAlerts: [], jpeg: null });
    }
    delivery.kick('put');
    await settled();
    for (const [index, alertId] of ids.entries()) {
      delivery.receipt({ ...sampleReceipt(alertId, 1), startId: START, serial: index + 1 });
    }
    expect(delivery.pendingAlerts).toBe(0);
    publisher.sent = [];
    // Its backup was made after the second event.
    const next = { startId: ulid(2), serial: 2 };
    delivery.console(consoleStatus('county', 'online', [{ startId: START, serial: 0 }, next]));
    await settled();
    expect(recalled).toEqual([1]);
    expect(publisher.sent.map(({ payload }) => readEnvelope('shouwang.alert.v1', payload).subject)).toEqual([
      ids[2],
    ]);
    delivery.receipt({ ...sampleReceipt(ids[2] ?? '', 1), startId: next.startId, serial: 3 });
    delivery.console(consoleStatus('county', 'online', [{ startId: START, serial: 0 }, next]));
    expect(delivery.pendingAlerts).toBe(0);
    expect(recalled).toEqual([1]);
  });

  it('goes on when the disk cannot take that an alert was delivered, and delivers it again', async () => {
    put();
    await settled();
    const settleReceipt = outbox.settleReceipt.bind(outbox);
    outbox.settleReceipt = () => {
      throw new Error('disk full');
    };
    delivery.receipt(sampleReceipt(sampleAlert().alertId, 1));
    expect(unsettled).toEqual([sampleAlert().alertId]);
    expect(delivery.pendingAlerts).toBe(1);
    outbox.settleReceipt = settleReceipt;
    await clock.advance(2000);
    expect(publisher.sent).toHaveLength(2);
    delivery.receipt(sampleReceipt(sampleAlert().alertId, 1));
    expect(delivery.pendingAlerts).toBe(0);
  });

  describe('a backlog', () => {
    const putAlert = (alertId: string, sequence = 1): void => {
      outbox.put({
        openKey: null,
        alert: sampleAlert({ alertId, sequence }),
        guardianAlerts: [],
        jpeg: null,
      });
      delivery.kick('put');
    };
    const ids = (): string[] =>
      publisher.sent.map(({ payload }) => String(readEnvelope('shouwang.alert.v1', payload).subject));
    const old = Array.from({ length: 100 }, (_, index) => ulid(index + 1));

    beforeEach(async () => {
      publisher.connected = false;
      for (const alertId of old) putAlert(alertId);
      await clock.advance(3_600_000);
      publisher.connected = true;
    });

    it('is sent oldest first, and no more of it at a time than the console proves', async () => {
      delivery.kick('connected');
      await settled();
      expect(ids()).toEqual(old.slice(0, 64));
      for (const alertId of old.slice(0, 10)) delivery.receipt(sampleReceipt(alertId, 1));
      await settled();
      expect(ids()).toEqual(old.slice(0, 74));
      expect(delivery.pendingAlerts).toBe(90);
    });

    it('is overtaken by what is new, also by news of an alert that waits', async () => {
      delivery.kick('connected');
      await settled();
      publisher.sent = [];
      const fresh = ulid();
      putAlert(fresh);
      putAlert(old[99] ?? '', 2);
      await settled();
      const told = publisher.sent.map(({ payload }) => readEnvelope('shouwang.alert.v1', payload).data);
      expect(told.map(({ alertId, sequence }) => [alertId, sequence])).toEqual([
        [fresh, 1],
        [old[99], 1],
        [old[99], 2],
      ]);
    });

    it('takes in what could not be proven while it was new', async () => {
      const fresh = ulid();
      delivery.kick('connected');
      putAlert(fresh);
      await clock.advance(31_000);
      for (const alertId of old) delivery.receipt(sampleReceipt(alertId, 1));
      publisher.sent = [];
      await clock.advance(60_000);
      expect(ids()).toEqual([fresh]);
    });
  });
});
