/** The figures of a report: periods, percentiles, grades, blindness. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blindHours } from '../../../dashboard/domain/report/blindness.ts';
import { DEFAULT_LIMITS, gradeOf, type Kpi, kpisOf } from '../../../dashboard/domain/report/grade.ts';
import { periodAt, periodBefore, periodOf } from '../../../dashboard/domain/report/period.ts';
import { type ReportInput, reportOf, scopeReport } from '../../../dashboard/domain/report/report.ts';
import { percentile, type ReportRow } from '../../../dashboard/domain/report/rows.ts';

const HOUR_MS = 3_600_000;
const iso = (ms: number | undefined): string => new Date(ms ?? Number.NaN).toISOString();

function row(more: Partial<ReportRow> = {}, stages: Partial<ReportRow['stageMs']> = {}): ReportRow {
  return {
    township: '520602101',
    gatewayId: 'gw-1',
    cameraId: 'yard',
    householdId: 'home',
    type: 'fall',
    severity: 'extreme',
    status: 'actual',
    state: 'closed',
    outcome: 'true',
    isLate: false,
    isMerged: false,
    occurredMs: Date.parse('2026-03-05T04:00:00Z'),
    stageMs: {
      ...{ committed: 300, acknowledged: 20_000, dispatched: null, on_scene: null, closed: 600_000 },
      ...stages,
    },
    ...more,
  };
}

function input(rows: readonly ReportRow[], more: Partial<ReportInput> = {}): ReportInput {
  const period = periodOf('month', '2026-03');
  if (period === undefined) throw new RangeError('no March');
  return {
    division: '520602',
    period,
    nowMs: Date.parse('2026-05-01T00:00:00Z'),
    rows,
    cameras: [{ gatewayId: 'gw-1', cameraId: 'yard', township: '520602101' }],
    outages: [],
    limitsOf: () => DEFAULT_LIMITS,
    ...more,
  };
}

describe('periods', () => {
  it('begin and end by the clock in China', () => {
    const month = periodOf('month', '2026-03');
    expect([iso(month?.fromMs), iso(month?.toMs)]).toEqual([
      '2026-02-28T16:00:00.000Z',
      '2026-03-31T16:00:00.000Z',
    ]);
    // The first ISO week of 2026 begins on the Monday before New Year.
    expect(iso(periodOf('week', '2026-W01')?.fromMs)).toBe('2025-12-28T16:00:00.000Z');
    expect(iso(periodOf('day', '2026-03-05')?.fromMs)).toBe('2026-03-04T16:00:00.000Z');
  });

  it.each([
    ['month', '2026-13'],
    ['month', '2026-03-05'],
    ['week', '2026-W54'],
    ['week', '2026-03'],
    ['day', '2026-02-30'],
    ['day', '2026-02'],
  ] as const)('knows no %s %s', (kind, name) => {
    expect(periodOf(kind, name)).toBeUndefined();
  });

  it('follow each other without a gap, and hold the instant they are asked for', () => {
    const instants = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2040, 0) });
    fc.assert(
      fc.property(fc.constantFrom('month', 'week', 'day'), instants, (kind, atMs) => {
        const period = periodAt(kind, atMs);
        expect(period.fromMs).toBeLessThanOrEqual(atMs);
        expect(period.toMs).toBeGreaterThan(atMs);
        expect(periodBefore(period).toMs).toBe(period.fromMs);
      }),
    );
  });
});

describe('percentiles', () => {
  it('are the nearest rank: always a value that was measured', () => {
    const values = Array.from({ length: 20 }, (_, index) => index + 1);
    expect([0.5, 0.95, 1].map((share) => percentile(values, share))).toEqual([10, 19, 20]);
    expect(percentile([7], 0.95)).toBe(7);
    expect(percentile([], 0.5)).toBeNull();
  });
});

describe('grades', () => {
  const kpi = (key: Kpi['key'], limit: number, value: number | null): Kpi => ({
    ...{ key, limit, value, withinS: null, isMet: null, of: null, missed: null },
    counted: { count: 0, where: {} },
  });
  const graded = (first: number | null, falseAlarms: number | null = 0) =>
    gradeOf([
      kpi('acknowledgedFirst', 0.8, first),
      kpi('attended', 0.9, null),
      kpi('falsePerCameraMonth', 1, falseAlarms),
    ]);

  it('are the best whose part of every limit is reached, the edge included', () => {
    expect([0.8, 0.72, 0.6].map((value) => graded(value))).toEqual(['excellent', 'good', 'pass']);
    expect([0.799, 0.719, 0.599].map((value) => graded(value))).toEqual(['good', 'pass', 'fail']);
    expect([1, 1 / 0.9, 1 / 0.75].map((value) => graded(1, value))).toEqual(['excellent', 'good', 'pass']);
    expect([1.001, 1.2, 1.34].map((value) => graded(1, value))).toEqual(['good', 'pass', 'fail']);
  });

  it('are not given without an alert that asked for an answer', () => {
    expect(graded(null)).toBeNull();
    expect(scopeReport(input([])).grade).toBeNull();
    // A minor alert waits for the digest; a drill proves nothing either.
    expect(scopeReport(input([row({ severity: 'minor' }), row({ status: 'exercise' })])).grade).toBeNull();
  });

  it('count an answer on the second as within it, and one that never came as missed', () => {
    const rows = [row({}, { acknowledged: 60_000 }), row({}, { acknowledged: 60_001 })];
    const open = row({ state: 'raised', outcome: null }, { acknowledged: null });
    const [first] = kpisOf([...rows, open], DEFAULT_LIMITS, 1);
    expect(first).toMatchObject({
      counted: { count: 1 },
      of: { count: 3 },
      missed: { count: 2 },
      isMet: false,
    });
  });
});

describe('a report', () => {
  it('counts merged ones once, and drills and tests apart', () => {
    const { whole } = reportOf(
      input([
        row(),
        row({ isMerged: true }),
        row({ status: 'exercise' }),
        row({ status: 'test' }),
        row({ outcome: 'false' }),
      ]),
    );
    expect(whole).toMatchObject({
      total: { count: 2 },
      merged: { count: 1 },
      exercises: { count: 1 },
      tests: { count: 1 },
      falseRate: 0.5,
    });
  });

  it('names cameras with three false alarms, not with two', () => {
    const falseAt = (cameraId: string, count: number) =>
      Array.from({ length: count }, () => row({ cameraId, outcome: 'false' }));
    const { falseCameras } = reportOf(input([...falseAt('gate', 3), ...falseAt('pond', 2)]));
    expect(falseCameras.map(({ figure, id }) => [id, figure.count])).toEqual([['gate', 3]]);
  });

  it('measures camera-months by the days that have passed', () => {
    const tenthDay = Date.parse('2026-03-10T16:00:00Z');
    expect(scopeReport(input([], { nowMs: tenthDay })).cameraMonths).toBeCloseTo(10 / 30);
    expect(scopeReport(input([], { cameras: [] }))).toMatchObject({ perCameraMonth: null, grade: null });
  });

  it('has townships of a county, none of a township, and each alert on one day', () => {
    const rows = [row(), row({ township: '520602102', occurredMs: Date.parse('2026-03-31T15:59:59Z') })];
    const county = reportOf(input(rows));
    expect(county.parts.map(({ division, total }) => [division, total.count])).toEqual([
      ['520602101', 1],
      ['520602102', 1],
    ]);
    expect(reportOf(input(rows, { division: '520602101' })).parts).toEqual([]);
    const days = county.days.filter(({ byType }) => byType.length > 0).map(({ day }) => day);
    expect([county.days.length, days]).toEqual([31, ['2026-03-05', '2026-03-31']]);
  });
});

describe('blind hours', () => {
  const outage = (fromH: number, toH: number | null) => ({
    ...{ gatewayId: 'gw-1', cameraId: 'yard', township: '520602101' },
    beganMs: fromH * HOUR_MS,
    endedMs: toH === null ? null : toH * HOUR_MS,
  });

  it('are cut at the ends; what lasts counts until now; what is told twice counts once', () => {
    const hours = (...outages: ReturnType<typeof outage>[]) =>
      blindHours(outages, 10 * HOUR_MS, 20 * HOUR_MS);
    expect(hours(outage(5, 12))).toBe(2);
    expect(hours(outage(18, 30))).toBe(2);
    expect(hours(outage(17, null))).toBe(3);
    expect(hours(outage(11, 15), outage(12, 13), outage(14, 16))).toBe(5);
    expect(hours(outage(1, 2), outage(21, null))).toBe(0);
  });
});
