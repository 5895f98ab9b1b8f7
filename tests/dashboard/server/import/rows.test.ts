/** What an import makes of a file, before anything is written. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BadRows, BadRowsError } from '../../../../dashboard/server/import/bad-rows.ts';
import { decodeFile } from '../../../../dashboard/server/import/decode.ts';
import { checkDivisions, DIVISION_COLUMNS } from '../../../../dashboard/server/import/divisions.ts';
import { checkPhones, PHONE_COLUMNS } from '../../../../dashboard/server/import/guardian-phones.ts';
import {
  checkHouseholds,
  HOUSEHOLD_COLUMNS,
  type KnownHouseholds,
  readResidents,
} from '../../../../dashboard/server/import/household-rows.ts';
import { checkShapes } from '../../../../dashboard/server/import/shapes.ts';
import { readTable } from '../../../../dashboard/server/import/table.ts';
import type { BadRow } from '../../../../edge-config/contracts/rest.ts';

const KNOWN: KnownHouseholds = {
  bound: '520602',
  gateways: new Map([
    ['gw-1', { township: '520602101', division: '520602101' }],
    ['gw-far', { township: '520603101', division: '520603101' }],
  ]),
  households: new Set(['gw-1/home', 'gw-1/home-2', 'gw-far/home']),
  villages: new Set(['520602101202', '520602102200']),
  responders: new Map([
    ['head-3', 'unit_head'],
    ['grid-3', 'grid_worker'],
  ]),
};
const DIVISIONS = { bound: '', has: (code: string) => ['5206', '520602', '520602101'].includes(code) };
const GUARDIANS = { hasGuardian: (id: string) => id === 'guardian-1' };

function faults(bad: BadRows): BadRow[] {
  try {
    bad.refuse();
    return [];
  } catch (error) {
    if (error instanceof BadRowsError) return [...error.badRows.listed];
    throw error;
  }
}
const places = (bad: BadRows) => faults(bad).map(({ column, line }) => `${line} ${column}`);

describe('a table', () => {
  const read = (text: string) => {
    const bad = new BadRows();
    return { rows: readTable(text, DIVISION_COLUMNS, bad), bad };
  };

  it('is read with its lines: CRLF, quotes, columns in any order, empty lines, semicolons', () => {
    const { bad, rows } = read(
      'name,code\r\n"北门, ""旧"" 社区",520602002001\r\n\r\n ,\r\n河西 , 520602003\r\n',
    );
    expect(faults(bad)).toEqual([]);
    expect(rows).toEqual([
      { line: 2, cells: { code: '520602002001', name: '北门, "旧" 社区' } },
      { line: 5, cells: { code: '520602003', name: '河西' } },
    ]);
    expect(read('code;name\n5206;铜仁市\n').rows).toHaveLength(1);
  });

  it.each([
    ['', ['1 ']],
    ['code\n5206', ['1 name']],
    ['code,name,name,kind\n', ['1 name', '1 kind']],
    ['code,name\n5206\n520602,a,b\n', ['2 ', '3 ']],
    ['code,name\n5206,a\n520602,"open\n520603,b\n', ['3 ']],
    ['code,name\n5206,a\u0000b\n', ['2 name']],
  ])('%j is refused at %j', (text, expected) => {
    expect(places(read(text).bad)).toEqual(expected);
  });
});

describe('a file', () => {
  const decode = (bytes: number[] | Buffer) => decodeFile(Uint8Array.from(bytes), new BadRows());

  it('is read as UTF-8, with or without a mark, or as GB18030', () => {
    expect(decode(Buffer.from('铜仁'))).toBe('铜仁');
    expect(decode(Buffer.from('\ufeff铜仁'))).toBe('铜仁');
    expect(decode([0xcd, 0xad, 0xc8, 0xca])).toBe('铜仁');
  });

  it('that is damaged is not read as something else', () => {
    const bad = new BadRows();
    const damaged = Uint8Array.from([0xef, 0xbb, 0xbf, ...Buffer.from('铜仁').subarray(0, 5)]);
    expect(decodeFile(damaged, bad)).toBeUndefined();
    expect(places(bad)).toEqual(['1 ']);
    expect(decode([0xff, 0xff, 0x00])).toBeUndefined();
  });
});

describe('bad rows', () => {
  it('of divisions are all told', () => {
    const bad = new BadRows();
    const rows = readTable(
      [
        'code,name',
        ...['520602104,新乡', '520602104200,新村', '52060,短', '520602104,再来', '520602999001,无乡'],
        ...['5.20602E+11,科学', `520602105,${'长'.repeat(61)}`, '520602106,'],
      ].join('\n'),
      DIVISION_COLUMNS,
      bad,
    );
    const good = checkDivisions(rows, DIVISIONS, bad);
    expect(good.map(({ code, level }) => `${code} ${level}`)).toEqual([
      '520602104 township',
      '520602104200 village',
    ]);
    expect(places(bad)).toEqual(['4 code', '5 code', '6 code', '7 code', '8 name', '9 name']);
    expect(faults(bad)[1]).toMatchObject({
      value: '520602104',
      reason: { zh: '与第 2 行重复', en: 'it stands already in line 2' },
    });
    const outside = new BadRows();
    checkDivisions(rows, { ...DIVISIONS, bound: '520603' }, outside);
    expect(places(outside)).toContain('2 code');
  });

  it('of households are all told', () => {
    const bad = new BadRows();
    const rows = readTable(
      [
        HOUSEHOLD_COLUMNS.join(','),
        'gw-1,home,三组 7 号,520602101202,奶奶:老人；孙子：child,,head-3,grid-3',
        'gw-9,home,,,,,,',
        'gw-1,no-home,,,,,,',
        'gw-1,home,,,,,,',
        'gw-far,home,,,,,,',
        'gw-1,home-2,,520602102200,奶奶,,grid-3,nobody',
      ].join('\n'),
      HOUSEHOLD_COLUMNS,
      bad,
    );
    expect(checkHouseholds(rows, KNOWN, bad)).toEqual([
      {
        ...{ gatewayId: 'gw-1', householdId: 'home', address: '三组 7 号', village: '520602101202' },
        ...{ note: null, unitHead: 'head-3', gridWorker: 'grid-3' },
        residents: [
          { alias: '奶奶', kind: 'elder' },
          { alias: '孙子', kind: 'child' },
        ],
      },
    ]);
    expect(places(bad)).toEqual([
      ...['3 gatewayId', '4 householdId', '5 householdId', '6 gatewayId'],
      ...['7 village', '7 residents', '7 unitHead', '7 gridWorker'],
    ]);
  });

  it('of phones are all told, and a good one is kept as E.164', () => {
    const bad = new BadRows();
    const text = 'guardianId,phone\nguardian-1,138 0000 0021\nguardian-2,138\nguardian-1,1.38E+10\n';
    expect(checkPhones(readTable(text, PHONE_COLUMNS, bad), GUARDIANS, bad)).toEqual([
      { guardianId: 'guardian-1', phone: '+8613800000021' },
    ]);
    expect(places(bad)).toEqual(['3 guardianId', '3 phone', '4 guardianId', '4 phone']);
  });

  it('of shapes are all told; what is good is rounded', () => {
    const ring = (first: unknown = [109.1234567, 27.7]) => [first, [109.2, 27.7], [109.2, 27.8], first];
    const feature = (code: unknown, coordinates: unknown, type = 'Polygon') => ({
      ...{ type: 'Feature', properties: { code, name: 'x' } },
      geometry: { type, coordinates },
    });
    const text = JSON.stringify({
      type: 'FeatureCollection',
      features: [
        feature('520602', [ring()]),
        feature(520_600, [[ring()]], 'MultiPolygon'),
        feature('520602', [ring()]),
        feature('529999', [ring()]),
        feature('520602101', [ring([27.7, 109.2])]),
        feature('x', [[[0, 0]]]),
        feature('520602101', [
          [
            [0, 0],
            [1, 1],
            [1, 0],
            [0, 1],
          ],
        ]),
        feature('520602101', [], 'Point'),
        null,
      ],
    });
    const bad = new BadRows();
    const good = checkShapes(text, DIVISIONS, bad);
    expect(good.map(({ code }) => code)).toEqual(['520602', '5206']);
    expect(good[0]?.shape.coordinates[0]?.[0]).toEqual([109.12346, 27.7]);
    expect(places(bad)).toEqual([
      ...['3 properties.code', '4 properties.code', '5 geometry', '6 properties.code', '6 geometry'],
      ...['7 properties.code', '7 geometry', '8 properties.code', '8 geometry'],
      ...['9 properties.code', '9 geometry'],
    ]);
    const broken = new BadRows();
    expect(checkShapes('{', DIVISIONS, broken)).toEqual([]);
    expect(places(broken)).toEqual(['1 ']);
  });

  it('beyond a thousand are counted', () => {
    const bad = new BadRows();
    const lines = Array.from({ length: 1500 }, (_, index) => `x${index},a`);
    checkDivisions(readTable(['code,name', ...lines].join('\n'), DIVISION_COLUMNS, bad), DIVISIONS, bad);
    expect(() => bad.refuse()).toThrow(
      expect.objectContaining({ badRows: { listed: expect.objectContaining({ length: 1000 }), more: 500 } }),
    );
  });
});

describe('any text', () => {
  const cell = fc.oneof(
    fc.constantFrom(
      'gw-1',
      'home',
      '520602101',
      '520602101202',
      'guardian-1',
      '13800000000',
      '"',
      '奶奶:老人',
    ),
    fc.string({ unit: 'grapheme' }),
  );
  const table = (columns: readonly string[]) =>
    fc
      .array(fc.array(cell, { minLength: columns.length - 1, maxLength: columns.length + 1 }), {
        maxLength: 6,
      })
      .map((rows) => [columns, ...rows].map((row) => row.join(',')).join('\n'));

  it('never throws, and every row is either taken or told', () => {
    const kinds = [
      [
        DIVISION_COLUMNS,
        (text: string, bad: BadRows) => {
          const rows = readTable(text, DIVISION_COLUMNS, bad);
          return { rows, good: checkDivisions(rows, DIVISIONS, bad) };
        },
      ],
      [
        HOUSEHOLD_COLUMNS,
        (text: string, bad: BadRows) => {
          const rows = readTable(text, HOUSEHOLD_COLUMNS, bad);
          return { rows, good: checkHouseholds(rows, KNOWN, bad) };
        },
      ],
      [
        PHONE_COLUMNS,
        (text: string, bad: BadRows) => {
          const rows = readTable(text, PHONE_COLUMNS, bad);
          return { rows, good: checkPhones(rows, GUARDIANS, bad) };
        },
      ],
    ] as const;
    for (const [columns, check] of kinds) {
      fc.assert(
        fc.property(fc.oneof(table(columns), fc.string({ unit: 'binary' })), (text) => {
          const bad = new BadRows();
          const { good, rows } = check(text, bad);
          const told = new Set(faults(bad).map(({ line }) => line));
          expect(rows.filter(({ line }) => !told.has(line)).length).toBeLessThanOrEqual(good.length);
          if (bad.count === 0) expect(good).toHaveLength(rows.length);
        }),
        { numRuns: 60 },
      );
    }
  });

  it('is a shape or a fault', () => {
    const json = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .array(fc.record({ properties: fc.jsonValue(), geometry: fc.jsonValue() }), { minLength: 1 })
        .map((features) => JSON.stringify({ type: 'FeatureCollection', features })),
    );
    fc.assert(
      fc.property(json, (text) => {
        const bad = new BadRows();
        const good = checkShapes(text, DIVISIONS, bad);
        expect(good.length + faults(bad).length).toBeGreaterThan(0);
      }),
    );
  });

  it('of residents is a list or nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const residents = readResidents(text);
        for (const { kind } of residents ?? []) expect(['elder', 'child', 'other']).toContain(kind);
      }),
    );
    expect(readResidents('a:toString')).toBeUndefined();
    expect(readResidents('a:elder;a:child')).toBeUndefined();
    expect(readResidents('')).toEqual([]);
  });
});
