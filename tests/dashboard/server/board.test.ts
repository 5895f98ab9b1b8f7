/** What an operator does on the board, over the console's own routes: who may, who comes second, what follows. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../dashboard/server/store/database.ts';
import { readEnvelope } from '../../../edge-config/contracts/envelope.ts';
import type { Alert, HumanMessage } from '../../../edge-config/contracts/messages.ts';
import { type AlertView, alertViewSchema, errorBodySchema } from '../../../edge-config/contracts/rest.ts';
import { sampleAlert } from '../../support/alerts.ts';
import {
  alertPayload,
  GUARDIAN,
  newestView,
  payload,
  ROOT,
  send,
  signIn,
  startTestConsole,
  type TestConsole,
} from '../../support/console.ts';
import type { Heard } from '../../support/mqtt.ts';
import { addResponders } from '../../support/responders.ts';

const FAR_ROOT = 'shouwang/v1/520602/520602101/gw-2';

describe('an operator', () => {
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-test-'));
  let test: TestConsole;
  let operator: string;

  beforeAll(async () => {
    const database = await openDatabase({ kind: 'embedded', directory: folder });
    await addResponders(database);
    await database.destroy();
    test = await startTestConsole({ kind: 'embedded', directory: folder });
    operator = await test.operatorCookie();
  }, 240_000);
  afterAll(async () => {
    await test?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const post = (alertId: string, action: string, body: object, cookie = operator) =>
    send(`${test.url}/api/alerts/${alertId}/${action}`, 'POST', body, cookie);
  const viewOf = async (answer: Response): Promise<AlertView> => {
    expect(answer.status).toBe(200);
    return alertViewSchema.parse(await answer.json());
  };
  const codeOf = async (answer: Response): Promise<string> => errorBodySchema.parse(await answer.json()).code;
  const humans = (heard: readonly Heard[]): HumanMessage[] =>
    heard
      .filter(({ topic }) => topic.endsWith('/human'))
      .map((item) => readEnvelope('shouwang.human.v1', item.payload).data);

  async function raise(more: Partial<Alert> = {}): Promise<AlertView> {
    const alert = sampleAlert({ alertId: ulid(), ...more });
    const gateway = await test.gateway(alert.gatewayId === 'gw-2' ? 'gw-2' : 'gw-1');
    const root = alert.gatewayId === 'gw-2' ? FAR_ROOT : ROOT;
    await gateway.publishAsync(`${root}/alert`, alertPayload(alert), { qos: 1 });
    const read = () => send(`${test.url}/api/alerts/${alert.alertId}`, 'GET', undefined, operator);
    await expect.poll(async () => (await read()).status).toBe(200);
    return viewOf(await read());
  }

  it('takes, sends, sends another, tells of the arrival and closes; board and village are told of each step', async () => {
    const gateway = await test.gateway();
    const board = await test.board(operator);
    const { alert, revision } = await raise();
    const { alertId } = alert;
    const sent = await viewOf(
      await post(alertId, 'dispatch', { revision, responderId: 'grid-3', note: '带急救包' }),
    );
    expect(sent).toMatchObject({
      state: 'dispatched',
      dispatchedTo: { responderId: 'grid-3', label: '三组网格员' },
    });
    expect(sent.actions.at(-1)).toMatchObject({ kind: 'dispatched', target: '三组网格员', note: '带急救包' });
    const again = await viewOf(
      await post(alertId, 'dispatch', { revision: sent.revision, responderId: 'county-1', note: null }),
    );
    expect(again.dispatchedTo?.responderId).toBe('county-1');
    const there = await viewOf(await post(alertId, 'on-scene', { revision: again.revision, note: null }));
    expect(there.state).toBe('on_scene');
    expect(await codeOf(await post(alertId, 'on-scene', { revision: there.revision, note: null }))).toBe(
      'ALERT_STATE_CONFLICT',
    );
    await viewOf(await post(alertId, 'close', { revision: there.revision, outcome: 'true', note: null }));
    await expect.poll(() => newestView(board, alertId)?.state).toBe('closed');
    await expect
      .poll(() =>
        humans(gateway.heard)
          .filter((human) => human.alertId === alertId)
          .map(({ action }) => action),
      )
      .toEqual(['dispatched', 'dispatched', 'on_scene', 'closed']);
  });

  it('sends only who exists, is active and serves the place', async () => {
    const { alert, revision } = await raise();
    const dispatch = (responderId: string) =>
      post(alert.alertId, 'dispatch', { revision, responderId, note: null });
    expect(await codeOf(await dispatch('nobody'))).toBe('NOT_FOUND');
    expect(await codeOf(await dispatch('gone'))).toBe('DISPATCH_REFUSED');
    expect(await codeOf(await dispatch('elsewhere'))).toBe('DISPATCH_REFUSED');
    expect((await dispatch('village-1')).status).toBe(200);
  });

  it('may what the role allows, within the own division', async () => {
    const { alert, revision } = await raise();
    const bodies = {
      acknowledge: { revision },
      dispatch: { revision, responderId: 'grid-3', note: null },
      'on-scene': { revision, note: null },
      close: { revision, outcome: 'true', note: null },
      merge: { revision, intoAlertId: ulid() },
      note: { text: '备注' },
    };
    const statuses = async (
      person: 'responder' | 'auditor' | 'elsewhere',
      actions: (keyof typeof bodies)[],
    ) => {
      const cookie = await test.cookieOf(person);
      return Promise.all(
        actions.map(async (action) => (await post(alert.alertId, action, bodies[action], cookie)).status),
      );
    };
    const all = Object.keys(bodies) as (keyof typeof bodies)[];
    expect(await statuses('auditor', all)).toEqual(all.map(() => 403));
    expect(await statuses('elsewhere', all)).toEqual(all.map(() => 403));
    expect(await statuses('responder', ['dispatch', 'close', 'merge'])).toEqual([403, 403, 403]);
    expect(await statuses('responder', ['on-scene', 'note'])).toEqual([200, 200]);
    const view = await viewOf(
      await send(`${test.url}/api/alerts/${alert.alertId}`, 'GET', undefined, operator),
    );
    expect(view.actions.slice(-2).map(({ actor }) => actor.kind)).toEqual(['responder', 'responder']);
  });

  it('is refused with old knowledge, but a note refuses nobody', async () => {
    const { alert, revision } = await raise();
    const noted = await viewOf(await post(alert.alertId, 'note', { text: '  已电话联系  ' }));
    expect(noted.actions.at(-1)).toMatchObject({ kind: 'note', note: '已电话联系', target: null });
    expect(noted.state).toBe('raised');
    await viewOf(await post(alert.alertId, 'acknowledge', { revision }));
    const stale = await post(alert.alertId, 'dispatch', { revision, responderId: 'grid-3', note: null });
    expect(await codeOf(stale)).toBe('ALERT_STATE_CONFLICT');
    expect(await codeOf(await post(alert.alertId, 'note', { text: ' ' }))).toBe('REQUEST_INVALID');
  });

  it('merges what tells of one happening, and nothing else', async () => {
    const occurredAt = '2026-03-01T09:00:00.000Z';
    const one = await raise({ occurredAt });
    const other = await raise({ occurredAt, gatewayId: 'gw-2' });
    const later = await raise({ occurredAt: '2026-03-01T09:31:00.000Z', gatewayId: 'gw-2' });
    const drill = await raise({ occurredAt, status: 'exercise' });
    const merge = (view: AlertView, into: AlertView) =>
      post(view.alert.alertId, 'merge', { revision: view.revision, intoAlertId: into.alert.alertId });
    for (const into of [one, later, drill]) {
      expect(await codeOf(await merge(one, into))).toBe('ALERT_MERGE_REFUSED');
    }
    const merged = await viewOf(await merge(one, other));
    expect(merged).toMatchObject({ state: 'closed', outcome: null, mergedInto: other.alert.alertId });
    expect(merged.actions.at(-1)).toMatchObject({ kind: 'merged', target: other.alert.alertId });
    const read = await send(`${test.url}/api/alerts/${other.alert.alertId}`, 'GET', undefined, operator);
    const into = await viewOf(read);
    expect(into.state).toBe('raised');
    expect(into.actions.at(-1)).toMatchObject({ kind: 'note', target: one.alert.alertId });
    expect(await codeOf(await merge(merged, later))).toBe('ALERT_STATE_CONFLICT');
    expect(await codeOf(await merge(into, merged))).toBe('ALERT_MERGE_REFUSED');
  });

  it('finds what is related: the gateway around that time, the household before', async () => {
    const household = { householdId: 'related-home' };
    const old = await raise({ ...household, occurredAt: '2026-02-01T10:00:00.000Z' });
    const near = await raise({ householdId: null, occurredAt: '2026-03-02T10:20:00.000Z' });
    await raise({ householdId: null, occurredAt: '2026-03-02T10:31:00.000Z' });
    const view = await raise({ ...household, occurredAt: '2026-03-02T10:00:00.000Z' });
    const path = `${test.url}/api/alerts/${view.alert.alertId}/related`;
    const answer = await send(path, 'GET', undefined, operator);
    const related = (await answer.json()) as { nearby: AlertView[]; household: AlertView[] };
    expect(related.nearby.map(({ alert }) => alert.alertId)).toEqual([near.alert.alertId]);
    expect(related.household.map(({ alert }) => alert.alertId)).toEqual([old.alert.alertId]);
    const stranger = await test.cookieOf('elsewhere');
    expect((await send(path, 'GET', undefined, stranger)).status).toBe(403);
  });

  it('lets a family see that someone was sent and is there, neither who nor what was noted', async () => {
    const { alert, revision } = await raise();
    const { alertId } = alert;
    const sent = await viewOf(
      await post(alertId, 'dispatch', { revision, responderId: 'grid-3', note: '家里无人应答' }),
    );
    const responder = await test.cookieOf('responder');
    await viewOf(await post(alertId, 'on-scene', { revision: sent.revision, note: null }, responder));
    await viewOf(await post(alertId, 'note', { text: '内部备注' }));
    const { guardianId, password } = GUARDIAN;
    const family = await signIn(`${test.url}/api/guardian/session`, { guardianId, password });
    const answer = await send(`${test.url}/api/guardian/alerts`, 'GET', undefined, family);
    const { alerts } = (await answer.json()) as {
      alerts: { alertId: string; actions: AlertView['actions'] }[];
    };
    const actions = alerts.find((item) => item.alertId === alertId)?.actions ?? [];
    expect(actions.map(({ kind }) => kind)).toEqual(['raised', 'dispatched', 'on_scene']);
    const told = JSON.stringify(actions);
    for (const hidden of ['三组网格员', 'grid-3', '家里无人应答', '内部备注', '"responder"'.concat(':')])
      expect(told).not.toContain(hidden);
    expect(actions.at(-1)?.actor).toEqual({ kind: 'responder', label: '' });
  });

  describe('starts a drill', () => {
    const drill = (body: object, cookie = operator) => send(`${test.url}/api/drills`, 'POST', body, cookie);
    const beat = async (): Promise<void> => {
      const gateway = await test.gateway();
      const aliveAt = new Date(test.nowMs()).toISOString();
      const status = payload('shouwang.gateway-status.v1', {
        ...{ state: 'online', version: '1', session: 1, outboxPending: 0, heartbeatMs: 60_000 },
        ...{ bornAt: aliveAt, aliveAt },
      });
      await gateway.publishAsync(`${ROOT}/status`, status, { qos: 1 });
      const read = () => send(`${test.url}/api/gateways/gw-1`, 'GET', undefined, operator);
      await expect
        .poll(async () => ((await read()).ok ? (await (await read()).json()).late : null))
        .toBe(false);
    };

    it('that the gateway raises, and is refused elsewhere and to others', async () => {
      await beat();
      const gateway = await test.gateway();
      await gateway.subscribeAsync(`${ROOT}/command`, { qos: 1 });
      const alertId = ulid();
      gateway.on('message', (topic, message) => {
        if (!topic.endsWith('/command')) return;
        const command = readEnvelope('shouwang.command.v1', message).data;
        const reply = { commandId: command.commandId, ok: true, code: null, result: { alertId } };
        void gateway.publishAsync(`${ROOT}/reply`, payload('shouwang.reply.v1', reply), { qos: 1 });
      });
      const answer = await drill({ gatewayId: 'gw-1', cameraId: 'yard' });
      expect(await answer.json()).toEqual({ alertId, drillId: expect.any(String) });
      const asked = gateway.heard.find(({ topic }) => topic.endsWith('/command'));
      expect(JSON.parse(String(asked?.payload)).data).toMatchObject({
        ...{ kind: 'test_alert', cameraId: 'yard', status: 'exercise' },
      });
      expect((await drill({ gatewayId: 'gw-9', cameraId: 'yard' })).status).toBe(404);
      for (const person of ['responder', 'auditor', 'elsewhere'] as const) {
        const cookie = await test.cookieOf(person);
        expect((await drill({ gatewayId: 'gw-1', cameraId: 'yard' }, cookie)).status).toBe(403);
      }
      await gateway.endAsync(true);
    });

    it('and hears that the gateway does not answer, at once when it is late', async () => {
      await beat();
      const asked = drill({ gatewayId: 'gw-1', cameraId: 'yard' });
      const listener = await test.gateway();
      expect(listener.connected).toBe(true);
      let isOver = false;
      void asked.then(() => {
        isOver = true;
      });
      // The clock of the console decides, not the wall's.
      await expect
        .poll(() => {
          test.advance(2000);
          return isOver;
        })
        .toBe(true);
      expect(await codeOf(await asked)).toBe('GATEWAY_NO_ANSWER');
      test.advance(600_000);
      const late = await drill({ gatewayId: 'gw-1', cameraId: 'yard' });
      expect(late.status).toBe(504);
      expect(await codeOf(late)).toBe('GATEWAY_NO_ANSWER');
    });
  });
});
