/** A week of the roster: days and shifts in the county's time zone. Pure. */
import dayjs from 'dayjs';
import timezone from 'dayjs/plugin/timezone.js';
import utc from 'dayjs/plugin/utc.js';
import type { RosterRow } from '../../../../../edge-config/contracts/rest.ts';

dayjs.extend(utc);
dayjs.extend(timezone);

const DAYS = 7;

/** Date of a Monday, as YYYY-MM-DD. */
export type Monday = string;

export function mondayOf(nowMs: number, timeZone: string): Monday {
  const today = dayjs(nowMs).tz(timeZone);
  return today.subtract((today.day() + 6) % DAYS, 'day').format('YYYY-MM-DD');
}

export function weeksLater(monday: Monday, weeks: number): Monday {
  return dayjs
    .utc(monday)
    .add(weeks * DAYS, 'day')
    .format('YYYY-MM-DD');
}

export function datesOf(monday: Monday): string[] {
  return Array.from({ length: DAYS }, (_, day) => dayjs.utc(monday).add(day, 'day').format('YYYY-MM-DD'));
}

export function boundsOf(monday: Monday, timeZone: string): { from: string; to: string } {
  return {
    from: instantAt(monday, '00:00', timeZone),
    to: instantAt(weeksLater(monday, 1), '00:00', timeZone),
  };
}

function instantAt(date: string, time: string, timeZone: string): string {
  return dayjs.tz(`${date} ${time}`, timeZone).toISOString();
}

export interface Shift {
  readonly responderId: string;
  readonly date: string;
  /** HH:MM; a shift that does not end later than it begins ends on the next day. */
  readonly begins: string;
  readonly ends: string;
}

export function toRow({ begins, date, ends, responderId }: Shift, timeZone: string): RosterRow {
  const lastDate = ends > begins ? date : dayjs.utc(date).add(1, 'day').format('YYYY-MM-DD');
  return {
    responderId,
    beginsAt: instantAt(date, begins, timeZone),
    endsAt: instantAt(lastDate, ends, timeZone),
    note: null,
  };
}

export function dateOf(instant: string, timeZone: string): string {
  return dayjs(instant).tz(timeZone).format('YYYY-MM-DD');
}

export function timesOf(
  { beginsAt, endsAt }: Pick<RosterRow, 'beginsAt' | 'endsAt'>,
  timeZone: string,
): string {
  const time = (instant: string): string => dayjs(instant).tz(timeZone).format('HH:mm');
  return `${time(beginsAt)}–${time(endsAt)}`;
}

/** The same shifts, some weeks later by the calendar. */
export function copied(rows: readonly RosterRow[], weeks: number, timeZone: string): RosterRow[] {
  const later = (instant: string): string => {
    const local = dayjs(instant).tz(timeZone);
    const date = dayjs.utc(local.format('YYYY-MM-DD')).add(weeks * DAYS, 'day');
    return instantAt(date.format('YYYY-MM-DD'), local.format('HH:mm'), timeZone);
  };
  return rows.map((row) => ({ ...row, beginsAt: later(row.beginsAt), endsAt: later(row.endsAt) }));
}
