/** The figures of a period: each count with the filters that list its rows in the ledger. Pure. */
import { blindHours, type Outage } from './blindness.ts';
import { type Grade, gradeOf, type Kpi, kpisOf, type Limits } from './grade.ts';
import { chinaDay, DAY_MS, type Period } from './period.ts';
import { type Figure, figure, percentile, type ReportRow, STAGES, type Stage } from './rows.ts';

export interface ReportCamera {
  readonly gatewayId: string;
  readonly cameraId: string;
  readonly township: string;
}

export interface ReportInput {
  /** Code; empty: everywhere. */
  readonly division: string;
  readonly period: Period;
  readonly nowMs: number;
  /** Alerts that occurred in the period, of every status, merged ones too. */
  readonly rows: readonly ReportRow[];
  readonly cameras: readonly ReportCamera[];
  readonly outages: readonly Outage[];
  readonly limitsOf: (division: string) => Limits;
}

export interface StageTimes {
  readonly stage: Stage;
  readonly reached: Figure;
  /** Nearest rank, s; null when none reached it. */
  readonly p50S: number | null;
  readonly p95S: number | null;
  /** How many took how long: over `where.overS`, at most `where.withinS`. */
  readonly spread: readonly Figure[];
}

/** Of one division. Its figures are rows of the ledger with `base` and their own filters. */
export interface ScopeReport {
  readonly division: string;
  readonly base: { readonly division: string; readonly from: string; readonly to: string };
  readonly cameras: number;
  readonly cameraMonths: number;
  readonly total: Figure;
  readonly byType: readonly Named[];
  readonly bySeverity: readonly Named[];
  readonly outcomes: Readonly<Record<'true' | 'false' | 'test' | 'open', Figure>>;
  readonly late: Figure;
  readonly exercises: Figure;
  readonly tests: Figure;
  readonly merged: Figure;
  /** False ones among those that were true or false; null when there are none. */
  readonly falseRate: number | null;
  readonly perCameraMonth: number | null;
  readonly stages: readonly StageTimes[];
  readonly kpis: readonly Kpi[];
  readonly grade: Grade | null;
  readonly blindHours: number;
}

export interface Named {
  readonly name: string;
  readonly figure: Figure;
}

export interface PlaceFigure {
  readonly gatewayId: string;
  readonly township: string;
  readonly id: string;
  readonly figure: Figure;
}

export interface BlindCamera extends PlaceFigure {
  readonly hours: number;
}

export interface Report {
  readonly whole: ScopeReport;
  /** By township; none when the division is one, or a village. */
  readonly parts: readonly ScopeReport[];
  readonly days: readonly { readonly day: string; readonly byType: readonly Named[] }[];
  /** All with at least three false alarms, most first. */
  readonly falseCameras: readonly PlaceFigure[];
  /** The first twenty with at least two alerts, most first. */
  readonly households: readonly PlaceFigure[];
  /** Longest first. */
  readonly blindCameras: readonly BlindCamera[];
}

const TOWNSHIP_DIGITS = 9;
/** A camera-month is 30 days, so that months of all lengths compare. */
const CAMERA_MONTH_MS = 30 * DAY_MS;
const OPEN = ['raised', 'acknowledged', 'dispatched', 'on_scene'] as const;
const SEVERITIES = ['extreme', 'severe', 'moderate', 'minor'] as const;
/** Edges of the spread of stage times, s. */
const SPREAD_S = [0, 30, 60, 180, 300, 600, 1800, 2700] as const;
const REPEATED_FALSE = 3;
const REPEATED_ALERTS = 2;
const LISTED = 20;

export function reportOf(input: ReportInput): Report {
  const { cameras, division, outages, period, rows } = input;
  const townships = [...new Set([...rows, ...cameras].map(({ township }) => township))].sort();
  const isSplit = division.length < TOWNSHIP_DIGITS;
  const of = { rows: byTownship(rows), cameras: byTownship(cameras), outages: byTownship(outages) };
  return {
    whole: scopeReport(input),
    parts: isSplit
      ? townships.map((township) =>
          scopeReport({
            ...input,
            division: township,
            rows: of.rows.get(township) ?? [],
            cameras: of.cameras.get(township) ?? [],
            outages: of.outages.get(township) ?? [],
          }),
        )
      : [],
    days: daysOf(period, rows),
    falseCameras: placesOf(rows, 'camera', { outcome: ['false'] }).filter(
      ({ figure: { count } }) => count >= REPEATED_FALSE,
    ),
    households: placesOf(rows, 'household', {})
      .filter(({ figure: { count } }) => count >= REPEATED_ALERTS)
      .slice(0, LISTED),
    blindCameras: blindCamerasOf(input),
  };
}

