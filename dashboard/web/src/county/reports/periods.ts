/** Names of periods, and the days that stand for them in a calendar. Pure. */
import type { PeriodKind } from '../../../../../edge-config/contracts/rest.ts';

const DAY_MS = 86_400_000;

/** @param day `2026-03-05` @returns `2026-03`, `2026-W10` or the day */
export function periodOfDay(kind: PeriodKind, day: string): string {
  if (kind === 'day') return day;
  if (kind === 'month') return day.slice(0, 7);
  const date = new Date(`${day}T00:00:00Z`);
  // The Thursday of a week tells its year (ISO 8601).
  const thursday = new Date(date.getTime() + (4 - (date.getUTCDay() || 7)) * DAY_MS);
  const year = thursday.getUTCFullYear();
  const week = 1 + Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * DAY_MS));
  return `${year}-W${String(week).padStart(2, '0')}`;
}

/** The first day of a period. */
export function dayOfPeriod(kind: PeriodKind, name: string): string {
  if (kind === 'day') return name;
  if (kind === 'month') return `${name}-01`;
  const [year = 0, week = 1] = name.split('-W').map(Number);
  const fourth = new Date(Date.UTC(year, 0, 4));
  const mondayMs = fourth.getTime() - ((fourth.getUTCDay() || 7) - 1) * DAY_MS + (week - 1) * 7 * DAY_MS;
  return new Date(mondayMs).toISOString().slice(0, 10);
}
