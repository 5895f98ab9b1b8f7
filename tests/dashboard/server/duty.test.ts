/** Whom rungs name, by which ladder, and what is quiet: the escalator on a real database, by a clock that the test turns. */
import { ulid } from 'ulid';
import { beforeEach, describe, expect, it } from 'vitest';
import { CountyRules } from '../../../dashboard/server/county-rules.ts';
import { nextHourMs } from '../../../dashboard/server/digest-hours.ts';
import { DigestWatch } from '../../../dashboard/server/digest-watch.ts';
import { Divisions } from '../../../dashboard/server/divisions.ts';
import { Escalator } from '../../../dashboard/server/escalation.ts';
import { createMetrics } from '../../../dashboard/server/metrics.ts';
import { recordHuman } from '../../../dashboard/server/store/alerts.ts';
import { recordAlert } from '../../../dashboard/server/store/arrivals.ts';
import { writeLadder, writeSetting } from '../../../dashboard/server/store/county-rules.ts';
import { listDigests } from '../../../dashboard/server/store/digests.ts';
import { insertResponder, replaceRoster } from '../../../dashboard/server/store/responders.ts';
import { readAlertView } from '../../../dashboard/server/store/views.ts';
import { laddersSchema } from '../../../edge-config/contracts/escalation.ts';
import type { Alert } from '../../../edge-config/contracts/messages.ts';
import { notificationSchema } from '../../../edge-config/contracts/notify.ts';
import type { NewResponder } from '../../../edge-config/contracts/rest.ts';
import { sampleAlert } from '../../support/alerts.ts';
import { silentLog } from '../../support/silent-log.ts';
import { suiteDatabase } from '../../support/suite-database.ts';

/** 16:00 in Tongren. */
const START_MS = Date.parse('2026-03-01T08:00:00.000Z');
const HOUR_S = 3600;
const TOWNSHIP = '520602101';
const VILLAGE = '520602101001';

