/** Messages to people, from the rung to real HTTP servers that check signatures and refuse some. */
import { createHmac } from 'node:crypto';
import { ulid } from 'ulid';
import { beforeEach, describe, expect, it } from 'vitest';
import { sendWebhook } from '../../../../dashboard/server/notify/webhook.ts';
import { insertResponder } from '../../../../dashboard/server/store/responders.ts';
import { notificationSchema } from '../../../../edge-config/contracts/notify.ts';
import { type ChannelStub, channelStub, type StubRequest } from '../../../support/channel-stub.ts';
import { clearLadder, openLadder } from '../../../support/ladder.ts';
import { suiteDatabase } from '../../../support/suite-database.ts';

const SECRET = 'key of the SMS service';
const TOWNSHIP = '520602101';

function sms({ url }: ChannelStub, more: object = {}): object {
  return {
    ...{ id: 'sms', kind: 'webhook', url: `${url}/sms?key=${SECRET}`, secret: SECRET },
    ...{ roles: ['unit_head', 'grid_worker'], ...more },
  };
}

function isSigned({ body, headers }: StubRequest): boolean {
  const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature } = headers;
  const expected = createHmac('sha256', SECRET)
    .update(`${id}.${at}.${body.toString('utf8')}`)
    .digest('base64');
  return signature === `v1,${expected}` && bodyOf({ body }).notificationId === id;
}

const bodyOf = ({ body }: Pick<StubRequest, 'body'>) =>
  notificationSchema.parse(JSON.parse(body.toString('utf8')));

function kindsOf({ received }: ChannelStub): string[] {
  return received.map((request) => bodyOf(request).kind);
}

