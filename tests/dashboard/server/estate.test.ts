/** Divisions, sites and households as people of the county use them, on a real console and database. */
import { ulid } from 'ulid';
import { describe, expect, it } from 'vitest';
import {
  divisionHitSchema,
  householdCardSchema,
  householdEditSchema,
  householdRowSchema,
  siteViewSchema,
} from '../../../edge-config/contracts/rest.ts';
import { sampleAlert } from '../../support/alerts.ts';
import { alertPayload, ROOT } from '../../support/console.ts';
import { estateSuite, VILLAGE } from '../../support/estate.ts';

const CARD = '/api/households/gw-1/home/card';
const RECORD = '/api/households/gw-1/home/record';
const RECORD_BODY = {
  ...{ address: '三组 7 号，学校后面', village: VILLAGE, note: '院里有狗' },
  ...{ unitHead: 'head-3', gridWorker: null },
};

describe('the estate', () => {
  const { administrator, audit, call, codeOf, console: running, divisions, get } = estateSuite();
  const alertId = ulid();

  it('lists divisions with what stands in them, and to each only the own', async () => {
    const cookie = await running().operatorCookie();
    expect(await divisions('', cookie)).toMatchObject([{ code: '5206', level: 'city', gateways: 1 }]);
    const counties = await divisions('5206', cookie);
    expect(counties).toHaveLength(10);
    expect(counties.find(({ code }) => code === '520602')).toMatchObject({ gateways: 1, isLeaf: false });
    expect((await divisions('520602101', cookie)).every(({ isLeaf }) => isLeaf)).toBe(true);
    const responder = await running().cookieOf('responder');
    expect((await divisions('5206', responder)).map(({ code }) => code)).toEqual(['520602']);
    expect((await divisions('520602', responder)).map(({ code }) => code)).toEqual(['520602101']);
    const elsewhere = await get('/api/divisions?under=520603', responder);
    expect([elsewhere.status, await codeOf(elsewhere)]).toEqual([403, 'FORBIDDEN']);
    expect((await get('/api/divisions?under=52', cookie)).status).toBe(400);
    const found = async (q: string, who: string) => {
      const answer = (await (await get(`/api/divisions/search?q=${encodeURIComponent(q)}`, who)).json()) as {
        divisions: unknown;
      };
      return divisionHitSchema.array().parse(answer.divisions);
    };
    expect(await found('坪茶', cookie)).toEqual([
      { code: VILLAGE, names: ['铜仁市', '碧江区', '坝黄镇', '坪茶村村民委员会'] },
    ]);
    expect(await found('520602101', responder)).toEqual(await found('520602101', cookie));
    expect(await found('社区', cookie)).toHaveLength(50);
    expect(await found('万山', responder)).toEqual([]);
  });

  it('keeps sites and says where gateways stand', async () => {
    const cookie = await administrator();
    const body = {
      division: VILLAGE,
      name: '坪茶村综治中心',
      kind: 'village_centre',
      longitude: 109.1,
      latitude: 27.7,
    };
    const site = siteViewSchema.parse(await (await call('POST', '/api/sites', body, cookie)).json());
    const place = { name: '坪茶村网关', siteId: site.siteId, village: VILLAGE };
    expect((await call('PUT', '/api/gateways/gw-1/record', place, cookie)).status).toBe(200);
    const board = await running().board(await running().operatorCookie());
    await expect
      .poll(() => board.flatMap((message) => (message.kind === 'snapshot' ? message.gateways : [])))
      .toMatchObject([{ name: '坪茶村网关', division: { code: VILLAGE } }]);
    expect(await divisions('520602101', cookie)).toContainEqual(
      expect.objectContaining({ code: VILLAGE, gateways: 1 }),
    );
    const elsewhere = await call(
      'PUT',
      '/api/gateways/gw-1/record',
      { ...place, village: '520602002001' },
      cookie,
    );
    expect([elsewhere.status, await codeOf(elsewhere)]).toEqual([422, 'PLACE_ELSEWHERE']);
    const unknown = await call(
      'PUT',
      '/api/gateways/gw-1/record',
      { ...place, village: '520602101999' },
      cookie,
    );
    expect(unknown.status).toBe(400);
    const moved = await call('PUT', `/api/sites/${site.siteId}`, { ...body, division: '520603' }, cookie);
    expect(await codeOf(moved)).toBe('PLACE_ELSEWHERE');
    const inUse = await call('DELETE', `/api/sites/${site.siteId}`, undefined, cookie);
    expect([inUse.status, await codeOf(inUse)]).toEqual([409, 'SITE_IN_USE']);
    expect((await call('PUT', '/api/gateways/gw-1/record', { ...place, siteId: null }, cookie)).status).toBe(
      200,
    );
    expect((await call('DELETE', `/api/sites/${site.siteId}`, undefined, cookie)).status).toBe(200);
    expect((await call('DELETE', `/api/sites/${site.siteId}`, undefined, cookie)).status).toBe(404);
    expect((await call('POST', '/api/sites', body, await running().operatorCookie())).status).toBe(403);
    expect((await call('PUT', '/api/gateways/gw-9/record', place, cookie)).status).toBe(404);
  });

  it('shows a card without numbers, and a number only when asked, which is audited', async () => {
    const cookie = await administrator();
    const operator = await running().operatorCookie();
    const empty = householdCardSchema.parse(await (await get(CARD, operator)).json());
    expect(empty).toMatchObject({ label: '三组 7 号', address: '', updatedAt: null, contacts: [] });
    expect((await call('PUT', RECORD, RECORD_BODY, cookie)).status).toBe(200);
    const residents = [{ residentId: null, alias: '奶奶', kind: 'elder', note: '拄拐杖，耳背' }];
    await call('PUT', '/api/households/gw-1/home/residents', { residents }, cookie);
    const guardians = [
      { guardianId: 'guardian-2', relation: '儿子' },
      { guardianId: 'guardian-1', relation: '女儿' },
    ];
    await call('PUT', '/api/households/gw-1/home/guardians', { guardians }, cookie);
    const phone = { phone: '138 0000 0021' };
    expect((await call('PUT', '/api/guardians/guardian-1/phone', phone, operator)).status).toBe(200);
    const said = await (await get(CARD, operator)).text();
    expect(said).not.toContain('13800000');
    const card = householdCardSchema.parse(JSON.parse(said));
    expect(card).toMatchObject({
      ...{ address: RECORD_BODY.address, note: '院里有狗', division: { code: VILLAGE } },
      residents: [{ alias: '奶奶', kind: 'elder', note: '拄拐杖，耳背' }],
      contacts: [
        { kind: 'guardian', id: 'guardian-2', position: 1, relation: '儿子', phoneEnding: null },
        { kind: 'guardian', id: 'guardian-1', position: 2, relation: '女儿', phoneEnding: '21' },
        { kind: 'responder', id: 'head-3', position: 3, relation: 'unit_head', phoneEnding: '33' },
      ],
    });
    // A resident who stays keeps the id.
    const again = await call(
      'PUT',
      '/api/households/gw-1/home/residents',
      { residents: card.residents },
      cookie,
    );
    expect(householdCardSchema.parse(await again.json()).residents).toEqual(card.residents);

    const gateway = await running().gateway();
    const alert = sampleAlert({ alertId, householdId: 'home' });
    await gateway.publishAsync(`${ROOT}/alert`, alertPayload(alert), { qos: 1 });
    await expect.poll(async () => (await get(`/api/alerts/${alert.alertId}`, operator)).status).toBe(200);
    const reveal = (body: object, who: string) => call('POST', '/api/households/gw-1/home/reveal', body, who);
    const asked = { kind: 'guardian', id: 'guardian-1', alertId: alert.alertId };
    expect(await (await reveal(asked, operator)).json()).toEqual({ phone: '+8613800000021' });
    const head = { kind: 'responder', id: 'head-3', alertId: null };
    expect(await (await reveal(head, await running().cookieOf('responder'))).json()).toEqual({
      phone: '+8613800000033',
    });
    const none = await reveal({ ...asked, id: 'guardian-2' }, operator);
    expect([none.status, await codeOf(none)]).toEqual([404, 'PHONE_UNKNOWN']);
    expect(await codeOf(await reveal({ ...asked, id: 'guardian-far' }, operator))).toBe('NOT_FOUND');
    expect((await reveal({ ...asked, alertId: ulid() }, operator)).status).toBe(400);
    expect((await reveal(asked, await running().cookieOf('auditor'))).status).toBe(403);
    expect((await get(CARD, await running().cookieOf('auditor'))).status).toBe(200);
    const elsewhere = await running().cookieOf('elsewhere');
    expect((await reveal(asked, elsewhere)).status).toBe(403);
    expect((await get(CARD, elsewhere)).status).toBe(403);
    expect((await get('/api/households/gw-1/nowhere/card', operator)).status).toBe(404);
    for (let time = 0; time < 20; time += 1) await reveal({ ...asked, id: 'guardian-2' }, operator);
    const tooOften = await reveal(asked, operator);
    expect([tooOften.status, await codeOf(tooOften)]).toEqual([429, 'TOO_MANY_REQUESTS']);
  });

  it('refuses what a record may not hold, and whoever may not write it', async () => {
    const cookie = await administrator();
    const refused = async (path: string, body: object, who = cookie) => {
      const answer = await call('PUT', `/api/${path}`, body, who);
      return [answer.status, await codeOf(answer)];
    };
    const home = 'households/gw-1/home';
    const bad = [400, 'REQUEST_INVALID'];
    expect(await refused(`${home}/record`, { ...RECORD_BODY, village: '520602002001' })).toEqual([
      422,
      'PLACE_ELSEWHERE',
    ]);
    expect(await refused(`${home}/record`, { ...RECORD_BODY, unitHead: 'grid-far' })).toEqual(bad);
    expect(await refused(`${home}/record`, { ...RECORD_BODY, gridWorker: 'nobody' })).toEqual(bad);
    const twice = { guardianId: 'guardian-1', relation: '女儿' };
    expect(await refused(`${home}/guardians`, { guardians: [twice, twice] })).toEqual(bad);
    expect(await refused(`${home}/guardians`, { guardians: [{ ...twice, guardianId: 'nobody' }] })).toEqual(
      bad,
    );
    const resident = { residentId: null, alias: '奶奶', kind: 'elder', note: null };
    expect(await refused(`${home}/residents`, { residents: [resident, resident] })).toEqual(bad);
    expect(await refused('guardians/guardian-1/phone', { phone: '110' })).toEqual(bad);
    expect(await refused('guardians/nobody/phone', { phone: null })).toEqual([404, 'NOT_FOUND']);
    expect(
      await refused('guardians/guardian-1/phone', { phone: null }, await running().cookieOf('responder')),
    ).toEqual([403, 'FORBIDDEN']);
    expect(await refused(`${home}/record`, RECORD_BODY, await running().operatorCookie())).toEqual([
      403,
      'FORBIDDEN',
    ]);
    const elsewhere = await running().cookieOf('elsewhere');
    expect(await refused('guardians/guardian-1/phone', { phone: null }, elsewhere)).toEqual([
      403,
      'FORBIDDEN',
    ]);
    const edit = householdEditSchema.parse(await (await get(`/api/${home}/edit`, cookie)).json());
    expect(edit.choices.unitHeads.map(({ id }) => id)).toEqual(['head-3']);
    // Who serves another county is not offered.
    expect(edit.choices.gridWorkers).toEqual([]);
    expect(edit.guardians.map(({ guardianId }) => guardianId)).toEqual(['guardian-2', 'guardian-1']);
  });

  it('lists households page by page, by division and by words', async () => {
    const cookie = await running().operatorCookie();
    const page = async (query: string) => {
      const answer = (await (await get(`/api/households?${query}`, cookie)).json()) as {
        households: unknown;
        nextCursor: string | null;
      };
      return { rows: householdRowSchema.array().parse(answer.households), nextCursor: answer.nextCursor };
    };
    const first = await page('limit=2');
    expect(first.rows).toMatchObject([
      { householdId: 'home', hasRecord: true, residents: 1, guardians: 2 },
      { householdId: 'home-2', hasRecord: false, residents: 0, guardians: 0 },
    ]);
    const second = await page(`limit=2&cursor=${encodeURIComponent(first.nextCursor ?? '')}`);
    expect([second.rows.map(({ householdId }) => householdId), second.nextCursor]).toEqual([
      ['home-3'],
      null,
    ]);
    expect((await page(`q=${encodeURIComponent('五组')}`)).rows.map(({ label }) => label)).toEqual([
      '五组 1 号',
    ]);
    expect((await page(`q=${encodeURIComponent('%')}`)).rows).toEqual([]);
    expect((await page('division=520603')).rows).toEqual([]);
    expect((await get('/api/households?cursor=x', cookie)).status).toBe(400);
    expect((await get('/api/households?division=520602', await running().cookieOf('elsewhere'))).status).toBe(
      403,
    );
  });

  it('leaves every change, number and refusal in the audit, without what was written', async () => {
    const log = await audit();
    expect(log.filter(({ what }) => what === 'reveal phone')).toMatchObject([
      {
        ...{ actor: 'operator operator', subject: 'guardian guardian-1' },
        detail: `household gw-1/home, alert ${alertId}`,
      },
      {
        ...{ actor: 'responder responder', subject: 'responder head-3' },
        detail: 'household gw-1/home, no alert',
      },
    ]);
    expect(log.filter(({ what }) => what === 'refused').map(({ actor }) => actor)).toEqual(
      expect.arrayContaining(['auditor auditor', 'operator elsewhere', 'responder responder']),
    );
    const detailOf = (what: string) => log.find((entry) => entry.what === what)?.detail;
    expect(detailOf('change household')).toBe('address, village, note, unitHead');
    expect(detailOf('change gateway')).toBe('name, siteId, village');
    expect(log.map(({ what }) => what)).toEqual(
      expect.arrayContaining([
        ...['create site', 'remove site', 'change residents', 'change guardians', 'change phone'],
      ]),
    );
    expect(JSON.stringify(log)).not.toMatch(/1380000|学校后面/);
  });
});
