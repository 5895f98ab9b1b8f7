/** Times of the ledger: by the clock in China, wherever the browser is. Pure. */
const CHINA = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'medium',
});

/** `2026-03-05 08:00:10` */
export function chinaTime(instant: string): string {
  return CHINA.format(new Date(instant));
}

/** `2026-03-05` */
export function chinaDay(wallMs: number): string {
  return CHINA.format(new Date(wallMs)).slice(0, 10);
}

/** The beginning of a day in China. @param day `2026-03-05` */
export function dayBegins(day: string): string {
  return new Date(`${day}T00:00:00.000+08:00`).toISOString();
}

/** `45 s`, `3 min 20 s`, `1.5 h`; a dash while it is not reached. */
export function tookText(seconds: number | null, language: 'zh' | 'en'): string {
  if (seconds === null) return '—';
  const [s, min, h] = language === 'zh' ? ['秒', '分', '小时'] : ['s', 'min', 'h'];
  if (Math.abs(seconds) < 60) return `${Math.round(seconds * 10) / 10} ${s}`;
  if (seconds < 3600) {
    const [minutes, rest] = [Math.floor(seconds / 60), Math.floor(seconds % 60)];
    if (rest === 0) return `${minutes} ${language === 'zh' ? '分钟' : min}`;
    return `${minutes} ${min} ${rest} ${s}`;
  }
  return `${Math.round(seconds / 360) / 10} ${h}`;
}
