/** What the console tells of gateways and their households: late, wrong clocks, silence, two of one id. */
import { beforeAll, describe, expect, it } from 'vitest';
import { alertViewSchema, gatewayViewSchema } from '../../../edge-config/contracts/rest.ts';
import { countDeadLetters, payload, ROOT, send, type TestConsole } from '../../support/console.ts';
import { sampleHousehold } from '../../support/households.ts';
import { suiteConsole } from '../../support/suite-console.ts';

describe('gateways at the console', () => {
  const running = suiteConsole();
  let test: TestConsole;

  beforeAll(() => {
    test = running();
  });

  it('shows a gateway as late when it is offline, or silent for two heartbeats', async () => {
    const cookie = await test.operatorCookie();
    const board = await test.board(cookie);
    const gateway = await test.gateway();
    const status = (state: 'online' | 'offline') =>
      payload('shouwang.gateway-status.v1', {
        state,
        version: '0.1.0',
        session: 1,
        bornAt: '2026-03-01T08:00:00.000Z',
        aliveAt: '2026-03-01T08:00:00.000Z',
        heartbeatMs: 5000,
        outboxPending: 0,
      });
    const late = (): boolean | undefined =>
      board.flatMap((message) => (message.kind === 'gateway' ? [message.view.late] : [])).at(-1);
    await gateway.publishAsync(`${ROOT}/status`, status('online'), { qos: 1, retain: true });
    await expect.poll(late).toBe(false);
    await gateway.publishAsync(`${ROOT}/status`, status('offline'), { qos: 1, retain: true });
    await expect.poll(late).toBe(true);
    await gateway.publishAsync(`${ROOT}/status`, status('online'), { qos: 1, retain: true });
    await expect.poll(late).toBe(false);
    test.advance(2 * 5000 + 2000 + 1);
    await expect.poll(late, { timeout: 5000 }).toBe(true);
  });

  it('tells how wrong a gateway’s clock is, of beats that are alive', async () => {
    const cookie = await test.operatorCookie();
    const gateway = await test.gateway();
    let beats = 0;
    const beat = (state: 'online' | 'offline', aheadMs: number) => {
      beats += 1;
      return gateway.publishAsync(
        `${ROOT}/status`,
        payload('shouwang.gateway-status.v1', {
          ...{ state, version: '1', session: 1, heartbeatMs: 5000, outboxPending: 0 },
          bornAt: '2026-03-01T08:00:00.000Z',
          aliveAt: new Date(test.nowMs() + aheadMs + beats).toISOString(),
        }),
        { qos: 1 },
      );
    };
    const skewMs = async (): Promise<number | null | undefined> => {
      const answer = await send(`${test.url}/api/gateways`, 'GET', undefined, cookie);
      const { gateways } = (await answer.json()) as { gateways: unknown[] };
      const views = gateways.map((item) => gatewayViewSchema.parse(item));
      return views.find(({ gatewayId }) => gatewayId === 'gw-1')?.clockSkewMs;
    };
    // A clock that is half an hour fast; more than five beats, since the tests before sent theirs.
    for (let count = 0; count < 6; count += 1) {
      await beat('online', 1_800_000);
      test.advance(5000);
    }
    await expect.poll(skewMs).toBeGreaterThan(1_790_000);
    expect(await skewMs()).toBeLessThan(1_810_000);
    // The Last Will bears the time of the connect.
    await beat('offline', -600_000);
    await beat('online', 1_800_000);
    expect(await skewMs()).toBeGreaterThan(1_790_000);
    expect(await (await send(`${test.url}/metrics`, 'GET')).text()).toMatch(
      /gateway_clock_skew_seconds\{gateway="gw-1"\} 1(79|80)\d/,
    );
  });

  it('makes an alert of a gateway that stays silent, and ends it when it is heard again', async () => {
    const cookie = await test.operatorCookie();
    const gateway = await test.gateway('gw-2');
    const root = ROOT.replace(/gw-1$/, 'gw-2');
    const beat = () =>
      gateway.publishAsync(
        `${root}/status`,
        payload('shouwang.gateway-status.v1', {
          ...{ state: 'online', version: '1', session: 1, heartbeatMs: 5000, outboxPending: 0 },
          ...{ bornAt: '2026-03-01T08:00:00.000Z', aliveAt: '2026-03-01T08:00:00.000Z' },
        }),
        { qos: 1, retain: true },
      );
    const silences = async () => {
      const answer = await send(`${test.url}/api/alerts?state=open&limit=100`, 'GET', undefined, cookie);
      const { alerts } = (await answer.json()) as { alerts: unknown[] };
      return alerts
        .map((item) => alertViewSchema.parse(item))
        .filter(({ alert }) => alert.type === 'gateway_silent' && alert.gatewayId === 'gw-2');
    };
    await beat();
    await expect
      .poll(async () => (await send(`${test.url}/api/gateways`, 'GET', undefined, cookie)).text())
      .toContain('gw-2');
    test.advance(30_000);
    // Late, but no longer than a restart takes.
    await expect
      .poll(async () => (await send(`${test.url}/metrics`, 'GET')).text())
      .toMatch(/gateways_late [1-9]/);
    expect(await silences()).toEqual([]);
    test.advance(20_000);
    await expect.poll(silences).toHaveLength(1);
    const [silent] = await silences();
    expect(silent).toMatchObject({ machineEnded: false, alert: { severity: 'severe', phase: 'raised' } });
    await beat();
    await expect.poll(async () => (await silences())[0]?.machineEnded).toBe(true);
    expect(await silences()).toHaveLength(1);
  });

  it('makes an alert of two gateways with one id, and none of a gateway that starts anew', async () => {
    const cookie = await test.operatorCookie();
    const gateway = await test.gateway();
    const beat = (bornAt: string) =>
      gateway.publishAsync(
        `${ROOT}/status`,
        payload('shouwang.gateway-status.v1', {
          ...{ state: 'online', version: '1', session: 1, heartbeatMs: 5000, outboxPending: 0 },
          ...{ bornAt, aliveAt: bornAt },
        }),
        { qos: 1 },
      );
    const faults = async () => {
      const answer = await send(`${test.url}/api/alerts?state=open&limit=100`, 'GET', undefined, cookie);
      const { alerts } = (await answer.json()) as { alerts: unknown[] };
      return alerts
        .map((item) => alertViewSchema.parse(item))
        .filter(({ alert }) => alert.type === 'gateway_fault');
    };
    const [first, second, third] = [1, 2, 3].map((hour) => `2026-03-01T0${hour}:00:00.000Z`) as [
      string,
      string,
      string,
    ];
    for (const bornAt of [first, first, second, third]) await beat(bornAt);
    await expect
      .poll(async () => (await send(`${test.url}/api/gateways`, 'GET', undefined, cookie)).text())
      .toContain(third);
    expect(await faults()).toEqual([]);
    for (const bornAt of [second, third, second, third, second]) await beat(bornAt);
    await expect.poll(faults).toHaveLength(1);
    expect((await faults())[0]?.alert).toMatchObject({ gatewayId: 'gw-1', severity: 'severe' });
  });

  it('shows households with their gateway, and the day of one when asked', async () => {
    const cookie = await test.operatorCookie();
    const gateway = await test.gateway();
    const status = {
      state: 'online',
      version: '1',
      session: 1,
      bornAt: '2026-03-23T00:00:00.000Z',
      aliveAt: '2026-03-23T00:00:00.000Z',
      heartbeatMs: 10_000,
      outboxPending: 0,
    } as const;
    await gateway.publishAsync(`${ROOT}/status`, payload('shouwang.gateway-status.v1', status), { qos: 1 });
    const told = sampleHousehold();
    await gateway.publishAsync(
      `${ROOT}/household/home/status`,
      payload('shouwang.household-status.v1', told),
      {
        qos: 1,
      },
    );
    const path = '/api/gateways/gw-1/households';
    const ask = (id: string, as?: string) => send(`${test.url}${path}/${id}`, 'GET', undefined, as);
    await expect.poll(async () => (await ask('home', cookie)).status).toBe(200);
    expect(await (await ask('home', cookie)).json()).toEqual(told);
    const { gateways } = (await (
      await send(`${test.url}/api/gateways`, 'GET', undefined, cookie)
    ).json()) as { gateways: { households: object[] }[] };
    const { day: _day, ...view } = told;
    expect(gateways[0]?.households).toEqual([view]);
    expect((await ask('nobody', cookie)).status).toBe(404);
    expect((await ask('home')).status).toBe(401);
    const before = await countDeadLetters(test.url);
    await gateway.publishAsync(
      `${ROOT}/household/other/status`,
      payload('shouwang.household-status.v1', told),
      { qos: 1 },
    );
    await expect.poll(() => countDeadLetters(test.url)).toBe(before + 1);
  });
});
