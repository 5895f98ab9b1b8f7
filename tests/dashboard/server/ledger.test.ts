/** The ledger and the reports on a real database: pages, filters, figures, and files read back. */
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { periodOf } from '../../../dashboard/domain/report/period.ts';
import { matches, type Where } from '../../../dashboard/domain/report/rows.ts';
import { Divisions } from '../../../dashboard/server/divisions.ts';
import { LEDGER_COLUMNS } from '../../../dashboard/server/ledger/columns.ts';
import { csvOf } from '../../../dashboard/server/ledger/csv.ts';
import { xlsxOf } from '../../../dashboard/server/ledger/xlsx.ts';
import { buildReport } from '../../../dashboard/server/reports/build.ts';
import { documentOf } from '../../../dashboard/server/reports/document.ts';
import { recordAlert } from '../../../dashboard/server/store/arrivals.ts';
import {
  countLedger,
  type LedgerPosition,
  ledgerBatches,
  readLedger,
} from '../../../dashboard/server/store/ledger.ts';
import { recordCamera } from '../../../dashboard/server/store/records.ts';
import { readOutages, readReportRows } from '../../../dashboard/server/store/reports.ts';
import { seedDivisions } from '../../../dashboard/server/store/seed-divisions.ts';
import type { Alert, CameraStatus } from '../../../edge-config/contracts/messages.ts';
import {
  type LedgerFilter,
  ledgerFilterSchema,
  ledgerRowSchema,
  type PeriodKind,
  reportSchema,
} from '../../../edge-config/contracts/rest.ts';
import { sampleAlert } from '../../support/alerts.ts';
import { makeAlerts } from '../../support/ledger-rows.ts';
import { suiteDatabase } from '../../support/suite-database.ts';
import { unzip } from '../../support/zip.ts';

const MARCH = periodOf('month', '2026-03') ?? expect.fail('no March');
const NOW_MS = Date.parse('2026-06-01T00:00:00Z');
const MADE = 600;

