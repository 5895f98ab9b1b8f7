/** What responders do by phone: with its own time, once, and with those who were quicker. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../dashboard/server/store/database.ts';
import { readEnvelope } from '../../../edge-config/contracts/envelope.ts';
import type { Alert } from '../../../edge-config/contracts/messages.ts';
import { type AlertView, type DutyAnswer, dutyAnswerSchema } from '../../../edge-config/contracts/rest.ts';
import { sampleAlert } from '../../support/alerts.ts';
import {
  alertPayload,
  newestView,
  ROOT,
  send,
  startTestConsole,
  type TestConsole,
} from '../../support/console.ts';
import { addResponders } from '../../support/responders.ts';

describe('on duty', () => {
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-test-'));
  let test: TestConsole;
  let responder: string;
  let operator: string;

  beforeAll(async () => {
    const stored = { kind: 'embedded', directory: join(folder, 'database') } as const;
    const database = await openDatabase(stored);
    await addResponders(database);
    await database.destroy();
    test = await startTestConsole(stored);
    responder = await test.cookieOf('responder');
    operator = await test.operatorCookie();
  }, 180_000);
  afterAll(async () => {
    await test?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function raise(more: Partial<Alert> = {}): Promise<string> {
    const gateway = await test.gateway();
    const alert = sampleAlert({ alertId: ulid(), ...more });
    const board = await test.board(operator);
    await gateway.publishAsync(`${ROOT}/alert`, alertPayload(alert), { qos: 1 });
    await expect.poll(() => newestView(board, alert.alertId)).toBeDefined();
    return alert.alertId;
  }

  const agoMs = (ms: number): string => new Date(test.nowMs() - ms).toISOString();
  const deed = (kind: string, more: object = {}) => ({
    ...{ actionId: ulid(), at: agoMs(0), kind, note: null, outcome: null, responderId: null },
    ...more,
  });
  const tell = (alertId: string, body: object, cookie = responder): Promise<Response> =>
    send(`${test.url}/api/duty/alerts/${alertId}/actions`, 'POST', body, cookie);
  async function told(alertId: string, body: object, cookie = responder): Promise<DutyAnswer> {
    const answer = await tell(alertId, body, cookie);
    expect(answer.status).toBe(200);
    return dutyAnswerSchema.parse(await answer.json());
  }
  async function byOperator(alertId: string, what: string, more: object): Promise<void> {
    const url = `${test.url}/api/alerts/${alertId}`;
    const { revision } = (await (await send(url, 'GET', undefined, operator)).json()) as AlertView;
    expect((await send(`${url}/${what}`, 'POST', { revision, ...more }, operator)).status).toBe(200);
  }

  it('leads from taking it to the report; an operator closes', async () => {
    const alertId = await raise();
    const board = await test.board(operator);
    const gateway = await test.gateway();
    const states: string[] = [];
    for (const kind of ['acknowledged', 'going', 'on_scene'])
      states.push((await told(alertId, deed(kind))).view.state);
    const report = deed('reported', { outcome: 'true', note: '已扶起，腿疼' });
    const { view } = await told(alertId, report);
    expect([...states, view.state]).toEqual(['acknowledged', 'acknowledged', 'on_scene', 'on_scene']);
    expect(view.outcome).toBeNull();
    expect(view.escalation?.phase).toBe('held');
    await expect
      .poll(() => newestView(board, alertId)?.actions.filter(({ actor }) => actor.kind === 'responder'))
      .toMatchObject([
        { kind: 'acknowledged', actor: { label: 'responder' } },
        { kind: 'going' },
        { kind: 'on_scene' },
        { kind: 'reported', outcome: 'true', note: '已扶起，腿疼' },
      ]);
    await expect
      .poll(() =>
        gateway.heard
          .filter(({ topic }) => topic.endsWith('/human'))
          .map(({ payload }) => readEnvelope('shouwang.human.v1', payload).data),
      )
      .toMatchObject([
        { action: 'acknowledged', byKind: 'responder' },
        { action: 'going' },
        { action: 'on_scene' },
        { action: 'acknowledged', outcome: 'true' },
      ]);
    await byOperator(alertId, 'close', { outcome: 'true', note: null });
  });

  it('counts once what is sent again, with its own time', async () => {
    const alertId = await raise();
    const there = deed('on_scene', { at: agoMs(480_000) });
    const first = await told(alertId, there);
    const again = await told(alertId, there);
    expect([first.isNew, again.isNew]).toEqual([true, false]);
    const actions = again.view.actions.filter(({ kind }) => kind === 'on_scene');
    expect(actions).toMatchObject([{ at: there.at, told: { claimedAt: null, isConflict: false } }]);
    expect(Date.parse(actions[0]?.told?.receivedAt ?? '')).toBeGreaterThan(Date.parse(there.at) + 470_000);
  });

  it('does not believe a clock that is a day late or ahead, and keeps what it said', async () => {
    const alertId = await raise();
    for (const at of [agoMs(25 * 3600_000), agoMs(-3600_000)]) {
      const { view } = await told(alertId, deed('note', { at, note: '在找路' }));
      const action = view.actions.find((each) => each.told?.claimedAt === at);
      expect(action?.at).toBe(action?.told?.receivedAt);
    }
  });

  it('keeps and tells a conflict with who had closed it', async () => {
    const alertId = await raise();
    await told(alertId, deed('acknowledged'));
    await byOperator(alertId, 'close', { outcome: 'false', note: null });
    const there = deed('on_scene', { at: agoMs(-1000) });
    const answer = await told(alertId, there);
    expect(answer).toMatchObject({
      isConflict: true,
      conflictWith: { kind: 'closed', label: '值班员' },
      view: { state: 'closed', outcome: 'false' },
    });
    expect(await told(alertId, there)).toMatchObject({ isNew: false, isConflict: true });
    const kept = answer.view.actions.filter(({ actionId }) => actionId === there.actionId);
    expect(kept).toMatchObject([{ kind: 'on_scene', told: { isConflict: true } }]);
  });

  it('tells the second who takes it who was first, and lets several be on their way', async () => {
    const alertId = await raise();
    await byOperator(alertId, 'acknowledge', {});
    expect(await told(alertId, deed('acknowledged'))).toMatchObject({
      isConflict: true,
      conflictWith: { kind: 'acknowledged', label: '值班员' },
    });
    expect(await told(alertId, deed('going'))).toMatchObject({ isConflict: false, conflictWith: null });
  });

  it('hands over to somebody who serves there, to nobody else', async () => {
    const alertId = await raise();
    const { view } = await told(alertId, deed('dispatched', { responderId: 'grid-3' }));
    expect(view).toMatchObject({ state: 'dispatched', dispatchedTo: { responderId: 'grid-3' } });
    expect((await tell(alertId, deed('dispatched', { responderId: 'elsewhere' }))).status).toBe(409);
    expect((await tell(alertId, deed('dispatched', { responderId: 'nobody' }))).status).toBe(404);
  });

  it('keeps a photo without metadata, once, for those of the division; each look is written down', async () => {
    const alertId = await raise();
    const jpeg = await sharp({ create: { width: 1600, height: 900, channels: 3, background: '#864' } })
      .withExif({ IFD3: { GPSLatitude: '27/1 43/1 0/1' } })
      .jpeg()
      .toBuffer();
    const actionId = ulid();
    const url = `${test.url}/api/duty/alerts/${alertId}/photos?actionId=${actionId}&at=${agoMs(60_000)}`;
    const sendPhoto = (body: Buffer, cookie = responder): Promise<Response> =>
      fetch(url, {
        method: 'POST',
        headers: { cookie, 'content-type': 'image/jpeg' },
        body: new Uint8Array(body),
      });
    const first = dutyAnswerSchema.parse(await (await sendPhoto(jpeg)).json());
    const again = dutyAnswerSchema.parse(await (await sendPhoto(jpeg)).json());
    expect([first.isNew, again.isNew, again.view.state]).toEqual([true, false, 'raised']);
    expect(again.view.actions.filter(({ kind }) => kind === 'photo')).toMatchObject([{ target: actionId }]);
    const path = `/api/alerts/${alertId}/photos/${actionId}`;
    const seen = await send(`${test.url}${path}`, 'GET', undefined, operator);
    const kept = await sharp(Buffer.from(await seen.arrayBuffer())).metadata();
    expect([kept.width, kept.height, kept.exif]).toEqual([1280, 720, undefined]);
    expect(
      (await send(`${test.url}${path}`, 'GET', undefined, await test.cookieOf('elsewhere'))).status,
    ).toBe(403);
    const other = `/api/alerts/${await raise()}/photos/${actionId}`;
    expect((await send(`${test.url}${other}`, 'GET', undefined, operator)).status).toBe(404);
    const auditor = await test.cookieOf('auditor');
    const audit = await send(`${test.url}/api/audit?what=view%20photo`, 'GET', undefined, auditor);
    expect(await audit.json()).toMatchObject({ entries: [{ actor: 'operator operator', subject: alertId }] });

    const refused = await fetch(url.replace(actionId, ulid()), {
      method: 'POST',
      headers: { cookie: responder, 'content-type': 'image/jpeg' },
      body: 'no picture',
    });
    expect([refused.status, (await refused.json()).code]).toEqual([400, 'PHOTO_INVALID']);
    expect((await sendPhoto(Buffer.alloc(5_000_001))).status).toBe(400);
  }, 60_000);

  it.each([
    ['a report without an outcome', deed2('reported')],
    ['an outcome without a report', deed2('going', { outcome: 'true' })],
    ['a hand-over to nobody', deed2('dispatched')],
    ['a note without words', deed2('note')],
    ['a time that is none', deed2('going', { at: 'today' })],
    ['closing, which is the operator’s', deed2('closed')],
    ['what the contract does not know', deed2('going', { revision: 1 })],
  ])('refuses %s', async (_, body) => {
    expect((await tell(ulid(), body)).status).toBe(400);
  });

  it('is for responders of the division only', async () => {
    const alertId = await raise();
    for (const [person, status] of [
      ['elsewhere', 403],
      ['village', 403],
      ['auditor', 403],
      ['township', 200],
    ] as const) {
      const cookie = await test.cookieOf(person);
      expect((await tell(alertId, deed('going'), cookie)).status, person).toBe(status);
    }
    expect((await tell(ulid(), deed('going'))).status).toBe(404);
  });
});

function deed2(kind: string, more: object = {}): object {
  const at = new Date().toISOString();
  return { actionId: ulid(), at, kind, note: null, outcome: null, responderId: null, ...more };
}
