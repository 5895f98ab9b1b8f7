/** Drills: started for a village, measured, counted nowhere, and never in the way of a real alert. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../dashboard/server/store/database.ts';
import { recordCamera, recordGateway } from '../../../dashboard/server/store/records.ts';
import { calls, EMPTY_BOARD, queue, receive, ringOf } from '../../../dashboard/web/src/county/shell/state.ts';
import { readEnvelope } from '../../../edge-config/contracts/envelope.ts';
import type { Alert } from '../../../edge-config/contracts/messages.ts';
import {
  type AlertView,
  type Drill,
  drillSchema,
  type Overview,
  type Report,
} from '../../../edge-config/contracts/rest.ts';
import { sampleAlert } from '../../support/alerts.ts';
import {
  alertPayload,
  GATEWAY,
  newestView,
  payload,
  ROOT,
  send,
  startTestConsole,
  type TestConsole,
} from '../../support/console.ts';
import { VILLAGE } from '../../support/estate.ts';

describe('drills', () => {
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-test-'));
  let test: TestConsole;
  let operator: string;

  beforeAll(async () => {
    const stored = { kind: 'embedded', directory: join(folder, 'database') } as const;
    const database = await openDatabase(stored);
    const at = new Date().toISOString();
    await recordGateway(
      database,
      GATEWAY,
      {
        ...{ state: 'online', version: '1', session: 1, outboxPending: 0, heartbeatMs: 60_000 },
        ...{ bornAt: at, aliveAt: at },
      },
      { heardAt: at, isAlive: true, clockSkewMs: 0 },
    );
    for (const [cameraId, householdId, state] of [
      ['gate', null, 'watching'],
      ['yard', 'household-1', 'watching'],
      ['blind', 'household-1', 'blind'],
    ] as const) {
      await recordCamera(
        database,
        GATEWAY.gatewayId,
        {
          ...{ cameraId, name: cameraId, state, since: at, reason: null, framesPerS: 5, lastFrameAt: at },
          ...{ placeKind: 'yard', householdId, gb28181Id: null, personsNow: 0 },
        },
        at,
      );
    }
    await database
      .updateTable('gateways')
      .set({ village: VILLAGE })
      .where('gateway_id', '=', GATEWAY.gatewayId)
      .execute();
    await database.destroy();
    test = await startTestConsole(stored);
    operator = await test.operatorCookie();
  }, 180_000);
  afterAll(async () => {
    await test?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const get = (path: string, cookie = operator): Promise<Response> =>
    send(`${test.url}${path}`, 'GET', undefined, cookie);
  const start = (division: string, cookie = operator): Promise<Response> =>
    send(`${test.url}/api/drills/division`, 'POST', { division }, cookie);
  const drillOf = async (drillId: string): Promise<Drill> =>
    drillSchema.parse(await (await get(`/api/drills/${drillId}`)).json());

  /** A gateway that obeys: it raises what it is asked for. */
  async function obedient() {
    const gateway = await test.gateway();
    await gateway.subscribeAsync(`${ROOT}/command`, { qos: 1 });
    const cameras: string[] = [];
    gateway.on('message', (topic, message) => {
      if (!topic.endsWith('/command')) return;
      const command = readEnvelope('shouwang.command.v1', message).data;
      if (command.kind !== 'test_alert') return;
      cameras.push(command.cameraId);
      const alert = alertNow({ cameraId: command.cameraId, status: command.status, severity: 'severe' });
      const reply = {
        commandId: command.commandId,
        ok: true,
        code: null,
        result: { alertId: alert.alertId },
      };
      void gateway.publishAsync(`${ROOT}/reply`, payload('shouwang.reply.v1', reply), { qos: 1 });
      void gateway.publishAsync(`${ROOT}/alert`, alertPayload(alert), { qos: 1 });
    });
    return { gateway, cameras };
  }
  function alertNow(more: Partial<Alert>): Alert {
    const at = new Date(test.nowMs()).toISOString();
    return sampleAlert({ alertId: ulid(), occurredAt: at, raisedAt: at, ...more });
  }
  async function act(alertId: string, kind: string, more: object = {}): Promise<void> {
    const body = { actionId: ulid(), at: new Date(test.nowMs()).toISOString(), kind };
    const full = { ...body, note: null, outcome: null, responderId: null, ...more };
    const cookie = await test.cookieOf('township');
    const url = `${test.url}/api/duty/alerts/${alertId}/actions`;
    expect((await send(url, 'POST', full, cookie)).status).toBe(200);
  }
  async function close(alertId: string): Promise<void> {
    const { revision } = (await (await get(`/api/alerts/${alertId}`)).json()) as AlertView;
    const body = { revision, outcome: 'test', note: null };
    expect((await send(`${test.url}/api/alerts/${alertId}/close`, 'POST', body, operator)).status).toBe(200);
  }

  it('goes the whole way at a household of the village, and ends in a report and a table', async () => {
    const { cameras } = await obedient();
    const board = await test.board(operator);
    const answer = await start(VILLAGE);
    expect(answer.status).toBe(200);
    const { alertId, drillId } = (await answer.json()) as { alertId: string; drillId: string };
    expect(cameras).toEqual(['yard']);
    await expect.poll(() => newestView(board, alertId)?.alert.status).toBe('exercise');
    for (const kind of ['acknowledged', 'going', 'on_scene']) await act(alertId, kind);
    await act(alertId, 'reported', { outcome: 'test' });
    expect((await drillOf(drillId)).verdict).toBe('running');
    await close(alertId);
    const drill = await drillOf(drillId);
    expect(drill).toMatchObject({ verdict: 'passed', division: { code: VILLAGE }, startedBy: 'operator' });
    const kinds = drill.stages.map(({ kind }) => kind);
    for (const kind of ['raised', 'committed', 'taken', 'going', 'on_scene', 'reported', 'closed'])
      expect(kinds).toContain(kind);

    const listed = (await (await get(`/api/drills?division=${VILLAGE}`)).json()) as { drills: Drill[] };
    expect(listed.drills.map((each) => each.drillId)).toContain(drillId);
    const csv = await (await get(`/api/drills/export?drillId=${drillId}&lang=en`)).text();
    expect(csv).toContain('On scene');
    expect(csv.trim().split('\n')).toHaveLength(drill.stages.length + 1);
  });

  it('is kept as unanswered when the gateway is silent, and refused where nothing is heard', async () => {
    const asked = start(VILLAGE);
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
    expect((await asked).status).toBe(504);
    const [newest] = ((await (await get('/api/drills?limit=1')).json()) as { drills: Drill[] }).drills;
    expect(newest).toMatchObject({ verdict: 'unanswered', alertId: null, stages: [] });
    expect((await start('520602101999')).status).toBe(504);
  });

  it('is started and read by those of the division only', async () => {
    for (const person of ['responder', 'auditor', 'elsewhere'] as const)
      expect((await start(VILLAGE, await test.cookieOf(person))).status, person).toBe(403);
    const elsewhere = await test.cookieOf('elsewhere');
    expect(await (await get('/api/drills', elsewhere)).json()).toMatchObject({ drills: [] });
    expect((await get(`/api/drills?division=${VILLAGE}`, elsewhere)).status).toBe(403);
    const [newest] = ((await (await get('/api/drills?limit=1')).json()) as { drills: Drill[] }).drills;
    expect((await get(`/api/drills/${newest?.drillId}`, elsewhere)).status).toBe(403);
  });

  it('does not hide a real alert of the same camera and moment: it is above, it sounds, and they stay two', async () => {
    const { gateway } = await obedient();
    const board = await test.board(operator);
    const { alertId } = (await (await start(VILLAGE)).json()) as { alertId: string };
    await expect.poll(() => newestView(board, alertId)).toBeDefined();
    const drill = newestView(board, alertId) as AlertView;
    // Older and lighter than the drill, and still before it.
    const real = alertNow({ ...drill.alert, alertId: ulid(0), status: 'actual', severity: 'moderate' });
    await gateway.publishAsync(`${ROOT}/alert`, alertPayload(real), { qos: 1 });
    await expect.poll(() => newestView(board, real.alertId)).toBeDefined();
    const held = board.reduce((state, message) => receive(state, message, 0), EMPTY_BOARD);
    const both = queue(held, 'open').filter(({ alert }) => [alertId, real.alertId].includes(alert.alertId));
    expect(both.map(({ alert }) => alert.status)).toEqual(['actual', 'exercise']);
    expect(both.map(ringOf)).toEqual(['moderate', 'drill']);
    expect(both.map(calls)).toEqual([true, false]);
    const merge = { revision: both[0]?.revision, intoAlertId: alertId };
    const merged = await send(`${test.url}/api/alerts/${real.alertId}/merge`, 'POST', merge, operator);
    expect(merged.status).toBe(409);
    await expect.poll(() => newestView(board, real.alertId)?.escalation?.phase).toBe('climbing');
    await close(alertId);
    await close(real.alertId);
  });

  it('counts in no figure', async () => {
    const read = async <T>(path: string): Promise<T> => (await get(path)).json() as Promise<T>;
    const figures = async (): Promise<unknown> => {
      // The overview is at most 2 s old.
      test.advance(3000);
      const { calling, day, longestUnacknowledged, response } = await read<Overview>('/api/overview');
      const today = new Date(test.nowMs() + 8 * 3600_000).toISOString().slice(0, 10);
      const { falseCameras, whole } = await read<Report>(`/api/reports/day?period=${today}`);
      const { falseRate, grade, kpis, stages } = whole;
      const { total } = await read<{ total: unknown }>('/api/ledger');
      return {
        ...{ calling, hours: day.hours, longestUnacknowledged, response },
        ...{ falseCameras, falseRate, grade, kpis, stages, total },
      };
    };
    const before = await figures();
    const gateway = await test.gateway();
    const board = await test.board(operator);
    const drill = alertNow({ status: 'exercise', severity: 'severe' });
    await gateway.publishAsync(`${ROOT}/alert`, alertPayload(drill), { qos: 1 });
    await expect.poll(() => newestView(board, drill.alertId)).toBeDefined();
    await act(drill.alertId, 'reported', { outcome: 'false' });
    const { revision } = (await (await get(`/api/alerts/${drill.alertId}`)).json()) as AlertView;
    const body = { revision, outcome: 'false', note: null };
    await send(`${test.url}/api/alerts/${drill.alertId}/close`, 'POST', body, operator);
    expect(await figures()).toEqual(before);
  });
});
