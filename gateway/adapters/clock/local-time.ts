/** Wall time as people in the village read it off the wall. */
import type { LocalTime } from '../../domain/quiet/calendar.ts';

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** @param timeZone IANA name, e.g. Asia/Shanghai. */
export function localTimeIn(timeZone: string): (wallMs: number) => LocalTime {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    weekday: 'short',
  });
  let known: { readonly minute: number; readonly local: LocalTime } | undefined;
  return (wallMs) => {
    // Asked every few seconds, and every zone's offset is of whole minutes: the last answer serves for its minute.
    const minute = Math.floor(wallMs / 60_000);
    if (known?.minute === minute) return known.local;
    const parts = new Map(format.formatToParts(wallMs).map(({ type, value }) => [type, value]));
    const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
    const local = {
      date: `${part('year')}-${part('month')}-${part('day')}`,
      minute: Number(part('hour')) * 60 + Number(part('minute')),
      weekday: WEEKDAYS.indexOf(part('weekday')) + 1,
    };
    known = { minute, local };
    return local;
  };
}