describe('the ledger', () => {
  const database = suiteDatabase();
  const divisions = new Divisions();
  let ids: string[];

  beforeAll(async () => {
    await seedDivisions(database());
    await divisions.load(database());
    const { fromMs, toMs } = MARCH;
    ids = await makeAlerts(database(), { count: MADE, fromMs, toMs, sameMoment: true });
    await makeAlerts(database(), { count: 60, fromMs: fromMs - 20 * 86_400_000, toMs: fromMs, seed: 11 });
    for (const township of ['101', '102']) {
      const gatewayId = `gw-${township}-0`;
      await database()
        .insertInto('gateways')
        .values({
          ...{ gateway_id: gatewayId, county: '520602', township: `520602${township}`, status: '{}' },
          ...{ heard_at: '2026-03-01T00:00:00.000Z', village: township === '101' ? '520602101001' : null },
        })
        .execute();
      await recordCamera(database(), gatewayId, camera('cam-0'), '2026-03-01T00:00:00.000Z');
      await database()
        .insertInto('camera_outages')
        .values({
          ...{ gateway_id: gatewayId, camera_id: 'cam-0', reason: 'CAMERA_REFUSED' },
          ...{ began_at: '2026-03-10T00:00:00.000Z', ended_at: '2026-03-10T06:30:00.000Z' },
        })
        .execute();
    }
  }, 120_000);

  const all = (more: object = {}): LedgerFilter =>
    ledgerFilterSchema.parse({ status: ['actual', 'exercise', 'test'], merged: 'show', ...more });
  const march = { from: iso(MARCH.fromMs), to: iso(MARCH.toMs) };

  it('counts a camera as blind while its gateway was silent', async () => {
    const may = periodOf('month', '2026-05') ?? expect.fail('no May');
    const silent = sampleAlert({
      ...{ type: 'gateway_silent', gatewayId: 'gw-101-0', township: '520602101', householdId: null },
      ...{ cameraId: null, occurredAt: '2026-05-10T00:00:00.000Z', raisedAt: '2026-05-10T00:01:00.000Z' },
    });
    const tell = (alert: Alert, receivedAt: string) =>
      recordAlert(database(), { alert, late: false, outboxAt: null, publishedAt: null, receivedAt });
    await tell(silent, '2026-05-10T00:01:00.000Z');
    const lasting = await readOutages(database(), '520602', may);
    expect(lasting).toMatchObject([{ gatewayId: 'gw-101-0', cameraId: 'cam-0', endedMs: null }]);
    await tell({ ...silent, sequence: 2, phase: 'ended' }, '2026-05-10T05:00:00.000Z');
    const over = await readOutages(database(), '520602', may);
    expect(over.map(({ beganMs, endedMs }) => ((endedMs ?? 0) - beganMs) / 3_600_000)).toEqual([5]);
    expect(await readOutages(database(), '520602102', may)).toEqual([]);
  });

  it('loses and doubles no row over pages of any size, also of one moment', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 7, max: 200 }), async (limit) => {
        const seen: LedgerPosition[] = [];
        for (let after: LedgerPosition | undefined; ; after = seen.at(-1)) {
          const page = await readLedger(database(), divisions, all(march), { after, limit });
          seen.push(...page.map(({ alertId, occurredAt }) => ({ alertId, occurredAt })));
          if (page.length < limit) break;
        }
        expect(seen.map(({ alertId }) => alertId).toSorted()).toEqual(ids.toSorted());
        const order = seen.map(({ alertId, occurredAt }) => `${occurredAt} ${alertId}`);
        expect(order).toEqual(order.toSorted().reverse());
      }),
      { numRuns: 8 },
    );
  });

  it('finds by every filter what the reports count by it', async () => {
    const rows = await readReportRows(database(), '', MARCH);
    const some = <T>(...values: T[]) =>
      fc.option(fc.uniqueArray(fc.constantFrom(...values), { minLength: 1 }));
    const one = <T>(...values: T[]) => fc.option(fc.constantFrom(...values));
    const stages = fc.option(
      fc.record({
        stage: fc.constantFrom('committed', 'acknowledged', 'dispatched', 'on_scene', 'closed'),
        time: fc.constantFrom(
          {},
          { withinS: 60 },
          { overS: 60, withinS: 180 },
          { missedS: 120 },
          { overS: 2700 },
        ),
      }),
    );
    const wheres = fc.record({
      type: some('fall', 'zone', 'camera_blind'),
      severity: some('extreme', 'minor'),
      state: some('raised', 'dispatched', 'closed'),
      outcome: some('true', 'false'),
      status: some('actual', 'exercise', 'test'),
      gateway: one('gw-101-0', 'gw-100-1'),
      camera: one('cam-0', 'cam-3'),
      household: one('home-0'),
      late: one('true', 'false'),
      merged: one('hide', 'show', 'only'),
      dispatched: one('true', 'false'),
    });
    let found = 0;
    await fc.assert(
      fc.asyncProperty(wheres, stages, async (plain, stage) => {
        const given = Object.entries({ ...plain, stage: stage?.stage, ...stage?.time });
        // One or two at a time: all together would find nothing.
        const filter = Object.fromEntries(
          given.filter(
            ([key, value]) =>
              value !== null &&
              value !== undefined &&
              (key.length % 3 === given.length % 3 || /stage|S$/.test(key)),
          ),
        );
        const { count } = await countLedger(database(), ledgerFilterSchema.parse({ ...filter, ...march }));
        expect(count).toBe(rows.filter((row) => matches(row, filter as Where)).length);
        found += count;
      }),
      { numRuns: 160 },
    );
    expect(found).toBeGreaterThan(MADE);
  });

  it('keeps to a division down to the village', async () => {
    const codes = async (division: string) => {
      const rows = await readLedger(database(), divisions, all({ division }), {
        after: undefined,
        limit: 900,
      });
      return [...new Set(rows.map((row) => row.division.code))].sort();
    };
    expect(await codes('520603')).toEqual(['520603100']);
    expect(await codes('520602101')).toEqual(['520602101', '520602101001']);
    expect(await codes('520602101001')).toEqual(['520602101001']);
  });

  it('searches labels, notes and ids, and takes signs of patterns as they are', async () => {
    const count = async (q: string) => (await countLedger(database(), all({ q }))).count;
    expect(await count('老人已扶起')).toBeGreaterThan(10);
    expect(await count('3组')).toBeGreaterThan(10);
    expect(await count(ids[5]?.toLowerCase() ?? '')).toBe(1);
    expect(await count('%')).toBe(0);
    expect(await count('_组')).toBe(0);
  });

  it('tells who closed, what was written and how long each stage took', async () => {
    const filter = all({ ...march, q: '老人已扶起' });
    const [row] = await readLedger(database(), divisions, filter, { after: undefined, limit: 1 });
    expect(ledgerRowSchema.parse(row)).toMatchObject({
      state: 'closed',
      closedBy: '值班员',
      note: '老人已扶起',
    });
    expect(row?.tookS.closed).toBeGreaterThan(row?.tookS.acknowledged ?? Number.NaN);
    expect(row?.division.names[0]).toMatch(/区$/);
  });

  it('stops counting at ten thousand, and an export at its most', async () => {
    expect(await countLedger(database(), all(march), MADE)).toEqual({ count: MADE, isMore: false });
    expect(await countLedger(database(), all(march), MADE - 1)).toEqual({ count: MADE - 1, isMore: true });
  });

  const batches = () => ledgerBatches(database(), divisions, all(march), { batch: 90, most: 100_000 });

  it('is written as CSV that a spreadsheet reads and does not run', async () => {
    let csv = '';
    for await (const chunk of csvOf(batches(), 'zh')) csv += chunk;
    expect(csv.startsWith('\ufeff预警编号,')).toBe(true);
    const rows = parse(csv, { bom: true, columns: true }) as Record<string, string>[];
    expect(rows.map((row) => row['预警编号']).toSorted()).toEqual(ids.toSorted());
    expect(rows.some((row) => row['备注'] === "'=1+1")).toBe(true);
    expect(rows.some((row) => row['备注']?.startsWith('='))).toBe(false);
    expect(rows[0]?.['发生时间']).toMatch(/^2026-03-\d\d \d\d:\d\d:\d\d$/);
  });

  it('is written as a workbook with times and numbers as such and a head that stays', async () => {
    const entries = unzip(await xlsxOf(batches(), 'en'));
    const sheet = String(entries.get('xl/worksheets/sheet1.xml'));
    expect(sheet.match(/<row /g)).toHaveLength(MADE + 1);
    expect(sheet).toMatch(/<pane [^>]*ySplit="1"[^>]*state="frozen"/);
    expect(sheet.match(/<col /g)).toHaveLength(LEDGER_COLUMNS.length);
    const texts = String(entries.get('xl/sharedStrings.xml'));
    expect(texts).toContain('Acknowledged');
    expect(texts).toContain('=1+1');
    // Formulas are cells of their own kind: there is none.
    expect(sheet).not.toContain('<f>');
    // Days since 1900 of March 2026, with the time of day as their fraction.
    expect(sheet).toMatch(/<v>461[0-4]\d\.\d+<\/v>/);
    expect(String(entries.get('xl/styles.xml'))).toContain('yyyy-mm-dd hh:mm:ss');
  });

  const report = (kind: PeriodKind, name: string, division = '5206') => {
    const period = periodOf(kind, name) ?? expect.fail(`no ${name}`);
    return buildReport(database(), divisions, { division, kind, period, nowMs: NOW_MS });
  };

  it.each([
    ['month', '2026-03', '5206'],
    ['week', '2026-W11', '520602'],
    ['day', '2026-03-11', '520602101'],
  ] as const)(
    'lists exactly the rows of every figure of a %s',
    async (kind, name, division) => {
      const made = reportSchema.parse(await report(kind, name, division));
      const { base } = made.whole;
      const figures = [
        ...[made.whole, made.before, ...made.parts].flatMap((scope) => figuresOf(scope, scope.base)),
        ...[made.days, made.falseCameras, made.households, made.blindCameras].flatMap((list) =>
          figuresOf(list, base),
        ),
      ];
      expect(figures.length).toBeGreaterThan(80);
      const wrong = [];
      for (const { count, filter } of figures) {
        const listed = await countLedger(database(), ledgerFilterSchema.parse(filter));
        if (listed.count !== count) wrong.push({ count, listed, filter });
      }
      expect(wrong).toEqual([]);
    },
    120_000,
  );

  it('measures blind hours by township and camera, and no grade where nothing asked for an answer', async () => {
    const { blindCameras, parts, whole } = await report('month', '2026-03', '520602');
    expect(whole.blindHours).toBe(13);
    expect(parts.map(({ blindHours, division }) => [division.code, blindHours])).toContainEqual([
      '520602101',
      6.5,
    ]);
    expect(blindCameras.map(({ hours, label }) => [label, hours])).toContainEqual(['院门', 6.5]);
    expect((await report('month', '2026-04', '520602')).whole.grade).toBeNull();
  });

  it('becomes a document with its sections, tables and charts', async () => {
    const made = await report('month', '2026-03', '520602');
    const conclusion = { text: '加强夜间巡查', updatedAt: iso(NOW_MS), updatedBy: '值班员' };
    const order = { language: 'zh', nowMs: NOW_MS } as const;
    const entries = unzip(await documentOf({ ...made, conclusion }, order));
    const text = String(entries.get('word/document.xml')).replace(/<[^>]+>/g, '');
    for (const part of [
      '碧江区守望预警月报',
      '一、总体情况',
      '六、研判意见',
      '加强夜间巡查',
      '附表 3',
      '2026年3月',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).toContain(`共发生预警 ${made.whole.total.count} 条`);
    const charts = [...entries].filter(([name]) => name.endsWith('.png'));
    expect(charts).toHaveLength(2);
    expect(charts.every(([, png]) => png.subarray(1, 4).toString() === 'PNG')).toBe(true);
    const english = unzip(await documentOf(made, { ...order, language: 'en' }));
    expect(String(english.get('word/document.xml'))).toContain('1. The situation');
  });
});

/** Every figure within, with the filters of the ledger for it. */
function figuresOf(tree: unknown, base: object): { count: number; filter: object }[] {
  if (typeof tree !== 'object' || tree === null) return [];
  if ('count' in tree && 'where' in tree) {
    return [{ count: Number(tree.count), filter: { ...base, ...(tree.where as object) } }];
  }
  return Object.values(tree).flatMap((part) => figuresOf(part, base));
}

function camera(cameraId: string): CameraStatus {
  return {
    ...{ cameraId, name: '院门', householdId: null, placeKind: 'yard', gb28181Id: null, state: 'watching' },
    ...{ reason: null, since: '2026-03-01T00:00:00.000Z', framesPerS: 5, lastFrameAt: null, personsNow: 0 },
  };
}

function iso(wallMs: number): string {
  return new Date(wallMs).toISOString();
}
