/** Whoever answers stops the ladder for everyone: the room, the responder's phone and the family see it within 2 s. */
import { ulid } from 'ulid';
import { beforeAll, describe, expect, it } from 'vitest';
import type { LiveMessage } from '../../edge-config/contracts/live.ts';
import type { AlertView, GuardianAlertView } from '../../edge-config/contracts/rest.ts';
import { sampleAlert } from '../support/alerts.ts';
import {
  alertPayload,
  GUARDIAN,
  newestView,
  payload,
  ROOT,
  send,
  signIn,
  type TestConsole,
} from '../support/console.ts';
import { suiteConsole } from '../support/suite-console.ts';

/** Of the issue; a busy machine has no part in it. */
const WITHIN_MS = 2000;

describe('one answer', () => {
  const running = suiteConsole();
  let test: TestConsole;
  let operator: string;
  let responder: string;
  let family: string;

  beforeAll(async () => {
    test = running();
    operator = await test.operatorCookie();
    responder = await test.cookieOf('responder');
    family = await signIn(`${test.url}/api/guardian/session`, GUARDIAN);
  }, 180_000);

  const viewOf = async (alertId: string): Promise<AlertView> =>
    (
      await send(`${test.url}/api/alerts/${alertId}`, 'GET', undefined, operator)
    ).json() as Promise<AlertView>;
  const atFamily = async (alertId: string): Promise<GuardianAlertView | undefined> => {
    const answer = await send(`${test.url}/api/guardian/alerts`, 'GET', undefined, family);
    const { alerts } = (await answer.json()) as { alerts: GuardianAlertView[] };
    return alerts.find((alert) => alert.alertId === alertId);
  };
  const isHeld = (board: readonly LiveMessage[], alertId: string): boolean => {
    const view = newestView(board, alertId);
    return view?.escalation?.phase === 'held' && view.state === 'acknowledged';
  };

  const ANSWERS: Record<string, (alertId: string) => Promise<void>> = {
    'the family, by MQTT': async (alertId) => {
      const phone = await test.guardian();
      const action = {
        ...{ actionId: ulid(), alertId, guardianId: 'guardian-1', action: 'going' as const },
        at: new Date(test.nowMs()).toISOString(),
      };
      const message = payload('shouwang.guardian-action.v1', action);
      await phone.publishAsync('shouwang/v1/guardian/guardian-1/action', message, { qos: 1 });
    },
    'a responder, by phone': async (alertId) => {
      const body = { actionId: ulid(), at: new Date(test.nowMs()).toISOString(), kind: 'going' };
      const url = `${test.url}/api/duty/alerts/${alertId}/actions`;
      const full = { ...body, note: null, outcome: null, responderId: null };
      expect((await send(url, 'POST', full, responder)).status).toBe(200);
    },
    'an operator, at the board': async (alertId) => {
      const { revision } = await viewOf(alertId);
      const url = `${test.url}/api/alerts/${alertId}/acknowledge`;
      expect((await send(url, 'POST', { revision }, operator)).status).toBe(200);
    },
  };

  it.each(Object.keys(ANSWERS))('of %s stops the ladder for all', async (who) => {
    const boards = [await test.board(operator), await test.board(responder)];
    const gateway = await test.gateway();
    const alert = sampleAlert({ alertId: ulid() });
    const { alertId } = alert;
    await gateway.publishAsync(`${ROOT}/alert`, alertPayload(alert), { qos: 1 });
    for (const board of boards)
      await expect.poll(() => newestView(board, alertId)?.escalation?.phase).toBe('climbing');
    const startedMs = performance.now();
    await ANSWERS[who]?.(alertId);
    for (const board of boards)
      await expect.poll(() => isHeld(board, alertId), { timeout: WITHIN_MS, interval: 20 }).toBe(true);
    await expect
      .poll(async () => (await atFamily(alertId))?.state, { timeout: WITHIN_MS, interval: 50 })
      .toBe('acknowledged');
    await expect
      .poll(() => gateway.heard.some(({ topic }) => topic.endsWith('/human')), {
        timeout: WITHIN_MS,
        interval: 20,
      })
      .toBe(true);
    expect(performance.now() - startedMs).toBeLessThan(WITHIN_MS);

    // Eight minutes later every rung would have been told: nobody was.
    const rungs = ({ actions }: AlertView): number =>
      actions.filter(({ kind }) => kind === 'escalated').length;
    const before = rungs(await viewOf(alertId));
    test.advance(480_000);
    const other = sampleAlert({ alertId: ulid() });
    const fresh = await test.gateway();
    await fresh.publishAsync(`${ROOT}/alert`, alertPayload(other), { qos: 1 });
    // The engine has looked since: it has begun the ladder of what came after.
    await expect
      .poll(async () => (await viewOf(other.alertId)).escalation?.next, { timeout: 10_000 })
      .toContain('unit_head');
    expect(rungs(await viewOf(alertId))).toBe(before);
  });
});
