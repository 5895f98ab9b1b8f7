/** When the next of some hours of the day comes, in a time zone. */
import dayjs from 'dayjs';
import timezone from 'dayjs/plugin/timezone.js';
import utc from 'dayjs/plugin/utc.js';

dayjs.extend(utc);
dayjs.extend(timezone);

/**
 * @param hours as HH:MM, at least one.
 * @returns later than `nowMs`.
 */
export function nextHourMs(nowMs: number, hours: readonly string[], timeZone: string): number {
  const today = dayjs(nowMs).tz(timeZone);
  const coming = [0, 1, 2]
    .map((days) => today.add(days, 'day').format('YYYY-MM-DD'))
    .flatMap((date) => hours.map((hour) => dayjs.tz(`${date} ${hour}`, timeZone).valueOf()));
  return Math.min(...coming.filter((ms) => ms > nowMs));
}