describe('Courier', () => {
  const database = suiteDatabase();
  beforeEach(() => clearLadder(database()));

  const open = (stub: ChannelStub, more: object = {}) =>
    openLadder(database(), { notifiers: [sms(stub, more)] });
  const add = (responderId: string, more: object = {}) =>
    insertResponder(database(), {
      ...{
        responderId,
        role: 'unit_head',
        label: responderId,
        division: TOWNSHIP,
        username: null,
        phone: null,
      },
      ...more,
    });

  it('tells those whom a rung names, signed, once, and the history says so', async () => {
    const stub = await channelStub(() => ({ status: 204 }));
    const run = open(stub);
    const alertId = await run.raise({ status: 'exercise' });
    for (const seconds of [0, 60, 61, 180, 181, 700]) await run.at(seconds);
    expect(stub.received.map((request) => [bodyOf(request), isSigned(request)])).toMatchObject([
      [{ alertId, roles: ['unit_head'], status: 'exercise', severity: 'extreme' }, true],
      [{ alertId, roles: ['grid_worker'] }, true],
    ]);
    expect(await run.told(alertId)).toEqual(['notified unit_head', 'notified grid_worker']);
  });

  it('tries again after a refusal, also through a restart, under the same id, and keeps each answer', async () => {
    const stub = await channelStub((count) => ({ status: count < 3 ? 503 : 200 }));
    const run = open(stub);
    const alertId = await run.raise();
    await run.at(0);
    await run.at(60);
    await run.at(64);
    expect(stub.received).toHaveLength(1);
    run.restart();
    await run.at(65);
    await run.at(80);
    expect(stub.received).toHaveLength(3);
    expect(new Set(stub.received.map((request) => bodyOf(request).notificationId)).size).toBe(1);
    expect(await run.told(alertId)).toEqual(['notified unit_head']);
    expect(await run.messages(alertId)).toMatchObject([
      {
        ...{ channel: 'sms', kind: 'rung', roles: ['unit_head'], outcome: 'delivered' },
        attempts: [
          { ok: false, answer: 'HTTP 503' },
          { ok: false, answer: 'HTTP 503' },
          { ok: true, answer: 'HTTP 200' },
        ],
      },
    ]);
  });

  it('waits as long as it is asked to', async () => {
    const stub = await channelStub((count) =>
      count === 1 ? { status: 429, headers: { 'retry-after': '40' } } : { status: 200 },
    );
    const run = open(stub);
    await run.raise();
    await run.at(0);
    for (const seconds of [60, 65, 99]) await run.at(seconds);
    expect(stub.received).toHaveLength(1);
    await run.at(100);
    expect(stub.received).toHaveLength(2);
  });

  it('gives up in the end, says so in the history, and tells no key to anyone', async () => {
    const stub = await channelStub(() => ({ status: 500 }));
    const run = open(stub);
    const alertId = await run.raise({ severity: 'moderate' });
    await run.at(0);
    for (const seconds of [600, 605, 620, 680, 980, 5000]) await run.at(seconds);
    expect(stub.received.filter((request) => bodyOf(request).kind === 'alert')).toHaveLength(5);
    expect(await run.told(alertId)).toEqual(['notify_failed grid_worker HTTP 500']);
    expect(JSON.stringify(run.log.lines)).not.toContain(SECRET);
  });

  it('goes on to the next rung at once when the channel has failed, and says that it does not work', async () => {
    const stub = await channelStub((_, request) => ({
      status:
        bodyOf(request).kind === 'alert' && (bodyOf(request) as { roles: string[] }).roles[0] === 'unit_head'
          ? 500
          : 200,
    }));
    const run = open(stub);
    const first = await run.raise();
    await run.at(0);
    await run.at(60);
    const second = await run.raise();
    for (const seconds of [65, 80, 120]) await run.at(seconds);
    expect(run.turned).toEqual([]);
    // The fifth refusal in a row, of two alerts: nobody waits for this channel any more.
    await run.at(125);
    expect(run.turned).toMatchObject([{ notifier: 'sms', isFailing: true }]);
    for (const alertId of [first, second]) {
      expect((await run.view(alertId))?.escalation).toMatchObject({ phase: 'climbing', dueAt: run.now() });
    }
    await run.at(126);
    expect(await run.told(first)).toEqual(['notified grid_worker']);
    expect(await run.told(second)).toEqual(['notified grid_worker']);
    // What it takes again ends the notice.
    expect(run.turned.at(-1)).toMatchObject({ isFailing: false });
  });

  it('leaves people in peace once somebody has answered, and tells those who were told when it is over', async () => {
    const stub = await channelStub((count) => ({ status: count === 1 ? 200 : 503 }));
    const run = open(stub);
    const alertId = await run.raise();
    await run.at(0);
    await run.at(60);
    await run.at(180);
    expect(kindsOf(stub)).toEqual(['alert', 'alert']);
    await run.act(alertId, 'acknowledged');
    for (const seconds of [185, 200, 300]) await run.at(seconds);
    expect(stub.received).toHaveLength(2);
    expect((await run.messages(alertId)).map(({ outcome }) => outcome)).toEqual(['delivered', 'cancelled']);
    await run.act(alertId, 'closed');
    await run.at(301);
    // The grid worker was never reached, so there is nothing to take back.
    expect(stub.received.slice(2).map(bodyOf)).toMatchObject([
      { kind: 'all_clear', alertId, roles: ['unit_head'], cause: 'closed', outcome: 'true' },
    ]);
    await run.end(alertId);
    await run.at(306);
    await run.at(330);
    expect(new Set(stub.received.slice(2).map((request) => bodyOf(request).notificationId)).size).toBe(1);
  });

  it('tells those who were told that the gateway sees it is over', async () => {
    const stub = await channelStub();
    const run = open(stub);
    const alertId = await run.raise();
    await run.at(0);
    await run.at(60);
    await run.end(alertId);
    await run.at(61);
    expect(stub.received.map(bodyOf)).toMatchObject([
      { kind: 'alert' },
      { kind: 'all_clear', cause: 'ended' },
    ]);
    expect(await run.told(alertId)).toEqual(['notified unit_head', 'notified unit_head']);
  });

  it('sends each person a message of their own, and one number only one', async () => {
    const stub = await channelStub();
    const run = open(stub);
    await add('head-a', { label: '三组联户长', phone: '13800000001' });
    await add('head-b', { label: '四组联户长', phone: '13800000002' });
    await add('head-c', { label: '五组联户长', phone: '13800000002' });
    const alertId = await run.raise();
    await run.at(0);
    await run.at(60);
    expect(
      stub.received.map((request) => {
        const body = bodyOf(request);
        return 'recipients' in body ? body.recipients.map(({ label }) => label).sort() : [];
      }),
    ).toEqual([['三组联户长'], ['五组联户长', '四组联户长']]);
    expect((await run.messages(alertId)).map(({ recipient }) => recipient)).toContain('三组联户长');
  });

  it('tells a number no more than its limits allow: what is red goes on to the next rung, the rest waits', async () => {
    const stub = await channelStub();
    const run = open(stub, { limits: { perMinute: 1, perHour: 5, perDay: 20 } });
    await add('head', { phone: '13800000001' });
    await add('worker', { role: 'grid_worker', phone: '13800000009' });
    const first = await run.raise();
    const second = await run.raise();
    await run.at(0);
    await run.at(60);
    expect(stub.received).toHaveLength(1);
    const [told, refused] =
      (await run.told(first)).length > 0 && (await run.told(first))[0]?.startsWith('notified')
        ? [first, second]
        : [second, first];
    expect(await run.told(refused)).toEqual(['notify_failed unit_head this number was told too often']);
    await run.at(61);
    // Its rung has reached nobody: the next is told now, 120 s early.
    expect(await run.told(refused)).toContain('notified grid_worker');
    expect(await run.told(told)).toEqual(['notified unit_head']);
    // A number that is told too often says nothing about the channel.
    expect(run.turned).toEqual([]);
  });

  it('lets what is yellow wait for its number', async () => {
    const stub = await channelStub();
    const run = open(stub);
    await add('worker', { role: 'grid_worker', phone: '13800000009' });
    const alerts = [await run.raise({ severity: 'moderate' }), await run.raise({ severity: 'moderate' })];
    await run.at(0);
    await run.at(600);
    expect(stub.received).toHaveLength(1);
    await run.at(659);
    expect(stub.received).toHaveLength(1);
    await run.at(660);
    expect(stub.received.map((request) => (bodyOf(request) as { alertId: string }).alertId).sort()).toEqual(
      alerts.sort(),
    );
  });

  it('is not delayed by a channel that hangs', async () => {
    let release: (value: object) => void = () => {};
    const hanging = await channelStub(
      () =>
        new Promise((resolve) => {
          release = resolve;
        }),
    );
    const stub = await channelStub();
    const run = openLadder(database(), {
      notifiers: [sms(hanging, { id: 'slow' }), sms(stub, { id: 'sms' })],
    });
    const alertId = await run.raise();
    await run.at(0);
    const looking = run.at(60);
    await expect.poll(() => stub.received.length).toBe(1);
    await expect.poll(async () => await run.told(alertId)).toEqual(['notified unit_head']);
    release({});
    await looking;
    expect(await run.told(alertId)).toEqual(['notified unit_head', 'notified unit_head']);
  });

  it('says when nobody is there, and nothing of the address', async () => {
    const target = { url: 'http://127.0.0.1:1/?key=hidden', secret: SECRET };
    await expect(sendWebhook(target, { id: ulid(), wallMs: 0, body: '{}' })).rejects.toThrow(
      /^no connection$/,
    );
  });
});
