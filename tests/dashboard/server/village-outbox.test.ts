/** What people did reaches the gateway also when the broker was away, or the gateway. */
import { ulid } from 'ulid';
import { beforeAll, describe, expect, it } from 'vitest';
import { readEnvelope } from '../../../edge-config/contracts/envelope.ts';
import type { HumanMessage } from '../../../edge-config/contracts/messages.ts';
import { sampleAlert } from '../../support/alerts.ts';
import { alertPayload, newestView, ROOT, send, type TestConsole } from '../../support/console.ts';
import { connect, type Heard } from '../../support/mqtt.ts';
import { suiteConsole } from '../../support/suite-console.ts';

describe('the villages', () => {
  const running = suiteConsole();
  let test: TestConsole;
  let operator: string;

  beforeAll(async () => {
    test = running();
    operator = await test.operatorCookie();
  }, 180_000);

  async function raise(): Promise<string> {
    const gateway = await test.gateway();
    const board = await test.board(operator);
    const alert = sampleAlert({ alertId: ulid() });
    await gateway.publishAsync(`${ROOT}/alert`, alertPayload(alert), { qos: 1 });
    await expect.poll(() => newestView(board, alert.alertId)).toBeDefined();
    await gateway.endAsync(true);
    return alert.alertId;
  }
  async function act(alertId: string, kind: string, outcome: string | null = null): Promise<void> {
    const body = { actionId: ulid(), at: new Date(test.nowMs()).toISOString(), kind };
    const url = `${test.url}/api/duty/alerts/${alertId}/actions`;
    const full = { ...body, outcome, note: null, responderId: null };
    expect((await send(url, 'POST', full, operator)).status).toBe(200);
  }
  const humans = (heard: readonly Heard[], alertId: string): HumanMessage['action'][] =>
    heard
      .filter(({ topic }) => topic.endsWith('/human'))
      .map(({ payload }) => readEnvelope('shouwang.human.v1', payload).data)
      .filter((message) => message.alertId === alertId)
      .map(({ action }) => action);

  it('are told in order, once the broker is back, what was done while it was away', async () => {
    const alertId = await raise();
    await test.withoutBroker(async () => {
      await act(alertId, 'acknowledged');
      await act(alertId, 'reported', 'false');
    });
    // Before the console comes back: the broker has lost its sessions.
    const gateway = await test.gateway();
    await expect
      .poll(() => humans(gateway.heard, alertId), { timeout: 20_000 })
      .toEqual([...(['acknowledged', 'false'] as const)]);
    await act(alertId, 'going');
    await expect.poll(() => humans(gateway.heard, alertId)).toEqual(['acknowledged', 'false', 'going']);
  });

  it('hear from the broker what was done while the gateway was away', async () => {
    const alertId = await raise();
    const session = {
      ...{ username: 'gateway/gw-1', password: 'gateway password' },
      ...{ clientId: 'gateway-gw-1', clean: false },
    };
    const before = await connect(test.brokerUrl, session);
    await before.subscribeAsync(`${ROOT}/human`, { qos: 1 });
    await before.endAsync(true);
    await act(alertId, 'reported', 'false');
    const after = await connect(test.brokerUrl, session);
    await expect.poll(() => humans(after.heard, alertId)).toEqual(['false']);
  });
});
