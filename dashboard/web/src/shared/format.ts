/** Times and durations as people read them. Pure. */
import dayjs from 'dayjs';
import { durationWords } from '../../../../edge-config/contracts/durations.ts';
import type { Language } from './language.ts';

/** dayjs, not Intl: a browser's first use of it took 0.1 s of the board's first page, and a phone is slower. */
const FORMATS = {
  zh: { time: 'HH:mm:ss', dayAndTime: 'MM/DD HH:mm:ss', dateAndTime: 'YYYY/MM/DD HH:mm:ss' },
  en: { time: 'HH:mm:ss', dayAndTime: 'DD/MM, HH:mm:ss', dateAndTime: 'DD/MM/YYYY, HH:mm:ss' },
} as const;

/** Time of day, with the date when it is not today. */
export function formatInstant(instant: string, nowMs: number, language: Language): string {
  const date = dayjs(instant);
  const isToday = date.isSame(nowMs, 'day');
  return date.format(FORMATS[language][isToday ? 'time' : 'dayAndTime']);
}

/** How long ago; never negative, since clocks differ. */
export function formatElapsed(fromMs: number, nowMs: number, language: Language): string {
  return durationWords(nowMs - fromMs)[language];
}

/** Date and time of day, for what may lie long ago. */
export function formatDateTime(instant: string, language: Language): string {
  return dayjs(instant).format(FORMATS[language].dateAndTime);
}

/** A running clock: `04:09`, from an hour on `1:05 h`, which cannot be taken for minutes; never negative. */
export function formatClock(ms: number): string {
  const pad = (value: number): string => String(value).padStart(2, '0');
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${pad(minutes)}:${pad(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${pad(minutes % 60)} h`;
}
