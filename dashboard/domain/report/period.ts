/** Days, weeks and months of a report, by the time of day in China: one zone, without summer time. Pure. */

export type PeriodKind = 'month' | 'week' | 'day';

export interface Period {
  readonly kind: PeriodKind;
  /** `2026-03`, `2026-W10` (ISO 8601: weeks begin on Monday) or `2026-03-05`. */
  readonly name: string;
  /** Milliseconds since the Unix epoch; included. */
  readonly fromMs: number;
  /** Not included. */
  readonly toMs: number;
}

export const CHINA_OFFSET_MS = 8 * 3_600_000;
export const DAY_MS = 86_400_000;
const WEEK_DAYS = 7;

/** @returns undefined when there is no such day, week or month. */
export function periodOf(kind: PeriodKind, name: string): Period | undefined {
  const [year = Number.NaN, second = Number.NaN, day = Number.NaN] = name.split(/-W?/).map(Number);
  if (kind === 'month') return whole(kind, name, Date.UTC(year, second - 1), Date.UTC(year, second));
  if (kind === 'day') {
    const utcMs = Date.UTC(year, second - 1, day);
    return whole(kind, name, utcMs, utcMs + DAY_MS);
  }
  const utcMs = firstMonday(year) + (second - 1) * WEEK_DAYS * DAY_MS;
  return whole(kind, name, utcMs, utcMs + WEEK_DAYS * DAY_MS);
}

/** The period of a kind that holds an instant. */
export function periodAt(kind: PeriodKind, wallMs: number): Period {
  const date = new Date(wallMs + CHINA_OFFSET_MS);
  const day = date.toISOString().slice(0, 10);
  if (kind === 'day') return known(kind, day);
  if (kind === 'month') return known(kind, day.slice(0, 7));
  // The Thursday of a week tells its year.
  const thursday = new Date(date.getTime() + (4 - (date.getUTCDay() || WEEK_DAYS)) * DAY_MS);
  const year = thursday.getUTCFullYear();
  const week = 1 + Math.floor((thursday.getTime() - firstMonday(year)) / (WEEK_DAYS * DAY_MS));
  return known(kind, `${year}-W${String(week).padStart(2, '0')}`);
}

export function periodBefore({ kind, fromMs }: Period): Period {
  return periodAt(kind, fromMs - 1);
}

/** Day in China of an instant, `2026-03-05`. */
export function chinaDay(wallMs: number): string {
  return new Date(wallMs + CHINA_OFFSET_MS).toISOString().slice(0, 10);
}

function known(kind: PeriodKind, name: string): Period {
  const period = periodOf(kind, name);
  if (period === undefined) throw new RangeError(`no ${kind} ${name}`);
  return period;
}

/** A name that means another period (2026-02-30, 2026-W60) means none. */
function whole(kind: PeriodKind, name: string, fromUtcMs: number, toUtcMs: number): Period | undefined {
  if (!Number.isFinite(fromUtcMs) || !Number.isFinite(toUtcMs)) return undefined;
  const period = { kind, name, fromMs: fromUtcMs - CHINA_OFFSET_MS, toMs: toUtcMs - CHINA_OFFSET_MS };
  return nameOf(kind, fromUtcMs) === name ? period : undefined;
}

function nameOf(kind: PeriodKind, utcMs: number): string {
  const day = new Date(utcMs).toISOString().slice(0, 10);
  if (kind === 'day') return day;
  if (kind === 'month') return day.slice(0, 7);
  const year = new Date(utcMs + 3 * DAY_MS).getUTCFullYear();
  const week = 1 + Math.round((utcMs - firstMonday(year)) / (WEEK_DAYS * DAY_MS));
  return `${year}-W${String(week).padStart(2, '0')}`;
}

/** Monday of the week that holds 4 January, as if China were UTC. */
function firstMonday(year: number): number {
  const fourth = Date.UTC(year, 0, 4);
  const weekday = new Date(fourth).getUTCDay() || WEEK_DAYS;
  return fourth - (weekday - 1) * DAY_MS;
}
