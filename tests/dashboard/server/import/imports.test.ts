/** Imports as an administrator sends them, on a real console and database. */
import { describe, expect, it } from 'vitest';
import {
  errorBodySchema,
  householdCardSchema,
  importReportSchema,
  shapesSchema,
} from '../../../../edge-config/contracts/rest.ts';
import { estateSuite } from '../../../support/estate.ts';

const CARD = '/api/households/gw-1/home/card';

describe('imports', () => {
  const { administrator, audit, call, console: running, divisions, get } = estateSuite();
  const post = async (
    kind: string,
    body: string | Uint8Array,
    more: { dryRun?: boolean; cookie?: string; type?: string } = {},
  ) =>
    fetch(`${running().url}/api/import/${kind}?dryRun=${more.dryRun ?? false}`, {
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
    // Processor time: a machine with other work is slow for other reasons.
    const before = process.cpuUsage();
    expect(await report(await post('divisions', csv))).toMatchObject({ created: 3000 });
    const { system, user } = process.cpuUsage(before);
    expect((system + user) / 1000).toBeLessThan(2000);
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

  it('imports responders, and nothing of a file in which one of them cannot be', async () => {
    const head = 'responderId,role,label,division,phone\n';
    const good =
      'grid-81,网格员,八组网格员,520602101,13800000081\nhead-82,unit_head,第 2 联户长,520602101,\n';
    const wrong = 'Grid 83,邻居,,520602101999,12\ngrid-81,网格员,八组网格员,520602101,1.38E+10\n';
    expect(await badRows(await post('responders', head + good + wrong))).toMatchObject([
      { line: 4, column: 'responderId' },
      { line: 4, column: 'role', value: '邻居' },
      { line: 4, column: 'label' },
      { line: 4, column: 'division', value: '520602101999' },
      { line: 4, column: 'phone', value: '12' },
      { line: 5, column: 'responderId', value: 'grid-81' },
      { line: 5, column: 'phone' },
    ]);
    expect(await report(await post('responders', head + good))).toMatchObject({ created: 2, changed: 0 });
    const renamed = good.replace('八组网格员', '八组');
    expect(await report(await post('responders', head + renamed))).toMatchObject({
      ...{ created: 0, changed: 1, unchanged: 1 },
      examples: [{ subject: 'grid-81', change: 'changed', fields: ['label'] }],
    });
    const listed = await get('/api/responders?q=grid-81', await administrator());
    expect(await listed.json()).toMatchObject({
      responders: [{ responderId: 'grid-81', role: 'grid_worker', label: '八组', phoneEnding: '81' }],
    });
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
    expect((await post('divisions', csv, { cookie: await running().operatorCookie() })).status).toBe(403);
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
      shapesSchema.parse(
        await (await get('/api/shapes?under=5206', await running().operatorCookie())).json(),
      );
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
    const cookie = await running().operatorCookie();
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
    const guardians = [{ guardianId: 'guardian-2', relation: '儿子' }];
    await call('PUT', '/api/households/gw-1/home/guardians', { guardians }, await administrator());
    const [contact] = householdCardSchema.parse(await (await get(CARD, cookie)).json()).contacts;
    expect(contact).toMatchObject({ id: 'guardian-2', phoneEnding: '00' });
  });

  it('are audited by what changed, without what was written', async () => {
    const log = await audit();
    const details = (what: string) => log.filter((entry) => entry.what === what).map(({ detail }) => detail);
    expect(details('import divisions')).toEqual([
      '3000 created, 0 changed, 0 unchanged',
      '0 created, 0 changed, 3000 unchanged',
      '0 created, 1 changed, 0 unchanged',
    ]);
    expect(log.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['import shapes', 'import households', 'import guardian phones', 'refused']),
    );
    expect(JSON.stringify(log)).not.toContain('5200000');
  });
});