/** The figures of one division alone. */
export function scopeReport(input: ReportInput): ScopeReport {
  const { cameras, division, limitsOf, nowMs, period, rows } = input;
  const untilMs = Math.max(period.fromMs, Math.min(period.toMs, nowMs));
  const cameraMonths = (cameras.length * (untilMs - period.fromMs)) / CAMERA_MONTH_MS;
  const kpis = kpisOf(rows, limitsOf(division), cameraMonths);
  const total = figure(rows, {});
  const outcomes = {
    true: figure(rows, { outcome: ['true'] }),
    false: figure(rows, { outcome: ['false'] }),
    test: figure(rows, { outcome: ['test'] }),
    open: figure(rows, { state: OPEN }),
  };
  const judged = outcomes.true.count + outcomes.false.count;
  return {
    division,
    base: { division, from: iso(period.fromMs), to: iso(period.toMs) },
    cameras: cameras.length,
    cameraMonths,
    total,
    byType: typesOf(rows),
    bySeverity: SEVERITIES.map((name) => ({ name, figure: figure(rows, { severity: [name] }) })),
    outcomes,
    late: figure(rows, { late: 'true' }),
    exercises: figure(rows, { status: ['exercise'] }),
    tests: figure(rows, { status: ['test'] }),
    merged: figure(rows, { merged: 'only' }),
    falseRate: judged === 0 ? null : outcomes.false.count / judged,
    perCameraMonth: cameraMonths > 0 ? total.count / cameraMonths : null,
    stages: STAGES.map((stage) => stageTimes(rows, stage)),
    kpis,
    grade: gradeOf(kpis),
    blindHours: sum(blindByCamera(input).map(({ hours }) => hours)),
  };
}

function stageTimes(rows: readonly ReportRow[], stage: Stage): StageTimes {
  const counted = rows.filter(({ isMerged, stageMs, status }) => {
    return status === 'actual' && !isMerged && stageMs[stage] !== null;
  });
  const seconds = counted.map(({ stageMs }) => (stageMs[stage] ?? 0) / 1000).sort((a, b) => a - b);
  return {
    stage,
    reached: figure(rows, { stage }),
    p50S: percentile(seconds, 0.5),
    p95S: percentile(seconds, 0.95),
    spread: SPREAD_S.map((edge, index) => {
      const next = SPREAD_S[index + 1];
      return figure(counted, {
        stage,
        // The first also holds what took no time, or less where two clocks differ.
        ...(index === 0 ? {} : { overS: edge }),
        ...(next === undefined ? {} : { withinS: next }),
      });
    }),
  };
}

function typesOf(rows: readonly ReportRow[]): Named[] {
  return [...new Set(rows.map(({ type }) => type))]
    .sort()
    .map((name) => ({ name, figure: figure(rows, { type: [name] }) }))
    .filter(({ figure: { count } }) => count > 0);
}

function daysOf(period: Period, rows: readonly ReportRow[]): Report['days'] {
  const byDay = groupBy(rows, ({ occurredMs }) => chinaDay(occurredMs));
  const count = Math.round((period.toMs - period.fromMs) / DAY_MS);
  return Array.from({ length: count }, (_, index) => {
    const fromMs = period.fromMs + index * DAY_MS;
    const day = chinaDay(fromMs);
    const time = { from: iso(fromMs), to: iso(fromMs + DAY_MS) };
    const byType = typesOf(byDay.get(day) ?? []).map(({ name, figure: { count: of, where } }) => ({
      name,
      figure: { count: of, where: { ...where, ...time } },
    }));
    return { day, byType };
  });
}

/** Cameras or households by how many alerts they have, most first. */
function placesOf(
  rows: readonly ReportRow[],
  kind: 'camera' | 'household',
  where: Figure['where'],
): PlaceFigure[] {
  const idOf = (row: ReportRow): string | null => (kind === 'camera' ? row.cameraId : row.householdId);
  const groups = groupBy(
    rows.filter((row) => idOf(row) !== null),
    (row) => `${row.gatewayId} ${idOf(row)}`,
  );
  return [...groups.values()]
    .flatMap((group) => {
      const [first] = group;
      const id = first === undefined ? null : idOf(first);
      if (first === undefined || id === null) return [];
      const { gatewayId, township } = first;
      return { gatewayId, township, id, figure: figure(group, { ...where, gateway: gatewayId, [kind]: id }) };
    })
    .sort((a, b) => b.figure.count - a.figure.count);
}

function blindByCamera({ nowMs, outages, period }: ReportInput) {
  const untilMs = Math.min(period.toMs, nowMs);
  const groups = groupBy(outages, ({ cameraId, gatewayId }) => `${gatewayId} ${cameraId}`);
  return [...groups.values()].flatMap((group) => {
    const hours = blindHours(group, period.fromMs, untilMs);
    return group[0] === undefined || hours <= 0 ? [] : { ...group[0], hours };
  });
}

function blindCamerasOf(input: ReportInput): BlindCamera[] {
  return blindByCamera(input)
    .sort((a, b) => b.hours - a.hours)
    .slice(0, LISTED)
    .map(({ cameraId, gatewayId, hours, township }) => ({
      ...{ gatewayId, township, id: cameraId, hours },
      figure: figure(input.rows, { type: ['camera_blind'], gateway: gatewayId, camera: cameraId }),
    }));
}

function byTownship<T extends { readonly township: string }>(items: readonly T[]): Map<string, T[]> {
  return groupBy(items, ({ township }) => township);
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function iso(wallMs: number): string {
  return new Date(wallMs).toISOString();
}
