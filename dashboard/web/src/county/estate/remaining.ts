/** Times of a code that runs out. Pure. */
import { formatClock } from '../../shared/format.ts';

/** `04:59` until it is over; undefined from then on. */
export function remaining(expiresAt: string, nowMs: number): string | undefined {
  const leftMs = Date.parse(expiresAt) - nowMs;
  return leftMs <= 0 ? undefined : formatClock(leftMs);
}

/** Hour and minute. */
export function clockTime(instant: string): string {
  const pad = (value: number): string => String(value).padStart(2, '0');
  const date = new Date(instant);
  return `${pad(date.getHours())}:${pad(date.getMinutes())}`;
}
