/** Times and durations as people read them. Pure. */
import { durationWords } from '../../../../edge-config/contracts/durations.ts';
import type { Language } from './language.ts';

/** Time of day, with the date when it is not today. */
export function formatInstant(instant: string, nowMs: number, language: Language): string {
  const date = new Date(instant);
  const isToday = date.toDateString() === new Date(nowMs).toDateString();
  return new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
    ...(isToday ? {} : { month: '2-digit', day: '2-digit' }),
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hour12: false,
  }).format(date);
}

/** How long ago; never negative, since clocks differ. */
export function formatElapsed(fromMs: number, nowMs: number, language: Language): string {
  return durationWords(nowMs - fromMs)[language];
}

/** Date and time of day, for what may lie long ago. */
export function formatDateTime(instant: string, language: Language): string {
  return new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
    ...{ year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false },
  }).format(new Date(instant));
}

/** A running clock: `04:09`, from an hour on `1:05 h`, which cannot be taken for minutes; never negative. */
export function formatClock(ms: number): string {
  const pad = (value: number): string => String(value).padStart(2, '0');
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${pad(minutes)}:${pad(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${pad(minutes % 60)} h`;
}
