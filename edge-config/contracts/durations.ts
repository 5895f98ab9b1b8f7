/** Durations and wrong clocks in words, the same on every page. Pure; browsers need these values. */
import type { BilingualText } from './errors.ts';

/** Clocks that differ by more than this mislead people about when something happened: it is told. */
export const MAX_CLOCK_SKEW_MS = 5000;

/** Over this, hours say nothing any more. */
const DAYS_FROM_H = 48;

/** `12 s`, `3 min 05 s`, `2 h 10 min`, `3 days`; never negative. */
export function durationWords(ms: number): BilingualText {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const pad = (value: number): string => String(value).padStart(2, '0');
  if (hours >= DAYS_FROM_H) {
    const days = Math.floor(hours / 24);
    return { zh: `${days} 天`, en: `${days} days` };
  }
  if (hours > 0) {
    const rest = pad(minutes % 60);
    return { zh: `${hours}小时${rest}分`, en: `${hours} h ${rest} min` };
  }
  if (minutes > 0) {
    const rest = pad(seconds % 60);
    return { zh: `${minutes}分${rest}秒`, en: `${minutes} min ${rest} s` };
  }
  return { zh: `${seconds}秒`, en: `${seconds} s` };
}

/** @returns null for a clock that is right, or of which nothing is known. */
export function wrongClockWords(clockSkewMs: number | null): BilingualText | null {
  if (clockSkewMs === null || Math.abs(clockSkewMs) <= MAX_CLOCK_SKEW_MS) return null;
  const { zh, en } = durationWords(Math.abs(clockSkewMs));
  const isFast = clockSkewMs > 0;
  return { zh: `时钟${isFast ? '快' : '慢'} ${zh}`, en: `clock ${en} ${isFast ? 'fast' : 'slow'}` };
}