describe('rungs, ladders and digests of a county', () => {
  const database = suiteDatabase();
  beforeEach(async () => {
    for (const table of ['alerts', 'escalations', 'ladders', 'settings', 'digests', 'digest_alerts'] as const)
      await database().deleteFrom(table).execute();
    for (const table of ['responders', 'rosters', 'notifications', 'actions', 'household_records'] as const)
      await database().deleteFrom(table).execute();
  });

  const open = (startMs = START_MS) => {
    let wallMs = startMs;
    const clock = { wallMs: () => wallMs };
    const common = { database: database(), clock, log: silentLog() };
    const notifiers = [
      { id: 'group', roles: ['unit_head', 'second_guardian', 'grid_worker', 'county'] as const },
    ];
    const list = notifiers.map(({ id, roles }) => ({ id, kind: 'wecom' as const, roles: [...roles] }));
    const rules = new CountyRules({ ...common, ladders: laddersSchema.parse({}) });
    const digests: string[] = [];
    const watch = new DigestWatch({
      ...{ ...common, notifiers: list },
      onDigestChanged: ({ digestId }) => digests.push(digestId),
    });
    const escalator = new Escalator({
      ...{ ...common, rules, notifiers: list, metrics: createMetrics() },
      ...{ consoleId: 'county', timeZone: 'Asia/Shanghai', hasPush: false, onAlertChanged: () => {} },
    });
    return {
      digests,
      now: () => new Date(wallMs).toISOString(),
      at: async (seconds: number) => {
        wallMs = startMs + seconds * 1000;
        await escalator.look();
        await watch.look();
      },
    };
  };
  const record = (alert: Alert, at: string) =>
    recordAlert(database(), { alert, late: false, outboxAt: at, publishedAt: at, receivedAt: at });
  const raise = async (at: string, more: Partial<Alert> = {}): Promise<string> => {
    const alertId = ulid();
    await record(sampleAlert({ alertId, ...more }), at);
    return alertId;
  };
  const add = (responderId: string, more: Partial<NewResponder> = {}) =>
    insertResponder(database(), {
      ...{ responderId, role: 'unit_head', label: responderId, division: VILLAGE, username: null },
      ...{ phone: `1380000${responderId.length}`, ...more },
    });
  const view = (alertId: string) => readAlertView(database(), new Divisions(), alertId);
  const steps = async (alertId: string) =>
    ((await view(alertId))?.actions ?? [])
      .filter(({ kind }) => kind === 'escalated')
      .map(({ target, tells }) => [tells?.join('+'), target]);
  const sent = async () => {
    const rows = await database().selectFrom('notifications').select('body').orderBy('serial').execute();
    return rows.map(({ body }) => notificationSchema.parse(body));
  };
  const inVillage = () =>
    database()
      .insertInto('gateways')
      .values({
        ...{ gateway_id: 'gw-1', county: '520602', township: TOWNSHIP, status: '{}' },
        ...{ heard_at: new Date(START_MS).toISOString(), village: VILLAGE },
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();

  it('name the household’s own, else those on duty nearest to it, with their numbers', async () => {
    await inVillage();
    const run = open();
    await add('head-a', { label: '三组联户长', phone: '13800000007' });
    await add('head-b');
    await add('worker', { role: 'grid_worker', label: '网格员' });
    await add('worker-town', { role: 'grid_worker', division: TOWNSHIP });
    await add('centre', { role: 'village_centre', label: '村综治中心' });
    await database()
      .insertInto('household_records')
      .values({
        ...{ gateway_id: 'gw-1', household_id: 'household-1', village: null, address: '三组', note: null },
        ...{ unit_head: 'head-a', grid_worker: null, updated_at: run.now(), updated_by: 'administrator' },
      })
      .execute();
    const alertId = await raise(run.now(), { guardianIds: ['guardian-1', 'guardian-2'] });
    await run.at(0);
    await run.at(60);
    await run.at(180);
    expect(await steps(alertId)).toEqual([
      ['second_guardian+unit_head', '三组联户长'],
      ['grid_worker', '网格员'],
    ]);
    expect((await sent()).map((body) => ('recipients' in body ? body.recipients : []))).toEqual([
      [
        { guardianId: 'guardian-2', label: '', role: 'second_guardian', phone: null },
        { responderId: 'head-a', label: '三组联户长', role: 'unit_head', phone: '13800000007' },
      ],
      [expect.objectContaining({ responderId: 'worker' })],
    ]);
  });

  it('name those whom the roster has now, and all of a post when it has nobody', async () => {
    await inVillage();
    const run = open();
    await add('head-a');
    await add('head-b');
    const [from, to] = ['2026-03-01T00:00:00.000Z', '2026-03-08T00:00:00.000Z'];
    const time = { division: VILLAGE, from, to };
    const shift = { beginsAt: '2026-03-01T08:00:00.000Z', endsAt: '2026-03-01T09:00:00.000Z', note: null };
    await replaceRoster(database(), time, [{ responderId: 'head-b', ...shift }]);
    const guardianIds = ['guardian-1'];
    const first = await raise(run.now(), { guardianIds });
    await run.at(0);
    await run.at(60);
    expect((await steps(first))[0]).toEqual(['second_guardian+unit_head', 'head-b']);
    await run.at(HOUR_S);
    const second = await raise(run.now(), { guardianIds });
    await run.at(HOUR_S);
    await run.at(HOUR_S + 60);
    expect((await steps(second))[0]).toEqual(['second_guardian+unit_head', 'head-a、head-b']);
  });

  it('go on at once past a role that has nobody, say so, and always wait for the county', async () => {
    await inVillage();
    const run = open();
    // The county keeps a list, and there is neither a head nor a grid worker on it, nor a second guardian.
    await add('centre', { role: 'village_centre', label: '村综治中心' });
    const alertId = await raise(run.now());
    await run.at(0);
    await run.at(60);
    expect(await steps(alertId)).toEqual([
      ['second_guardian+unit_head', ''],
      ['grid_worker', ''],
      ['village_centre', '村综治中心'],
    ]);
    await run.at(60 + 149);
    expect(await steps(alertId)).toHaveLength(3);
    await run.at(60 + 150);
    // The township has nobody either; the county’s room is there, on any list or none.
    expect((await steps(alertId)).slice(3)).toEqual([
      ['township', ''],
      ['county', null],
    ]);
    expect((await view(alertId))?.escalation).toMatchObject({ told: ['county'], sounds: true, dueAt: null });
  });

  it('climb the ladder of the nearest division that has set one; null is quiet', async () => {
    await inVillage();
    const run = open();
    const by = { at: run.now(), username: 'administrator' };
    const ladder = (afterS: number) => ({
      rungs: [
        { afterS: 0, tells: ['village_board' as const], sounds: false },
        { afterS, tells: ['county' as const], sounds: true },
      ],
      resumeAfterS: 600,
    });
    await writeLadder(database(), { division: '', severity: 'extreme' }, ladder(500), by);
    await writeLadder(database(), { division: TOWNSHIP, severity: 'extreme' }, ladder(30), by);
    await writeLadder(database(), { division: VILLAGE, severity: 'severe' }, null, by);
    const [here, quiet] = [await raise(run.now()), await raise(run.now(), { severity: 'severe' })];
    const elsewhere = await raise(run.now(), { gatewayId: 'gw-2', township: '520602102' });
    await run.at(0);
    await run.at(30);
    expect([await steps(here), await steps(elsewhere)]).toEqual([[['county', null]], []]);
    expect((await view(quiet))?.escalation).toMatchObject({ phase: 'stopped', digestId: expect.any(String) });
    await run.at(500);
    expect(await steps(elsewhere)).toEqual([['county', null]]);
  });

  it('collect what is quiet until the next set hour, tell the county once, and begin anew', async () => {
    const run = open();
    const minor = { severity: 'minor', type: 'absence' } as const;
    const first = await raise(run.now(), minor);
    await run.at(1);
    const closedBefore = await raise(run.now(), minor);
    await raise(run.now(), { ...minor, type: 'fall' });
    const otherCounty = { ...minor, county: '520603', township: '520603101', gatewayId: 'gw-9' };
    await raise(run.now(), otherCounty);
    await run.at(2);
    const list = () => listDigests(database(), new Divisions(), { limit: 10, division: '520602' });
    const [digest] = await list();
    // 20:00 in Tongren.
    expect(digest).toMatchObject({ state: 'open', dueAt: '2026-03-01T12:00:00.000Z', notClosed: 3 });
    expect(run.digests).toContain(digest?.digestId);
    await recordHuman(database(), {
      ...{ alertId: closedBefore, kind: 'closed', actionId: ulid(), note: null, seenRevision: null },
      ...{ at: run.now(), actor: { kind: 'operator', label: '值班员' }, outcome: 'false' },
    });
    await run.at(4 * HOUR_S - 1);
    expect(await sent()).toEqual([]);
    await run.at(4 * HOUR_S);
    await run.at(4 * HOUR_S + 1);
    const told = await sent();
    expect(
      told.map((each) => (each.kind === 'digest' ? [each.county, each.counts] : each.kind)).sort(),
    ).toEqual([
      [
        '520602',
        [
          { type: 'absence', count: 1 },
          { type: 'fall', count: 1 },
        ],
      ],
      ['520603', [{ type: 'absence', count: 1 }]],
    ]);
    expect(await list()).toMatchObject([{ digestId: digest?.digestId, state: 'told' }]);
    // The county has another habit from now on.
    const setting = { division: '520602', key: 'digest.hours' };
    await writeSetting(database(), setting, ['06:30'], { at: run.now(), username: 'administrator' });
    await run.at(4 * HOUR_S + 20);
    const next = await raise(run.now(), minor);
    await run.at(4 * HOUR_S + 21);
    expect((await list())[0]).toMatchObject({ state: 'open', dueAt: '2026-03-01T22:30:00.000Z' });
    expect((await view(next))?.escalation?.digestId).not.toBe((await view(first))?.escalation?.digestId);
  });

  it('let an alert that becomes graver leave the digest and climb from its first rung', async () => {
    const run = open();
    const alertId = await raise(run.now(), { severity: 'minor' });
    await run.at(1);
    expect((await view(alertId))?.escalation?.digestId).toEqual(expect.any(String));
    await run.at(100);
    const graver = sampleAlert({
      alertId,
      sequence: 2,
      phase: 'updated',
      msgType: 'Update',
      severity: 'extreme',
    });
    await record(graver, run.now());
    await run.at(101);
    expect((await view(alertId))?.escalation).toMatchObject({
      ...{ phase: 'climbing', digestId: null, next: ['second_guardian', 'unit_head'] },
      dueAt: new Date(START_MS + 160_000).toISOString(),
    });
    await run.at(160);
    expect(await steps(alertId)).toHaveLength(1);
    // Its hour comes, and nothing is left in it: nobody is told.
    await run.at(4 * HOUR_S);
    expect((await sent()).filter(({ kind }) => kind === 'digest')).toEqual([]);
  });
});

describe('nextHourMs', () => {
  it.each([
    ['Asia/Shanghai', '2026-03-01T23:59:00.000Z', '2026-03-02T00:00:00.000Z'],
    ['Asia/Shanghai', '2026-03-02T00:00:00.000Z', '2026-03-02T12:00:00.000Z'],
    ['Asia/Shanghai', '2026-12-31T12:00:00.000Z', '2027-01-01T00:00:00.000Z'],
    ['Europe/Berlin', '2026-03-28T20:00:00.000Z', '2026-03-29T06:00:00.000Z'],
  ])('in %s after %s is %s', (zone, now, next) => {
    expect(new Date(nextHourMs(Date.parse(now), ['20:00', '08:00'], zone)).toISOString()).toBe(next);
  });
});
