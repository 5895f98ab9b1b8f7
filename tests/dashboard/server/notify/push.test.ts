/** Web Push from the raised alert to what a phone decrypts, against a push service of our own. */
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { webPushChannel } from '../../../../dashboard/server/notify/channels/web-push.ts';
import { isPublicPushAddress } from '../../../../dashboard/server/notify/push-address.ts';
import { readVapidKeys } from '../../../../dashboard/server/notify/vapid.ts';
import {
  listSubscriptions,
  markUsed,
  readSubscription,
  removeSubscription,
  subscribe,
} from '../../../../dashboard/server/store/push.ts';
import { insertResponder } from '../../../../dashboard/server/store/responders.ts';
import { clearLadder, openLadder } from '../../../support/ladder.ts';
import { type PushPhone, pushPhone } from '../../../support/push-phone.ts';
import { suiteDatabase } from '../../../support/suite-database.ts';

const GUARDIAN = { kind: 'guardian', subject: 'guardian-1' } as const;
const AT = '2026-03-01T07:00:00.000Z';

describe('Web Push', () => {
  const database = suiteDatabase();
  beforeEach(() => clearLadder(database()));
  let close: () => Promise<void> = async () => {};
  afterEach(() => close());

  const open = async () => {
    const keys = await readVapidKeys(database(), AT);
    const push = webPushChannel({
      ...{ id: 'web_push', keys, subject: 'mailto:duty@county.invalid', timeZone: 'Asia/Shanghai' },
      subscriptionOf: (id) => readSubscription(database(), id),
      onGone: (id) => removeSubscription(database(), id),
      onUsed: (id) => markUsed(database(), id, AT),
    });
    const run = openLadder(database(), { notifiers: [], more: [push] });
    close = run.stop;
    return { ...run, keys };
  };
  const subscribed = async (phone: Promise<PushPhone>): Promise<PushPhone> => {
    const made = await phone;
    await subscribe(database(), GUARDIAN, made.subscription, AT);
    return made;
  };

  it('wakes every phone of a guardian at once, encrypted for it, signed by the console, in its language', async () => {
    const [zh, en] = [await subscribed(pushPhone()), await subscribed(pushPhone('en'))];
    const run = await open();
    const alertId = await run.raise();
    await run.at(0);
    await run.at(1);
    expect([zh, en].map(({ pushes }) => pushes.map(({ payload }) => payload.title))).toEqual([
      ['红色预警 · 跌倒 · 三组 7 号 · 院子'],
      ['Red alert · Fall · 三组 7 号 · 院子'],
    ]);
    expect(zh.pushes[0]).toMatchObject({
      payload: {
        ...{ kind: 'alert', tag: alertId, alertId, type: 'fall', severity: 'extreme', status: 'actual' },
        ...{ url: `/guardian/#/alert/${alertId}`, silent: false, expiresAt: '2026-03-02T08:00:00.000Z' },
      },
      ...{ ttlS: 86_400, urgency: 'high', topic: alertId, publicKey: run.keys.publicKey },
      claims: {
        aud: new URL(zh.subscription.endpoint).origin,
        sub: 'mailto:duty@county.invalid',
      },
    });
    expect((await run.told(alertId)).sort()).toEqual(['notified guardians', 'notified guardians']);
    // The keys are made once.
    expect(await readVapidKeys(database(), AT)).toEqual(run.keys);
  });

  it('leaves a phone in peace in its quiet hours, and wakes it for what is grave', async () => {
    const phone = await subscribed(pushPhone());
    // It is 16:00 in Shanghai.
    const quiet = { quiet_from_min: 15 * 60, quiet_to_min: 17 * 60 };
    await database()
      .insertInto('guardians')
      .values({ guardian_id: GUARDIAN.subject, label: '女儿', password_hash: '', ...quiet })
      .onConflict((conflict) => conflict.column('guardian_id').doUpdateSet(quiet))
      .execute();
    onTestFinished(async () => {
      await database().deleteFrom('guardians').where('guardian_id', '=', GUARDIAN.subject).execute();
    });
    const run = await open();
    const moderate = await run.raise({ severity: 'moderate' });
    const severe = await run.raise({ severity: 'severe' });
    await run.at(0);
    await run.at(1);
    expect(phone.pushes.map(({ topic }) => topic)).toEqual([severe]);
    await run.at(3599);
    expect(phone.pushes.filter(({ topic }) => topic === moderate)).toEqual([]);
    await run.at(3602);
    expect(phone.pushes.filter(({ topic }) => topic === moderate)).toHaveLength(1);
  });

  it('tells those who were told that somebody has taken it, and that it is over', async () => {
    const phone = await subscribed(pushPhone());
    const run = await open();
    const alertId = await run.raise({ status: 'exercise' });
    await run.at(0);
    await run.act(alertId, 'acknowledged');
    await run.at(1);
    await run.act(alertId, 'closed');
    await run.at(2);
    await run.at(9);
    expect(phone.pushes.map(({ payload: { kind, silent, status } }) => [kind, status, silent])).toEqual([
      ['alert', 'exercise', false],
      ['news', 'exercise', true],
      ['all_clear', 'exercise', false],
    ]);
    for (const { payload } of phone.pushes) expect(payload.title).toMatch(/^【演练】/);
  });

  it('forgets a phone that is gone, and goes on to the next rung at once', async () => {
    const phone = await subscribed(pushPhone('zh', () => ({ status: 410 })));
    const run = await open();
    const alertId = await run.raise();
    await run.at(0);
    expect(phone.pushes).toEqual([]);
    expect(await listSubscriptions(database(), GUARDIAN)).toEqual([]);
    expect(await run.told(alertId)).toEqual(['notify_failed guardians HTTP 410']);
    expect((await run.view(alertId))?.escalation).toMatchObject({ phase: 'climbing', dueAt: run.now() });
    // A phone says nothing about all the others.
    expect(run.turned).toEqual([]);
  });

  it('tries again when the push service cannot, and shows no address to anyone', async () => {
    const phone = await subscribed(pushPhone('zh', (count) => ({ status: count === 1 ? 503 : 201 })));
    const run = await open();
    const alertId = await run.raise();
    await run.at(0);
    await run.at(5);
    expect(phone.pushes).toHaveLength(1);
    const shown = JSON.stringify([run.log.lines, await run.messages(alertId)]);
    expect(shown).not.toContain(new URL(phone.subscription.endpoint).pathname);
  });

  it('follows severity in what it asks of the push service', async () => {
    const phone = await subscribed(pushPhone());
    const run = await open();
    await run.raise({ severity: 'moderate', type: 'inactivity' });
    await run.raise({ severity: 'minor', type: 'curfew' });
    await run.at(0);
    const asked = phone.pushes.map(({ payload, ttlS, urgency }) => [
      payload.severity,
      urgency,
      ttlS,
      payload.silent,
    ]);
    expect(asked.sort()).toEqual([
      ['minor', 'low', 3600, true],
      ['moderate', 'normal', 21_600, false],
    ]);
  });

  it('reaches the account of a responder on the rung of the ladder, and nobody whose test it is', async () => {
    const phone = await pushPhone();
    await database()
      .insertInto('users')
      .values({ username: 'head', display_name: 'head', role: 'responder', password_hash: '' })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await insertResponder(database(), {
      ...{ responderId: 'head', role: 'unit_head', label: '联户长', division: '520602101' },
      ...{ phone: null, username: 'head' },
    });
    await subscribe(database(), { kind: 'user', subject: 'head' }, phone.subscription, AT);
    const run = await open();
    const alertId = await run.raise();
    await run.raise({ status: 'test' });
    await run.at(0);
    expect(phone.pushes).toEqual([]);
    await run.at(60);
    await run.at(120);
    expect(phone.pushes.map(({ payload }) => payload.url)).toEqual([`/duty/#/alert/${alertId}`]);
    expect((await run.messages(alertId)).map(({ recipient }) => recipient)).toEqual(['联户长']);
  });
});

describe('addresses of push services', () => {
  it.each([
    ['https://fcm.googleapis.com/fcm/send/abc', true],
    ['https://web.push.apple.com/abc', true],
    ['http://push.example.org/abc', false],
    ['https://127.0.0.1/abc', false],
    ['https://2130706433/abc', false],
    ['https://10.1.2.3:8443/abc', false],
    ['https://192.168.1.1/abc', false],
    ['https://[::1]/abc', false],
    ['https://[::ffff:10.0.0.1]/abc', false],
    ['https://localhost/abc', false],
    ['https://printer.local/abc', false],
    ['https://user@push.example.org/abc', false],
  ])('%s: %s', (address, isPublic) => {
    expect(isPublicPushAddress(address)).toBe(isPublic);
  });
});
