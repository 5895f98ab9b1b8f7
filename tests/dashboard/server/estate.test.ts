/** Divisions, households and imports as people of the county use them, on a real console and database. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../dashboard/server/store/database.ts';
import { recordGateway, recordHousehold } from '../../../dashboard/server/store/records.ts';
import type { GatewayStatus } from '../../../edge-config/contracts/messages.ts';
import {
  divisionHitSchema,
  divisionNodeSchema,
  errorBodySchema,
  householdCardSchema,
  householdEditSchema,
  householdRowSchema,
  importReportSchema,
  shapesSchema,
  siteViewSchema,
} from '../../../edge-config/contracts/rest.ts';
import { sampleAlert } from '../../support/alerts.ts';
import {
  alertPayload,
  GATEWAY,
  ROOT,
  send,
  startTestConsole,
  type TestConsole,
} from '../../support/console.ts';
import { sampleHousehold } from '../../support/households.ts';

const CARD = '/api/households/gw-1/home/card';
const RECORD = '/api/households/gw-1/home/record';
const VILLAGE = '520602101202';
const RECORD_BODY = {
  ...{ address: '三组 7 号，学校后面', village: VILLAGE, note: '院里有狗' },
  ...{ unitHead: 'head-3', gridWorker: null },
};

describe('the estate', () => {
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-test-'));
  const database = { kind: 'embedded', directory: join(folder, 'database') } as const;
  const alertId = ulid();
  let test: TestConsole;

  beforeAll(async () => {
    // Those who can be sent, and a guardian of another county, come by routes of other areas.
    const store = await openDatabase(database);
    await store
      .insertInto('responders')
      .values([
        {
          responder_id: 'head-3',
          role: 'unit_head',
          label: '三组联户长',
          phone: '+8613800000033',
          division: VILLAGE,
          username: null,
        },
        {
          responder_id: 'grid-far',
          role: 'grid_worker',
          label: '外县网格员',
          phone: null,
          division: '520603',
          username: null,
        },
      ])
      .execute();
    await store
      .insertInto('guardians')
      .values([
        { guardian_id: 'guardian-2', label: '儿子', password_hash: '' },
        { guardian_id: 'guardian-far', label: '外县', password_hash: '' },
      ])
      .execute();
    await store
      .insertInto('household_guardians')
      .values({
        gateway_id: 'gw-far',
        household_id: 'x',
        guardian_id: 'guardian-far',
        position: 1,
        relation: '女儿',
      })
      .execute();
    const at = new Date().toISOString();
    const status: GatewayStatus = {
      ...{ state: 'online', version: '1', session: 1, outboxPending: 0, heartbeatMs: 60_000 },
      ...{ bornAt: at, aliveAt: at },
    };
    await recordGateway(store, GATEWAY, status, { heardAt: at, isAlive: true, clockSkewMs: 0 });
    const labels = { home: '三组 7 号', 'home-2': '三组 8 号', 'home-3': '五组 1 号' };
    for (const [householdId, label] of Object.entries(labels)) {
      await recordHousehold(store, GATEWAY.gatewayId, sampleHousehold({ householdId, label }), at);
    }
    await store.destroy();
    test = await startTestConsole(database);
  }, 120_000);
  afterAll(async () => {
    await test?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const get = (path: string, cookie: string) => send(`${test.url}${path}`, 'GET', undefined, cookie);
  const call = (method: string, path: string, body: unknown, cookie: string) =>
    send(`${test.url}${path}`, method, body, cookie);
  const codeOf = async (answer: Response) => errorBodySchema.parse(await answer.json()).code;
  const administrator = () => test.cookieOf('administrator');
  const post = async (
    kind: string,
    body: string | Uint8Array,
    more: { dryRun?: boolean; cookie?: string; type?: string } = {},
  ) =>
    fetch(`${test.url}/api/import/${kind}?dryRun=${more.dryRun ?? false}`, {
      method: 'POST',
      headers: { cookie: more.cookie ?? (await administrator()), 'content-type': more.type ?? 'text/csv' },
      body: body as BodyInit,
    });
  const report = async (answer: Response) => importReportSchema.parse(await answer.json());
  const badRows = async (answer: Response) => {
    expect(answer.status).toBe(422);
    const body = errorBodySchema.parse(await answer.json());
    expect(body.code).toBe('IMPORT_HAS_BAD_ROWS');
    return body.badRows?.listed ?? [];
  };
  const divisions = async (under: string, cookie: string) => {
    const answer = await get(`/api/divisions?under=${under}`, cookie);
    return divisionNodeSchema.array().parse(((await answer.json()) as { divisions: unknown }).divisions);
  };
  it('lists divisions with what stands in them, and to each only the own', async () => {
    const cookie = await test.operatorCookie();
    expect(await divisions('', cookie)).toMatchObject([{ code: '5206', level: 'city', gateways: 1 }]);
    const counties = await divisions('5206', cookie);
    expect(counties).toHaveLength(10);
    expect(counties.find(({ code }) => code === '520602')).toMatchObject({ gateways: 1, isLeaf: false });
    expect((await divisions('520602101', cookie)).every(({ isLeaf }) => isLeaf)).toBe(true);
    const responder = await test.cookieOf('responder');
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
    expect((await call('PUT', '/api/gateways/gw-1', place, cookie)).status).toBe(200);
    const board = await test.board(await test.operatorCookie());
    await expect
      .poll(() => board.flatMap((message) => (message.kind === 'snapshot' ? message.gateways : [])))
      .toMatchObject([{ name: '坪茶村网关', division: { code: VILLAGE } }]);
    expect(await divisions('520602101', cookie)).toContainEqual(
      expect.objectContaining({ code: VILLAGE, gateways: 1 }),
    );
    const elsewhere = await call('PUT', '/api/gateways/gw-1', { ...place, village: '520602002001' }, cookie);
    expect([elsewhere.status, await codeOf(elsewhere)]).toEqual([422, 'PLACE_ELSEWHERE']);
    const unknown = await call('PUT', '/api/gateways/gw-1', { ...place, village: '520602101999' }, cookie);
    expect(unknown.status).toBe(400);
    const moved = await call('PUT', `/api/sites/${site.siteId}`, { ...body, division: '520603' }, cookie);
    expect(await codeOf(moved)).toBe('PLACE_ELSEWHERE');
    const inUse = await call('DELETE', `/api/sites/${site.siteId}`, undefined, cookie);
    expect([inUse.status, await codeOf(inUse)]).toEqual([409, 'SITE_IN_USE']);
    expect((await call('PUT', '/api/gateways/gw-1', { ...place, siteId: null }, cookie)).status).toBe(200);
    expect((await call('DELETE', `/api/sites/${site.siteId}`, undefined, cookie)).status).toBe(200);
    expect((await call('DELETE', `/api/sites/${site.siteId}`, undefined, cookie)).status).toBe(404);
    expect((await call('POST', '/api/sites', body, await test.operatorCookie())).status).toBe(403);
    expect((await call('PUT', '/api/gateways/gw-9', place, cookie)).status).toBe(404);
  });

  it('shows a card without numbers, and a number only when asked, which is audited', async () => {
    const cookie = await administrator();
    const operator = await test.operatorCookie();
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

    const gateway = await test.gateway();
    const alert = sampleAlert({ alertId, householdId: 'home' });
    await gateway.publishAsync(`${ROOT}/alert`, alertPayload(alert), { qos: 1 });
    await expect.poll(async () => (await get(`/api/alerts/${alert.alertId}`, operator)).status).toBe(200);
    const reveal = (body: object, who: string) => call('POST', '/api/households/gw-1/home/reveal', body, who);
    const asked = { kind: 'guardian', id: 'guardian-1', alertId: alert.alertId };
    expect(await (await reveal(asked, operator)).json()).toEqual({ phone: '+8613800000021' });
    const head = { kind: 'responder', id: 'head-3', alertId: null };
    expect(await (await reveal(head, await test.cookieOf('responder'))).json()).toEqual({
      phone: '+8613800000033',
    });
    const none = await reveal({ ...asked, id: 'guardian-2' }, operator);
    expect([none.status, await codeOf(none)]).toEqual([404, 'PHONE_UNKNOWN']);
    expect(await codeOf(await reveal({ ...asked, id: 'guardian-far' }, operator))).toBe('NOT_FOUND');
    expect((await reveal({ ...asked, alertId: ulid() }, operator)).status).toBe(400);
    expect((await reveal(asked, await test.cookieOf('auditor'))).status).toBe(403);
    expect((await get(CARD, await test.cookieOf('auditor'))).status).toBe(200);
    const elsewhere = await test.cookieOf('elsewhere');
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
      await refused('guardians/guardian-1/phone', { phone: null }, await test.cookieOf('responder')),
    ).toEqual([403, 'FORBIDDEN']);
    expect(await refused(`${home}/record`, RECORD_BODY, await test.operatorCookie())).toEqual([
      403,
      'FORBIDDEN',
    ]);
    const elsewhere = await test.cookieOf('elsewhere');
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
    const cookie = await test.operatorCookie();
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
    expect((await get('/api/households?division=520602', await test.cookieOf('elsewhere'))).status).toBe(403);
  });

  it('imports divisions once, from UTF-8 or GB18030, after a dry run that changes nothing', async () => {
    const townships = ['520602901', '520602902', '520602903'];
    const villages = townships.flatMap((township) =>
      Array.from({ length: 999 }, (_, index) => `${township}${String(index + 1).padStart(3, '0')}`),
    );
    const csv = ['code,name', ...[...townships, ...villages].map((code) => `${code},新 ${code}`)].join(
      '\r\n',
    );
    const dry = await report(await post('divisions', csv, { dryRun: true }));
    expect(dry).toMatchObject({ isDryRun: true, rows: 3000, created: 3000, changed: 0 });
    expect(await divisions('520602901', await administrator())).toEqual([]);
    const startedMs = performance.now();
    expect(await report(await post('divisions', csv))).toMatchObject({ created: 3000 });
    expect(performance.now() - startedMs).toBeLessThan(2000);
    expect(await divisions('520602901', await administrator())).toHaveLength(999);
    expect(await report(await post('divisions', csv))).toMatchObject({
      created: 0,
      changed: 0,
      unchanged: 3000,
    });
    // "code,name\n520602901,铜仁" as Excel writes it in China.
    const gb = Buffer.concat([Buffer.from('code,name\r\n520602901,'), Buffer.from([0xcd, 0xad, 0xc8, 0xca])]);
    expect(await report(await post('divisions', gb))).toMatchObject({
      changed: 1,
      examples: [{ subject: '520602901', change: 'changed', fields: ['name'] }],
    });
    expect(await divisions('520602', await administrator())).toContainEqual(
      expect.objectContaining({ code: '520602901', name: '铜仁' }),
    );
  });

  it('imports nothing of a file with bad rows, and lists all of them', async () => {
    const csv = 'code,name\n520602912,好乡\n52060,短\n520602913,\n520602912,再来\n';
    expect(await badRows(await post('divisions', csv))).toMatchObject([
      { line: 3, column: 'code', value: '52060' },
      { line: 4, column: 'name' },
      { line: 5, column: 'code', reason: { en: 'it stands already in line 2' } },
    ]);
    expect(await badRows(await post('divisions', csv, { dryRun: true }))).toHaveLength(3);
    const known = await divisions('520602', await administrator());
    expect(known.map(({ code }) => code)).not.toContain('520602912');
    expect((await post('divisions', csv, { cookie: await test.operatorCookie() })).status).toBe(403);
    expect((await post('divisions', csv, { type: 'application/json' })).status).toBe(400);
    expect((await post('shapes', csv)).status).toBe(400);
    const answer = await call('POST', '/api/sites', undefined, await administrator());
    expect(answer.status).toBe(400);
  });

  it('imports shapes within the world only, and serves them by division', async () => {
    const ring = (shift: number) => [
      [
        [109 + shift, 27.123456],
        [109.5, 27],
        [109.5, 28],
        [109 + shift, 27.123456],
      ],
    ];
    const file = (features: [string | number, unknown][]) =>
      JSON.stringify({
        type: 'FeatureCollection',
        features: features.map(([adcode, coordinates]) => ({
          ...{ type: 'Feature', properties: { adcode }, geometry: { type: 'Polygon', coordinates } },
        })),
      });
    const type = 'application/geo+json';
    const bad = await badRows(
      await post(
        'shapes',
        file([
          [520602, ring(0)],
          [520603, ring(100)],
          ['529999', ring(0)],
        ]),
        { type },
      ),
    );
    expect(bad).toMatchObject([
      { line: 2, column: 'geometry' },
      { line: 3, column: 'properties.code' },
    ]);
    const shapes = async () =>
      shapesSchema.parse(await (await get('/api/shapes?under=5206', await test.operatorCookie())).json());
    expect((await shapes()).features).toEqual([]);
    const good = file([
      [520602, ring(0)],
      [520603, ring(0.1)],
    ]);
    expect(await report(await post('shapes', good, { type }))).toMatchObject({ created: 2 });
    expect(await report(await post('shapes', good, { type }))).toMatchObject({ unchanged: 2, changed: 0 });
    const [first, second] = (await shapes()).features;
    expect(first).toMatchObject({ properties: { code: '520602', name: '碧江区' } });
    expect(first?.geometry.coordinates[0]?.[0]).toEqual([109, 27.12346]);
    expect(second?.properties.code).toBe('520603');
  });

  it('imports households and numbers; what is the same stays as it was', async () => {
    const header = 'gatewayId,householdId,address,village,residents,note,unitHead,gridWorker';
    const csv = `${header}\ngw-1,home-2,"三组 8 号, 桥头",,爷爷:老人;孙女:儿童,有坡,head-3,\n`;
    const rows = await badRows(await post('households', `${csv}gw-1,nowhere,,,,,,\ngw-9,home,,,,,nobody,\n`));
    expect(rows.map(({ column, line }) => `${line} ${column}`)).toEqual([
      '3 householdId',
      '4 gatewayId',
      '4 unitHead',
    ]);
    const cookie = await test.operatorCookie();
    const card = async () =>
      householdCardSchema.parse(await (await get('/api/households/gw-1/home-2/card', cookie)).json());
    expect((await card()).updatedAt).toBeNull();
    expect(await report(await post('households', csv))).toMatchObject({ created: 1 });
    const first = await card();
    expect(first).toMatchObject({
      ...{ address: '三组 8 号, 桥头', note: '有坡', contacts: [{ id: 'head-3' }] },
      residents: expect.arrayContaining([
        expect.objectContaining({ alias: '爷爷', kind: 'elder' }),
        expect.objectContaining({ alias: '孙女', kind: 'child' }),
      ]) as unknown,
    });
    expect(await report(await post('households', csv))).toMatchObject({ unchanged: 1 });
    expect(await card()).toEqual(first);
    expect(await report(await post('households', csv.replace(';孙女:儿童', '')))).toMatchObject({
      examples: [{ change: 'changed', fields: ['residents'] }],
    });
    // Who stays keeps the id, and with it the note.
    expect((await card()).residents).toEqual(first.residents.filter(({ alias }) => alias === '爷爷'));

    const phones = 'guardianId,phone\nguardian-2,0856-5200000\n';
    expect(await badRows(await post('guardian-phones', `${phones}nobody,13800000000\n`))).toHaveLength(1);
    const answer = await post('guardian-phones', phones);
    expect(JSON.stringify(await report(answer.clone()))).not.toContain('5200000');
    expect(await report(answer)).toMatchObject({ changed: 1 });
    expect(await report(await post('guardian-phones', phones))).toMatchObject({ unchanged: 1 });
    const [contact] = householdCardSchema.parse(await (await get(CARD, cookie)).json()).contacts;
    expect(contact).toMatchObject({ id: 'guardian-2', phoneEnding: '00' });
  });

  it('leaves every change, number and refusal in the audit, without what was written', async () => {
    await test.stop();
    const store = await openDatabase(database);
    const log = await store.selectFrom('audit').selectAll().orderBy('id').execute();
    await store.destroy();
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
    expect(detailOf('import divisions')).toBe('3000 created, 0 changed, 0 unchanged');
    expect(log.map(({ what }) => what)).toEqual(
      expect.arrayContaining([
        ...['create site', 'remove site', 'change residents', 'change guardians', 'change phone'],
        ...['import shapes', 'import households', 'import guardian phones'],
      ]),
    );
    expect(JSON.stringify(log)).not.toMatch(/1380000|5200000|学校后面/);
  });
});
