/** Times and durations as people read them. Pure. */
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

/** Over this, hours say nothing any more. */
const DAYS_FROM_H = 48;

/** How long ago: `12 s`, `3 min 05 s`, `2 h 10 min`, `3 days`; never negative, since clocks differ. */
export function formatElapsed(fromMs: number, nowMs: number, language: Language): string {
  const seconds = Math.max(0, Math.floor((nowMs - fromMs) / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const pad = (value: number): string => String(value).padStart(2, '0');
  const [h, m, s] = language === 'zh' ? ['小时', '分', '秒'] : [' h', ' min', ' s'];
  const gap = language === 'zh' ? '' : ' ';
  if (hours >= DAYS_FROM_H) return `${Math.floor(hours / 24)}${language === 'zh' ? ' 天' : ' days'}`;
  if (hours > 0) return `${hours}${h}${gap}${pad(minutes % 60)}${m}`;
  if (minutes > 0) return `${minutes}${m}${gap}${pad(seconds % 60)}${s}`;
  return `${seconds}${s}`;
}
