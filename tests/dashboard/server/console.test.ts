/** The console as its neighbours see it: MQTT in, receipts and human messages out, boards told, REST obeyed. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { ulid } from 'ulid';
import { beforeAll, describe, expect, it } from 'vitest';
import { readEnvelope } from '../../../edge-config/contracts/envelope.ts';
import type { Alert } from '../../../edge-config/contracts/messages.ts';
import {
  alertViewSchema,
  errorBodySchema,
  guardianSessionSchema,
} from '../../../edge-config/contracts/rest.ts';
import { sampleAlert } from '../../support/alerts.ts';
import {
  alertPayload,
  countDeadLetters,
  GUARDIAN,
  newestView,
  payload,
  ROOT,
  send,
  signIn,
  startTestConsole,
  type TestConsole,
} from '../../support/console.ts';
import { suiteConsole } from '../../support/suite-console.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const JPEG = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.alloc(500, 7)]);
const IMAGE = {
  contentType: 'image/jpeg',
  bytes: JPEG.length,
  sha256: createHash('sha256').update(JPEG).digest('hex'),
  widthPx: 640,
  heightPx: 360,
  rendering: 'skeleton_blur',
} as const;

describe('the console', () => {
  const running = suiteConsole();
  let test: TestConsole;

  beforeAll(() => {
    test = running();
  });

  const fresh = (more: Partial<Alert> = {}): Alert => sampleAlert({ alertId: ulid(), ...more });
  const receipts = (heard: { topic: string; payload: Buffer }[]) =>
    heard
      .filter((item) => item.topic === `${ROOT}/receipt`)
      .map((item) => readEnvelope('shouwang.receipt.v1', item.payload).data);
  const humans = (heard: { topic: string; payload: Buffer }[]) =>
    heard
      .filter((item) => item.topic === `${ROOT}/human`)
      .map((item) => readEnvelope('shouwang.human.v1', item.payload).data);
  const view = async (alertId: string, cookie: string) =>
    alertViewSchema.parse(
      await (await send(`${test.url}/api/alerts/${alertId}`, 'GET', undefined, cookie)).json(),
    );
  const deadLetters = (): Promise<number> => countDeadLetters(test.url);

  it('commits an alert, tells the board, and sends the receipt after the commit', async () => {
    const cookie = await test.operatorCookie();
    const board = await test.board(cookie);
    const gateway = await test.gateway();
    const alert = fresh();
    await gateway.publishAsync(`${ROOT}/alert`, alertPayload(alert), { qos: 1 });
    await expect.poll(() => receipts(gateway.heard)).toHaveLength(1);
    const [receipt] = receipts(gateway.heard);
    expect(receipt).toMatchObject({ alertId: alert.alertId, sequence: 1 });
    // By the time the receipt is out, the alert can be read back.
    const stored = await view(alert.alertId, cookie);
    expect(stored).toMatchObject({ alert, state: 'raised', stages: { committedAt: receipt?.committedAt } });
    expect(stored.stages.outboxAt).toBe('2026-03-01T08:00:10.100Z');
    await expect.poll(() => newestView(board, alert.alertId)?.stages.receiptAt).toBeTruthy();
  });

  it('answers a repeat with a receipt and changes nothing', async () => {
    const cookie = await test.operatorCookie();
    const gateway = await test.gateway();
    const alert = fresh();
    for (let time = 0; time < 3; time += 1) {
      await gateway.publishAsync(`${ROOT}/alert`, alertPayload(alert), { qos: 1 });
    }
    await expect.poll(() => receipts(gateway.heard)).toHaveLength(3);
    expect(new Set(receipts(gateway.heard).map((receipt) => receipt.committedAt)).size).toBe(1);
    expect((await view(alert.alertId, cookie)).actions.map((action) => action.kind)).toEqual(['raised']);
  });

  it('keeps the newest event although an older one comes after it', async () => {
    const cookie = await test.operatorCookie();
    const gateway = await test.gateway();
    const alert = fresh();
    const ended: Alert = { ...alert, sequence: 2, phase: 'ended', msgType: 'Cancel' };
    await gateway.publishAsync(`${ROOT}/alert`, alertPayload(ended), { qos: 1 });
    await gateway.publishAsync(`${ROOT}/alert`, alertPayload(alert), { qos: 1 });
    await expect.poll(() => receipts(gateway.heard)).toHaveLength(2);
    expect(await view(alert.alertId, cookie)).toMatchObject({ alert: { sequence: 2 }, machineEnded: true });
  });

  it('shows the still that the alert names, whichever comes first, and no other', async () => {
    const cookie = await test.operatorCookie();
    const gateway = await test.gateway();
    const alert = fresh({ image: IMAGE });
    await gateway.publishAsync(`${ROOT}/alert/${alert.alertId}/image`, JPEG, { qos: 1 });
    await gateway.publishAsync(`${ROOT}/alert`, alertPayload(alert), { qos: 1 });
    await expect
      .poll(
        async () =>
          (await send(`${test.url}/api/alerts/${alert.alertId}/image`, 'GET', undefined, cookie)).status,
      )
      .toBe(200);
    const still = await send(`${test.url}/api/alerts/${alert.alertId}/image`, 'GET', undefined, cookie);
    expect(still.headers.get('content-type')).toBe('image/jpeg');
    expect(Buffer.from(await still.arrayBuffer()).equals(JPEG)).toBe(true);
    const before = await deadLetters();
    await gateway.publishAsync(`${ROOT}/alert/${alert.alertId}/image`, Buffer.concat([JPEG, JPEG]), {
      qos: 1,
    });
    await expect.poll(deadLetters).toBe(before + 1);
    expect((await view(alert.alertId, cookie)).hasImage).toBe(true);
  });

  it('puts what does not parse, lies about its sender, or is no still to the dead letters, and goes on', async () => {
    const gateway = await test.gateway();
    const before = await deadLetters();
    const forged = fresh({ gatewayId: 'gw-2' });
    await gateway.publishAsync(`${ROOT}/alert`, 'no JSON', { qos: 1 });
    await gateway.publishAsync(`${ROOT}/alert`, JSON.stringify({ specversion: '1.0' }), { qos: 1 });
    await gateway.publishAsync(`${ROOT}/alert`, alertPayload(forged), { qos: 1 });
    await gateway.publishAsync(`${ROOT}/alert/${ulid()}/image`, 'no picture', { qos: 1 });
    const alert = fresh();
    await gateway.publishAsync(`${ROOT}/alert`, alertPayload(alert), { qos: 1 });
    await expect
      .poll(() => receipts(gateway.heard).map((receipt) => receipt.alertId))
      .toEqual([alert.alertId]);
    expect(await deadLetters()).toBe(before + 4);
    const cookie = await test.operatorCookie();
    expect((await send(`${test.url}/api/alerts/${forged.alertId}`, 'GET', undefined, cookie)).status).toBe(
      404,
    );
  });

  it('refuses what the database cannot hold, and another gateway’s alert, and goes on', async () => {
    const cookie = await test.operatorCookie();
    const gateway = await test.gateway();
    const neighbour = await test.gateway('gw-2');
    const before = await deadLetters();
    const alert = fresh();
    const withNul = fresh({ place: { kind: 'yard', label: 'a\u0000b' } });
    const tooFar = fresh({ sequence: 2 ** 40 });
    for (const item of [withNul, tooFar, alert]) {
      await gateway.publishAsync(`${ROOT}/alert`, alertPayload(item), { qos: 1 });
    }
    await expect
      .poll(() => receipts(gateway.heard).map((receipt) => receipt.alertId))
      .toEqual([alert.alertId]);
    const taken: Alert = { ...alert, gatewayId: 'gw-2', sequence: 2, phase: 'ended', msgType: 'Cancel' };
    await neighbour.publishAsync(ROOT.replace('gw-1', 'gw-2').concat('/alert'), alertPayload(taken), {
      qos: 1,
    });
    await expect.poll(deadLetters).toBe(before + 3);
    expect(await view(alert.alertId, cookie)).toMatchObject({
      alert: { gatewayId: 'gw-1' },
      machineEnded: false,
    });
    const body = { revision: 1000, outcome: 'true', note: 'a\u0000b' };
    const answer = await send(`${test.url}/api/alerts/${alert.alertId}/close`, 'POST', body, cookie);
    expect([answer.status, errorBodySchema.parse(await answer.json()).code]).toEqual([
      400,
      'REQUEST_INVALID',
    ]);
  });

  it('lets a guardian answer once, tells board and village, and refuses strangers', async () => {
    const cookie = await test.operatorCookie();
    const board = await test.board(cookie);
    const gateway = await test.gateway();
    const alert = fresh();
    await gateway.publishAsync(`${ROOT}/alert`, alertPayload(alert), { qos: 1 });
    await expect.poll(() => receipts(gateway.heard)).toHaveLength(1);
    const phone = await test.guardian();
    const answer = payload('shouwang.guardian-action.v1', {
      actionId: ulid(),
      alertId: alert.alertId,
      guardianId: 'guardian-1',
      action: 'going',
      at: '2026-03-01T08:00:30.000Z',
    });
    await phone.publishAsync('shouwang/v1/guardian/guardian-1/action', answer, { qos: 1 });
    await phone.publishAsync('shouwang/v1/guardian/guardian-1/action', answer, { qos: 1 });
    await expect.poll(() => newestView(board, alert.alertId)?.state).toBe('acknowledged');
    await expect.poll(() => humans(gateway.heard)).toMatchObject([{ action: 'going', byKind: 'guardian' }]);
    expect(
      (await view(alert.alertId, cookie)).actions.map((action) => [action.kind, action.actor.label]),
    ).toEqual([
      ['raised', 'gw-1'],
      ['going', '女儿'],
    ]);

    const before = await deadLetters();
    const stranger = await test.guardian('guardian-2');
    const foreign = JSON.parse(answer) as { data: { actionId: string; guardianId: string; action: string } };
    Object.assign(foreign.data, { actionId: ulid(), guardianId: 'guardian-2', action: 'safe' });
    await stranger.publishAsync('shouwang/v1/guardian/guardian-2/action', JSON.stringify(foreign), {
      qos: 1,
    });
    await expect.poll(deadLetters).toBe(before + 1);
    expect((await view(alert.alertId, cookie)).actions).toHaveLength(2);
  });

  it('lets an operator take and close an alert, and tells whoever comes second', async () => {
    const cookie = await test.operatorCookie();
    const gateway = await test.gateway();
    const alert = fresh();
    await gateway.publishAsync(`${ROOT}/alert`, alertPayload(alert), { qos: 1 });
    await expect.poll(() => receipts(gateway.heard)).toHaveLength(1);
    const path = `${test.url}/api/alerts/${alert.alertId}`;
    const taken = await send(`${path}/acknowledge`, 'POST', { revision: 1 }, cookie);
    expect(taken.status).toBe(200);
    const { revision } = alertViewSchema.parse(await taken.json());
    const second = await send(`${path}/acknowledge`, 'POST', { revision: 1 }, cookie);
    expect(second.status).toBe(409);
    expect(errorBodySchema.parse(await second.json()).code).toBe('ALERT_STATE_CONFLICT');
    const stale = await send(`${path}/close`, 'POST', { revision: 1, outcome: 'true', note: null }, cookie);
    expect(stale.status).toBe(409);
    const closed = await send(`${path}/close`, 'POST', { revision, outcome: 'true', note: '已送医' }, cookie);
    expect(alertViewSchema.parse(await closed.json())).toMatchObject({ state: 'closed', outcome: 'true' });
    await expect
      .poll(() => humans(gateway.heard).map((item) => item.action))
      .toEqual(['acknowledged', 'closed']);
  });

  it('answers bad requests with a code and every fault', async () => {
    const cookie = await test.operatorCookie();
    const bad = await send(
      `${test.url}/api/alerts/${ulid()}/close`,
      'POST',
      { revision: '1', extra: true },
      cookie,
    );
    expect(bad.status).toBe(400);
    const body = errorBodySchema.parse(await bad.json());
    expect(body.code).toBe('REQUEST_INVALID');
    expect(body.issues.map((issue) => issue.path).sort()).toEqual(['extra', 'note', 'outcome', 'revision']);
    expect((await send(`${test.url}/api/alerts`, 'GET')).status).toBe(401);
    expect((await send(`${test.url}/api/alerts?limit=0`, 'GET', undefined, cookie)).status).toBe(400);
    expect((await send(`${test.url}/api/alerts/${ulid()}`, 'GET', undefined, cookie)).status).toBe(404);
    expect((await send(`${test.url}/api/nothing`, 'GET', undefined, cookie)).status).toBe(404);
  });

  it('gives a guardian its own credentials and alerts only, and no secret to any log', async () => {
    const cookie = await signIn(`${test.url}/api/guardian/session`, GUARDIAN);
    const session = guardianSessionSchema.parse(
      await (await send(`${test.url}/api/guardian/session`, 'GET', undefined, cookie)).json(),
    );
    expect(session.mqtt.alertTopic).toBe('shouwang/v1/guardian/guardian-1/alert');
    const gateway = await test.gateway();
    const foreign = fresh({ guardianIds: ['guardian-9'], image: IMAGE });
    await gateway.publishAsync(`${ROOT}/alert`, alertPayload(foreign), { qos: 1 });
    await expect.poll(() => receipts(gateway.heard)).toHaveLength(1);
    const listed = (await (
      await send(`${test.url}/api/guardian/alerts`, 'GET', undefined, cookie)
    ).json()) as {
      alerts: { alertId: string }[];
    };
    expect(listed.alerts.map((item) => item.alertId)).not.toContain(foreign.alertId);
    const still = await send(
      `${test.url}/api/guardian/alerts/${foreign.alertId}/image`,
      'GET',
      undefined,
      cookie,
    );
    expect(still.status).toBe(404);
    // A guardian is no operator.
    expect((await send(`${test.url}/api/alerts`, 'GET', undefined, cookie)).status).toBe(401);
    const said = JSON.stringify(test.log.lines);
    for (const secret of [
      GUARDIAN.password,
      session.mqtt.password,
      'console password',
      'a key of the test',
    ]) {
      expect(said).not.toContain(secret);
    }
  });

  it('says when its port is taken', async () => {
    const { port } = new URL(test.url);
    const database = { kind: 'embedded', directory: join(tempFolder(), 'second') } as const;
    const starting = startTestConsole(database, null, Number(port));
    await expect(starting).rejects.toMatchObject({ code: 'PORT_IN_USE' });
  }, 60_000);

  it('limits guesses of a password', async () => {
    const guess = () => send(`${test.url}/api/guardian/session`, 'POST', { ...GUARDIAN, password: 'guess' });
    const statuses: number[] = [];
    for (let time = 0; time < 12; time += 1) statuses.push((await guess()).status);
    expect(statuses[0]).toBe(401);
    expect(statuses.at(-1)).toBe(429);
  });
});
