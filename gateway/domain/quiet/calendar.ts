/** Times of day and kinds of day. Pure: what the local time is, is told from outside. */

export interface LocalTime {
  /** `YYYY-MM-DD` in the gateway's time zone. */
  readonly date: string;
  /** Minute of the day, 0..1439. */
  readonly minute: number;
  /** ISO 8601: 1 is Monday, 7 Sunday. */
  readonly weekday: number;
}

/** From one minute of the day to another; `to` smaller than `from` runs across midnight. */
export interface Hours {
  readonly fromMinute: number;
  readonly toMinute: number;
}

export interface Calendar {
  /** Dates on which life runs as on no weekday. */
  readonly holidays: readonly string[];
  /** ISO weekdays with school. */
  readonly schoolWeekdays: readonly number[];
}

export const MINUTES_PER_DAY = 1440;

export function within({ fromMinute, toMinute }: Hours, minute: number): boolean {
  if (fromMinute < toMinute) return minute >= fromMinute && minute < toMinute;
  return minute >= fromMinute || minute < toMinute;
}

export function lengthMin({ fromMinute, toMinute }: Hours): number {
  return (toMinute - fromMinute + MINUTES_PER_DAY) % MINUTES_PER_DAY || MINUTES_PER_DAY;
}

/** Seven weekdays and the holiday: 0 is Monday, 6 Sunday, 7 a holiday. */
export const DAY_KINDS = 8;

export function dayKind({ date, weekday }: LocalTime, { holidays }: Calendar): number {
  return holidays.includes(date) ? DAY_KINDS - 1 : weekday - 1;
}

export function isSchoolDay(local: LocalTime, calendar: Calendar): boolean {
  return calendar.schoolWeekdays.includes(local.weekday) && !calendar.holidays.includes(local.date);
}

/** `08:05`. */
export function clockText(minute: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(minute / 60) % 24)}:${two(Math.floor(minute) % 60)}`;
}
