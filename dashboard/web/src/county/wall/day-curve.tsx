/**
 * Alerts of each hour today, against the average of the days before. Drawn by hand, not by the chart library of the other pages: it is
 * drawn anew every few seconds for days, and that library took 4 of the wall's 10 MB and most of what they grew by.
 */
import { memo } from 'react';
import type { Overview } from '../../../../../edge-config/contracts/rest.ts';
import { useTranslation } from '../../shared/language.ts';
import { scaleOf } from './day-scale.ts';

/** Hours written below. */
const TICKS = [0, 6, 12, 18];
/** Of an hour, left free on each side of its bar. */
const GAP = 0.19;

export const DayCurve = memo(function DayCurve({ day }: { day: Overview['day'] }) {
  const { t } = useTranslation();
  const { averageDays, hours } = day;
  const scale = scaleOf(hours.flatMap(({ average, raised }) => [raised ?? 0, average ?? 0]));
  const top = scale.at(-1) ?? 1;
  return (
    <section className="wall-panel wall-day">
      <h2>
        {t('wall.day')}
        <small>
          <b className="today">■ {t('wall.dayToday')}</b>
          {averageDays > 0 && <b className="average">— {t('wall.dayAverage', { count: averageDays })}</b>}
        </small>
      </h2>
      <div role="img" aria-label={t('wall.day')} data-testid="wall-day">
        <svg viewBox={`0 0 ${hours.length} ${top}`} preserveAspectRatio="none" aria-hidden="true">
          {scale.map((line) => (
            <path key={line} className="line" d={`M0 ${top - line}H${hours.length}`} />
          ))}
          <path className="today" d={hours.map(({ raised }, hour) => bar(hour, top, raised)).join('')} />
          {averageDays > 0 && <path className="average" d={stairs(hours, top)} />}
        </svg>
        {scale.map((line) => (
          <span key={line} className="count" style={{ bottom: `${(100 * line) / top}%` }}>
            {line}
          </span>
        ))}
        {TICKS.map((hour) => (
          <span key={hour} className="hour" style={{ left: `${(100 * (hour + 0.5)) / hours.length}%` }}>
            {hour}
          </span>
        ))}
      </div>
    </section>
  );
});

/** Nothing for an hour without any, nor for one that has not begun. */
function bar(hour: number, top: number, count: number | null): string {
  return count === null || count === 0
    ? ''
    : `M${hour + GAP} ${top}V${top - count}H${hour + 1 - GAP}V${top}Z`;
}

/** One step for each hour; a break where there is no average. */
function stairs(hours: Overview['day']['hours'], top: number): string {
  return hours
    .map(({ average }, hour) => {
      if (average === null) return '';
      const isAfter = hour > 0 && hours[hour - 1]?.average !== null;
      return `${isAfter ? 'V' : `M${hour} `}${top - average}H${hour + 1}`;
    })
    .join('');
}
