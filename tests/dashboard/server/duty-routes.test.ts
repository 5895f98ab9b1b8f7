/** Responders, rosters, ladders and digests as people ask for them, on two consoles over one PostgreSQL. */
import { ulid } from 'ulid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../../dashboard/server/store/database.ts';
import { windEscalations } from '../../../dashboard/server/store/escalations.ts';
import type { Alert } from '../../../edge-config/contracts/messages.ts';
import type {
  DigestView,
  LadderView,
  ResponderView,
  RosterView,
} from '../../../edge-config/contracts/rest.ts';
import { sampleAlert } from '../../support/alerts.ts';
import {
  alertPayload,
  type PEOPLE,
  ROOT,
  send,
  startTestConsole,
  type TestConsole,
} from '../../support/console.ts';
import { startPostgres } from '../../support/postgres.ts';
import { describeWithService } from '../../support/services.ts';

type Person = keyof typeof PEOPLE | 'operator';

describeWithService('postgresql', 'duty of a county', (postgres) => {
  let server: { url: string; stop: () => Promise<void> };
  let database: Database;
  let test: TestConsole;
  let other: TestConsole;

  beforeAll(async () => {
    server = await startPostgres(postgres);
    test = await startTestConsole({ kind: 'server', url: server.url });
    other = await startTestConsole({ kind: 'server', url: server.url });
    database = await openDatabase({ kind: 'server', url: server.url });
  }, 120_000);
  afterAll(async () => {
    await database?.destroy();
    await test?.stop();
    await other?.stop();
    await server?.stop();
  });

  const ask = async <T>(person: Person, method: string, path: string, body?: object) => {
    const cookie = person === 'operator' ? await test.operatorCookie() : await test.cookieOf(person);
    const answer = await send(`${test.url}${path}`, method, body, cookie);
    return {
      status: answer.status,
      body: (await answer.json()) as T & { code?: string; issues?: { path: string }[] },
    };
  };
  const add = (person: Person, responderId: string, more: object = {}) =>
    ask<ResponderView>(person, 'POST', '/api/responders', {
      ...{ responderId, role: 'grid_worker', label: `网格员 ${responderId}`, division: '520602101001' },
      ...{ phone: '138-0000-1234', username: null, ...more },
    });
  const listed = async (person: Person, query = '') =>
    (
      await ask<{ responders: ResponderView[] }>(person, 'GET', `/api/responders${query}`)
    ).body.responders.map(({ responderId }) => responderId);
  const audited = async (what: string) =>
    database.selectFrom('audit').select(['actor', 'subject', 'detail']).where('what', '=', what).execute();
  const raise = async (more: Partial<Alert> = {}): Promise<string> => {
    const alert = sampleAlert({ alertId: ulid(), ...more });
    const gateway = await test.gateway();
    await gateway.publishAsync(`${ROOT}/alert`, alertPayload(alert), { qos: 1 });
    await expect
      .poll(() =>
        database.selectFrom('alerts').select('state').where('alert_id', '=', alert.alertId).execute(),
      )
      .toHaveLength(1);
    return alert.alertId;
  };

  it('keeps responders within the division of who keeps them, and shows the nearest first', async () => {
    expect((await add('operator', 'worker-a')).body).toMatchObject({
      ...{ phoneEnding: '34', isOnDuty: true, isActive: true, division: { code: '520602101001' } },
    });
    expect((await add('township', 'office', { role: 'township', division: '520602101' })).status).toBe(200);
    expect(
      (await add('administrator', 'room', { role: 'county', division: '520602', phone: null })).status,
    ).toBe(200);
    expect((await add('administrator', 'far', { division: '520603101001' })).status).toBe(200);
    expect((await add('administrator', 'worker-a')).body.code).toBe('RESPONDER_EXISTS');
    expect((await add('village', 'x')).status).toBe(403);
    expect((await add('township', 'x', { division: '520602' })).status).toBe(403);
    expect((await add('auditor', 'x')).status).toBe(403);
    expect((await add('operator', 'x', { username: 'nobody' })).body.issues?.[0]?.path).toBe('username');
    expect((await add('operator', 'x', { phone: 'ask her' })).status).toBe(400);
    expect((await add('operator', 'signed', { role: 'unit_head', username: 'responder' })).status).toBe(200);
    expect((await add('operator', 'x', { username: 'responder' })).body.issues?.[0]?.path).toBe('username');

    expect(await listed('township')).toEqual(['office', 'worker-a', 'signed', 'room']);
    expect(await listed('responder', '?division=520602101001')).toEqual([
      'worker-a',
      'signed',
      'office',
      'room',
    ]);
    expect(await listed('elsewhere')).toEqual(['far']);
    expect(await listed('operator', '?role=county')).toEqual(['room']);
    expect(await listed('operator', '?q=%25')).toEqual([]);
    expect(await listed('operator', '?q=WORKER')).toEqual(['worker-a']);
    expect((await ask('elsewhere', 'GET', '/api/responders?division=520602')).status).toBe(403);

    const change = { role: 'grid_worker', label: '网格员', division: '520602101001' };
    const path = '/api/responders/worker-a';
    expect((await ask('elsewhere', 'PUT', path, { ...change, isActive: false })).status).toBe(403);
    expect((await ask('township', 'PUT', path, { ...change, isActive: false })).body).toMatchObject({
      ...{ isActive: false, isOnDuty: false, phoneEnding: '34' },
    });
    expect(await listed('township')).not.toContain('worker-a');
    expect(await listed('township', '?inactive=yes')).toContain('worker-a');
    await ask('township', 'PUT', path, { ...change, isActive: true, phone: '13900000056' });
    expect((await audited('change responder')).at(-1)?.detail).toMatch(/another number$/);
    expect(JSON.stringify(await audited('change responder'))).not.toContain('13900000056');
  });

  it('tells a number only when it is asked for, and writes down who asked', async () => {
    const path = '/api/responders/worker-a/reveal';
    const alertId = await raise();
    expect((await ask('responder', 'POST', path, { alertId })).body).toEqual({ phone: '13900000056' });
    expect((await ask('operator', 'POST', path, { alertId: null })).status).toBe(200);
    expect((await ask('auditor', 'POST', path, { alertId: null })).status).toBe(403);
    expect((await ask('elsewhere', 'POST', path, { alertId: null })).status).toBe(403);
    expect((await ask('elsewhere', 'POST', '/api/responders/far/reveal', { alertId })).status).toBe(403);
    expect((await ask('operator', 'POST', '/api/responders/room/reveal', { alertId: null })).status).toBe(
      404,
    );
    expect(await audited('reveal phone')).toEqual([
      { actor: 'responder responder', subject: 'responder worker-a', detail: `for alert ${alertId}` },
      { actor: 'operator operator', subject: 'responder worker-a', detail: 'for no alert' },
    ]);
  });

  it('replaces the rows of a week, and who is on duty follows', async () => {
    await add('operator', 'worker-b');
    const monday = '2026-03-02T00:00:00.000+08:00';
    const path = `/api/rosters?${new URLSearchParams({ division: '520602101', from: monday, to: '2026-03-09T00:00:00.000+08:00' })}`;
    const shift = (responderId: string, beginsAt: string, endsAt: string) => ({
      ...{ responderId, note: null, beginsAt: `${beginsAt}:00.000+08:00`, endsAt: `${endsAt}:00.000+08:00` },
    });
    const rows = [
      shift('worker-a', '2026-03-02T08:00', '2026-03-02T20:00'),
      shift('worker-b', '2026-03-08T20:00', '2026-03-09T08:00'),
    ];
    expect((await ask<RosterView>('township', 'PUT', path, { rows })).body).toMatchObject({
      timeZone: 'Asia/Shanghai',
      rows: [{ responderId: 'worker-a' }, { responderId: 'worker-b', endsAt: '2026-03-09T00:00:00.000Z' }],
    });
    for (const bad of [
      shift('far', '2026-03-02T08:00', '2026-03-02T20:00'),
      shift('worker-a', '2026-03-12T08:00', '2026-03-12T20:00'),
      shift('worker-a', '2026-03-03T08:00', '2026-03-03T08:00'),
    ])
      expect((await ask('township', 'PUT', path, { rows: [bad] })).body.issues).toHaveLength(1);
    expect((await ask('elsewhere', 'PUT', path, { rows })).status).toBe(403);
    expect((await ask('village', 'GET', path)).status).toBe(403);
    expect((await ask<RosterView>('auditor', 'GET', path)).body.rows).toHaveLength(2);

    const now = new Date(test.nowMs()).toISOString();
    const soon = new Date(test.nowMs() + 3_600_000).toISOString();
    const today = `/api/rosters?${new URLSearchParams({ division: '520602101001', from: now, to: soon })}`;
    const current = { responderId: 'worker-b', beginsAt: now, endsAt: soon, note: null };
    expect((await ask('operator', 'PUT', today, { rows: [current] })).status).toBe(200);
    const { body } = await ask<{ responders: ResponderView[] }>(
      'operator',
      'GET',
      '/api/responders?q=worker',
    );
    expect(body.responders.map(({ isOnDuty, responderId }) => [responderId, isOnDuty])).toEqual([
      ['worker-a', false],
      ['worker-b', true],
    ]);
    expect((await ask('operator', 'PUT', today, { rows: [] })).status).toBe(200);
  });

  it('sets ladders by division, which the administrator alone may, and the audit holds old and new', async () => {
    const path = '/api/ladders/520602101/severe';
    expect((await ask<LadderView>('township', 'GET', path)).body).toMatchObject({
      source: 'default',
      from: null,
    });
    const ladder = { rungs: [{ afterS: 0, tells: ['county'], sounds: true }], resumeAfterS: 300 };
    expect((await ask('township', 'PUT', path, { ladder })).status).toBe(403);
    expect((await ask('administrator', 'PUT', path, { ladder: { ...ladder, rungs: [] } })).status).toBe(400);
    const set = await ask<LadderView>('administrator', 'PUT', '/api/ladders/everywhere/severe', { ladder });
    expect(set.body).toMatchObject({ source: 'own', from: 'everywhere', updatedBy: 'administrator' });
    expect((await ask<LadderView>('township', 'GET', path)).body).toMatchObject({
      ...{ source: 'inherited', from: 'everywhere', ladder: { resumeAfterS: 300 } },
    });
    await ask('administrator', 'PUT', path, { ladder: null });
    expect((await ask<LadderView>('township', 'GET', path)).body).toMatchObject({
      source: 'own',
      ladder: null,
    });
    expect((await ask('village', 'GET', path)).status).toBe(403);
    for (const each of [path, '/api/ladders/everywhere/severe']) await ask('administrator', 'DELETE', each);
    expect((await ask<LadderView>('township', 'GET', path)).body.source).toBe('default');
    const details = (await audited('change ladder')).map(({ detail }) => detail ?? '');
    expect(details[1]).toMatch(/^inherited \{.*"resumeAfterS":300.* → own null$/);
  });

  it('collects quiet alerts, shows each their own, tells the boards, and closes them all with one outcome', async () => {
    const board = await test.board(await test.cookieOf('township'));
    const [first, second] = [
      await raise({ severity: 'minor' }),
      await raise({ severity: 'minor', type: 'absence' }),
    ];
    await expect
      .poll(() => board.filter(({ kind }) => kind === 'digest').length, { timeout: 10_000 })
      .toBeGreaterThan(0);
    const list = async (person: Person) =>
      (await ask<{ digests: DigestView[] }>(person, 'GET', '/api/digests')).body.digests;
    await expect.poll(async () => (await list('township'))[0]?.notClosed, { timeout: 10_000 }).toBe(2);
    const [digest] = await list('township');
    expect(digest).toMatchObject({ state: 'open', division: { code: '520602' } });
    const path = `/api/digests/${digest?.digestId}`;
    expect(await list('elsewhere')).toEqual([]);
    // Another village of that township sees the county’s digest without what is not its own.
    expect(await list('village')).toMatchObject([{ counts: [], notClosed: 0 }]);
    expect((await ask('elsewhere', 'GET', path)).status).toBe(403);
    const whole = await ask<{ alerts: { alert: Alert }[] }>('auditor', 'GET', path);
    expect(whole.body.alerts.map(({ alert }) => alert.alertId)).toEqual([second, first].sort().reverse());

    const close = { outcome: 'false', note: '夜里看过' };
    expect((await ask('responder', 'POST', `${path}/close`, close)).status).toBe(403);
    expect((await ask<DigestView>('village', 'POST', `${path}/close`, close)).body).toMatchObject({
      state: 'open',
    });
    expect((await ask<DigestView>('township', 'POST', `${path}/close`, close)).body).toMatchObject({
      ...{ state: 'closed', closedBy: 'township', notClosed: 0 },
    });
    expect((await ask('township', 'POST', `${path}/close`, close)).status).toBe(200);
    const rows = await database
      .selectFrom('alerts')
      .select(['state', 'outcome'])
      .where('alert_id', 'in', [first, second])
      .execute();
    expect(rows).toEqual([
      { state: 'closed', outcome: 'false' },
      { state: 'closed', outcome: 'false' },
    ]);
    expect(await audited('close digest')).toHaveLength(1);
    const hours = await ask('administrator', 'PUT', '/api/digest-hours/520602', {
      hours: ['21:00', '07:30'],
    });
    expect(hours.body).toMatchObject({ hours: ['07:30', '21:00'], source: 'own' });
    expect((await ask('administrator', 'PUT', '/api/digest-hours/520602', { hours: ['7:30'] })).status).toBe(
      400,
    );
    expect((await ask('operator', 'PUT', '/api/digest-hours/520602', { hours: null })).status).toBe(403);
    expect((await ask('township', 'GET', '/api/digest-hours/520602101')).body).toMatchObject({
      source: 'inherited',
    });
  });

  it('does not wait for an alert that somebody takes at the same moment, which would wait for it', async () => {
    const alertId = await raise();
    const at = new Date(test.nowMs() + 3_600_000).toISOString();
    const nothing = { told: [], next: [], sounds: false, notify: [], isResumed: false, digest: null };
    const changed = await database.transaction().execute(async (tx) => {
      await tx.selectFrom('alerts').select('state').where('alert_id', '=', alertId).forUpdate().execute();
      return windEscalations(database, {
        ...{ at, actor: 'test' },
        decide: (_, due) => Promise.resolve(due.map(({ state }) => ({ ...nothing, state }))),
      });
    });
    expect(changed).not.toContain(alertId);
  });

  it('tells a due rung once over two consoles, and goes on when one of them dies', async () => {
    // The county has said in which village that gateway stands.
    await database
      .insertInto('gateways')
      .values({
        ...{ gateway_id: 'gw-1', county: '520602', township: '520602101', village: '520602101001' },
        ...{
          status: '{"state":"online","heartbeatMs":60000}',
          heard_at: new Date(test.nowMs()).toISOString(),
        },
      })
      .execute();
    const alertId = await raise({ guardianIds: ['guardian-1', 'guardian-2'] });
    const steps = async () =>
      (
        await database
          .selectFrom('actions')
          .select(['tells', 'target'])
          .where('alert_id', '=', alertId)
          .where('kind', '=', 'escalated')
          .orderBy('action_id')
          .execute()
      ).map(({ target, tells }) => `${tells?.join('+')}: ${target}`);
    const dueAt = async () =>
      (await database.selectFrom('escalations').select('due_at').where('alert_id', '=', alertId).execute())[0]
        ?.due_at;
    const before = test.nowMs();
    await expect
      .poll(async () => (await dueAt())?.getTime(), { timeout: 10_000 })
      .toBeGreaterThan(before + 30_000);
    for (const each of [test, other]) each.advance(60_000);
    await expect.poll(steps, { timeout: 10_000 }).toHaveLength(1);
    await test.stop();
    other.advance(60_000);
    other.advance(60_000);
    await expect
      .poll(steps, { timeout: 10_000 })
      .toEqual(['second_guardian+unit_head: 网格员 signed', 'grid_worker: 网格员、网格员 worker-b']);
  });
});
