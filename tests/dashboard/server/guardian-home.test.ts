/** A family's phone on a real console: bound by a code, told how the household is, answering, and kept to its own. */
import { ulid } from 'ulid';
import { describe, expect, it } from 'vitest';
import { readEnvelope } from '../../../edge-config/contracts/envelope.ts';
import type { CameraStatus } from '../../../edge-config/contracts/messages.ts';
import {
  type BindingCode,
  bindingCodeSchema,
  bindingsSchema,
  type GuardianHome,
  guardianAlertDetailSchema,
  guardianHomeSchema,
  ROUTES,
} from '../../../edge-config/contracts/rest.ts';
import { sampleAlert } from '../../support/alerts.ts';
import { alertPayload, GUARDIAN, payload, ROOT, signIn } from '../../support/console.ts';
import { estateSuite } from '../../support/estate.ts';
import { sampleHousehold } from '../../support/households.ts';

const HOME = '/api/households/gw-1/home';

describe('a guardian’s phone', () => {
  const { audit, call, codeOf, console: running, get } = estateSuite();
  const alert = sampleAlert({ alertId: ulid(), householdId: 'home', guardianIds: ['guardian-1'] });
  const others = sampleAlert({ alertId: ulid(), householdId: 'home-3', guardianIds: ['guardian-2'] });
  let daughter = '';
  let son = '';

  const codeFor = async (relation: string, household = HOME): Promise<BindingCode> => {
    const operator = await running().operatorCookie();
    const made = await call('POST', `${household}/binding-codes`, { relation, position: null }, operator);
    expect(made.status).toBe(200);
    return bindingCodeSchema.parse(await made.json());
  };
  const cookieOf = (answer: Response): string => (answer.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
  const homeOf = async (cookie: string): Promise<GuardianHome> =>
    guardianHomeSchema.parse(await (await get('/api/guardian/home', cookie)).json());
  const camera = (more: Partial<CameraStatus> = {}): Promise<unknown> =>
    tell('camera/yard/status', 'shouwang.camera-status.v1', {
      ...{
        cameraId: 'yard',
        name: '院子',
        householdId: 'home',
        placeKind: 'yard',
        gb28181Id: null,
        state: 'watching',
      },
      ...{ reason: null, since: '2026-03-23T02:00:00.000Z', framesPerS: 5, lastFrameAt: null, personsNow: 0 },
      ...more,
    } as CameraStatus);
  async function tell(topic: string, ...[type, data]: Parameters<typeof payload>): Promise<void> {
    const gateway = await running().gateway();
    await gateway.publishAsync(`${ROOT}/${topic}`, payload(type, data), { qos: 1 });
  }

  it('is bound by six digits, shown once, and signed in for long', async () => {
    const { digits, url } = await codeFor('女儿');
    expect(url).toMatch(new RegExp(`^${running().url}/guardian/#/bind/[\\w-]{43}$`));
    const answer = await call('POST', ROUTES.redeemBinding.path, { code: digits, language: 'zh' }, '');
    expect(answer.status).toBe(200);
    const told = ROUTES.redeemBinding.response.parse(await answer.json());
    expect(told).toMatchObject({ householdLabel: '三组 7 号', session: { label: '女儿' } });
    const [line = ''] = answer.headers.getSetCookie();
    expect(line).toContain('HttpOnly');
    expect(Date.parse(/Expires=([^;]+)/.exec(line)?.[1] ?? '') - Date.now()).toBeGreaterThan(
      399 * 86_400_000,
    );
    daughter = cookieOf(answer);
    const again = await call('POST', ROUTES.redeemBinding.path, { code: digits, language: 'zh' }, '');
    expect([again.status, await codeOf(again)]).toEqual([410, 'BINDING_CODE_INVALID']);
    son = await signIn(`${running().url}/api/guardian/session`, GUARDIAN);
    const second = await codeFor('儿子');
    const bound = await call('POST', ROUTES.redeemBinding.path, { code: second.digits, language: 'zh' }, son);
    expect(bound.headers.getSetCookie()).toEqual([]);
    const list = bindingsSchema.parse(
      await (await get(`${HOME}/bindings`, await running().operatorCookie())).json(),
    );
    expect(list).toMatchObject({
      guardians: [
        { relation: '女儿', position: 1, phones: 1 },
        { relation: '儿子', guardianId: 'guardian-1', phones: 1 },
      ],
      codes: [],
    });
  });

  it('is told how the household is, and whom to call', async () => {
    const only = async (): Promise<GuardianHome['households'][number]> =>
      (await homeOf(daughter)).households[0] ?? expect.unreachable();
    expect(await only()).toMatchObject({ state: 'unknown', unknown: [{ kind: 'no_camera' }] });
    await camera();
    await tell('household/home/status', 'shouwang.household-status.v1', {
      ...sampleHousehold({
        label: '三组 7 号',
        lastSeenAt: new Date(running().nowMs() - 720_000).toISOString(),
      }),
    });
    await expect.poll(async () => (await only()).state).toBe('seen');
    expect(await only()).toMatchObject({ place: 'yard', unknown: [], relation: '女儿' });
    const administrator = await running().cookieOf('administrator');
    await call('PUT', '/api/guardians/guardian-1/phone', { phone: '+12025550121' }, administrator);
    await call(
      ...(['PUT', `${HOME}/record`] as const),
      { address: '三组 7 号', village: null, note: null, unitHead: 'head-3', gridWorker: null },
      administrator,
    );
    expect((await only()).contacts).toEqual([
      { kind: 'guardian', label: '儿子', phone: '+12025550121' },
      { kind: 'unit_head', label: '三组联户长', phone: '+8613800000033' },
    ]);
    await camera({ state: 'blind', reason: 'CAMERA_OFFLINE', since: '2026-03-23T06:05:00.000Z' });
    await expect.poll(only).toMatchObject({
      state: 'unknown',
      unknown: [{ kind: 'camera_blind', cameraName: '院子', since: '2026-03-23T06:05:00.000Z' }],
    });
    await camera();
    await expect.poll(async () => (await only()).state).toBe('seen');
    // Its gateway falls silent.
    running().advance(600_000);
    expect(await only()).toMatchObject({ state: 'unknown', unknown: [{ kind: 'gateway_silent' }] });
  });

  it('hears of an alert, answers it once however often it is sent, in its own time', async () => {
    const gateway = await running().gateway();
    for (const each of [alert, others])
      await gateway.publishAsync(`${ROOT}/alert`, alertPayload(each), { qos: 1 });
    const detail = `/api/guardian/alerts/${alert.alertId}`;
    await expect.poll(async () => (await get(detail, son)).status).toBe(200);
    const told = guardianAlertDetailSchema.parse(await (await get(detail, son)).json());
    expect(told).toMatchObject({
      household: { label: '三组 7 号' },
      placeKind: 'yard',
      reason: { zh: '突然倒下' },
    });
    expect((await homeOf(son)).households[0]).toMatchObject({ state: 'alert', hasDrill: false });
    const at = '2026-03-01T08:00:20.000Z';
    const answer = { actionId: ulid(), action: 'going', at } as const;
    for (let times = 0; times < 3; times++)
      expect((await call('POST', `${detail}/answer`, answer, son)).status).toBe(200);
    const actions = guardianAlertDetailSchema
      .parse(await (await get(detail, son)).json())
      .alert.actions.filter(({ actor }) => actor.kind === 'guardian');
    expect(actions).toMatchObject([{ kind: 'going', at, actionId: answer.actionId }]);
    const [human] = gateway.heard.filter(({ topic }) => topic.endsWith('/human'));
    expect(readEnvelope('shouwang.human.v1', human?.payload ?? Buffer.alloc(0)).data).toMatchObject({
      action: 'going',
      byKind: 'guardian',
    });
  });

  it('gets a test alarm on its own line alone', async () => {
    const own = await running().guardian();
    const other = await running().guardian('guardian-2');
    await own.subscribeAsync('shouwang/v1/guardian/guardian-1/alert', { qos: 1 });
    await other.subscribeAsync('shouwang/v1/guardian/guardian-2/alert', { qos: 1 });
    const sent = await call('POST', ROUTES.guardianTestAlarm.path, undefined, son);
    const { alertId } = ROUTES.guardianTestAlarm.response.parse(await sent.json());
    await expect.poll(() => own.heard.length).toBe(1);
    const { data } = readEnvelope('shouwang.guardian-alert.v1', own.heard[0]?.payload ?? Buffer.alloc(0));
    expect(data).toMatchObject({ alertId, status: 'test' });
    expect(other.heard).toEqual([]);
    // It is no alert of the county.
    expect((await get(`/api/guardian/alerts/${alertId}`, son)).status).toBe(404);
  });

  it('keeps quiet hours and language', async () => {
    const path = ROUTES.guardianPreferences.path;
    const wishes = { language: 'en', quietHours: { fromMin: 1320, toMin: 420 } };
    expect((await call('PUT', path, wishes, daughter)).status).toBe(200);
    expect(await (await get(path, daughter)).json()).toEqual(wishes);
    const wrong = { ...wishes, quietHours: { fromMin: 1440, toMin: 0 } };
    expect((await call('PUT', path, wrong, daughter)).status).toBe(400);
  });

  it('is told nothing of another household’s alert, and that it asked is written down', async () => {
    const path = `/api/guardian/alerts/${others.alertId}`;
    for (const url of [path, `${path}/image`]) expect((await get(url, daughter)).status).toBe(404);
    const answer = { actionId: ulid(), action: 'safe', at: '2026-03-01T08:00:20.000Z' };
    expect((await call('POST', `${path}/answer`, answer, daughter)).status).toBe(404);
    expect((await homeOf(daughter)).households.map(({ householdId }) => householdId)).toEqual(['home']);
    // Operators are bound to their division here as elsewhere.
    const elsewhere = await running().cookieOf('elsewhere');
    expect((await get(`${HOME}/bindings`, elsewhere)).status).toBe(403);
    const made = await call('POST', `${HOME}/binding-codes`, { relation: '女儿', position: null }, elsewhere);
    expect(made.status).toBe(403);
  });

  it('is cut off when the county takes it off the household; all of it stands in the audit', async () => {
    const operator = await running().operatorCookie();
    const list = bindingsSchema.parse(await (await get(`${HOME}/bindings`, operator)).json());
    const { guardianId } = list.guardians[0] ?? expect.unreachable();
    expect((await call('DELETE', `${HOME}/bindings/${guardianId}`, undefined, operator)).status).toBe(200);
    expect((await get('/api/guardian/home', daughter)).status).toBe(401);
    const entries = await audit();
    const of = (what: string) => entries.filter((entry) => entry.what === what);
    expect(of('make binding code').map(({ subject }) => subject)).toEqual(['gw-1/home', 'gw-1/home']);
    expect(of('bind phone').map(({ actor }) => actor)).toEqual([
      `guardian ${guardianId}`,
      'guardian guardian-1',
    ]);
    expect(of('binding refused')).toHaveLength(1);
    expect(of('remove guardian')).toMatchObject([{ subject: 'gw-1/home' }]);
    expect(of('refused').filter(({ actor }) => actor.startsWith('guardian'))).toEqual(
      Array.from({ length: 3 }, () =>
        expect.objectContaining({ actor: `guardian ${guardianId}`, subject: others.alertId }),
      ),
    );
    // Ten looks and more, written down once for each session and hour.
    expect(of('view home').length).toBeGreaterThanOrEqual(2);
    expect(of('view home').length).toBeLessThanOrEqual(4);
  });
});
