/** What is expected of a division's answers, and the grade that follows. Pure. */
import { type Figure, figure, type ReportRow } from './rows.ts';

export interface Limits {
  /** Of the alerts that ring, this share is acknowledged within so many seconds of the commit. */
  readonly acknowledgedFirst: ShareLimit;
  readonly acknowledgedSecond: ShareLimit;
  /** Of the alerts for which somebody was sent, this share has somebody on scene within so many seconds. */
  readonly attended: ShareLimit;
  /** At most so many false alarms per camera and 30 days. */
  readonly falsePerCameraMonth: number;
}

export interface ShareLimit {
  readonly withinS: number;
  /** 0 to 1 */
  readonly share: number;
}

/** Alarm centres' rule for answers, and what a grid worker can bear (docs/decisions/0021). */
export const DEFAULT_LIMITS: Limits = {
  acknowledgedFirst: { withinS: 60, share: 0.975 },
  acknowledgedSecond: { withinS: 180, share: 0.99 },
  attended: { withinS: 2700, share: 0.9 },
  falsePerCameraMonth: 1,
};

/** Minor ones wait for the digest: nobody is expected to answer them at once. */
export const RINGING = ['extreme', 'severe', 'moderate'] as const;

export type KpiKey = 'acknowledgedFirst' | 'acknowledgedSecond' | 'attended' | 'falsePerCameraMonth';

export interface Kpi {
  readonly key: KpiKey;
  /** A share from 0 to 1, or alarms per camera-month; null when there is nothing to measure. */
  readonly value: number | null;
  readonly limit: number;
  readonly withinS: number | null;
  readonly isMet: boolean | null;
  readonly counted: Figure;
  /** What `counted` is a share of; null where it is divided by camera-months. */
  readonly of: Figure | null;
  /** Those of `of` that are not in `counted`. */
  readonly missed: Figure | null;
}

export function kpisOf(rows: readonly ReportRow[], limits: Limits, cameraMonths: number): Kpi[] {
  const falseAlarms = figure(rows, { outcome: ['false'] });
  const perCameraMonth = cameraMonths > 0 ? falseAlarms.count / cameraMonths : null;
  return [
    acknowledged('acknowledgedFirst', rows, limits.acknowledgedFirst),
    acknowledged('acknowledgedSecond', rows, limits.acknowledgedSecond),
    attended(rows, limits.attended),
    {
      key: 'falsePerCameraMonth',
      value: perCameraMonth,
      limit: limits.falsePerCameraMonth,
      withinS: null,
      isMet: perCameraMonth === null ? null : perCameraMonth <= limits.falsePerCameraMonth,
      counted: falseAlarms,
      ...{ of: null, missed: null },
    },
  ];
}

function acknowledged(key: KpiKey, rows: readonly ReportRow[], limit: ShareLimit): Kpi {
  const [severity, stage, { withinS }] = [RINGING, 'acknowledged' as const, limit];
  return share(key, limit, {
    counted: figure(rows, { severity, stage, withinS }),
    of: figure(rows, { severity }),
    missed: figure(rows, { severity, stage, missedS: withinS }),
  });
}

function attended(rows: readonly ReportRow[], limit: ShareLimit): Kpi {
  const [dispatched, stage, { withinS }] = ['true' as const, 'on_scene' as const, limit];
  return share('attended', limit, {
    counted: figure(rows, { dispatched, stage, withinS }),
    of: figure(rows, { dispatched }),
    missed: figure(rows, { dispatched, stage, missedS: withinS }),
  });
}

function share(
  key: KpiKey,
  limit: ShareLimit,
  figures: Pick<Kpi, 'counted' | 'missed'> & { of: Figure },
): Kpi {
  const { counted, of } = figures;
  const value = of.count === 0 ? null : counted.count / of.count;
  return {
    key,
    value,
    limit: limit.share,
    withinS: limit.withinS,
    isMet: value === null ? null : value >= limit.share,
    ...figures,
  };
}

export type Grade = 'excellent' | 'good' | 'pass' | 'fail';

const GRADES = [
  ['excellent', 1],
  ['good', 0.9],
  ['pass', 0.75],
] as const;
/** Of binary fractions. */
const ROUNDING = 1e-9;

/**
 * The best grade whose part of every limit is reached: a share of at least that part of its limit, false alarms of at
 * most the limit divided by it. What could not be measured does not count.
 * @returns null when no alert asked for an answer: a quiet division has proved nothing.
 */
export function gradeOf(kpis: readonly Kpi[]): Grade | null {
  const answered = kpis.find(({ key }) => key === 'acknowledgedFirst');
  if (answered === undefined || answered.value === null) return null;
  const reaches = ({ key, limit, value }: Kpi, part: number): boolean => {
    if (value === null) return true;
    return key === 'falsePerCameraMonth'
      ? value <= limit / part + ROUNDING
      : value >= limit * part - ROUNDING;
  };
  return GRADES.find(([, part]) => kpis.every((kpi) => reaches(kpi, part)))?.[0] ?? 'fail';
}
