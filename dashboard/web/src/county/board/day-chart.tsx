/**
 * A household's day: how long nobody was seen in each quarter of an hour, against what is usual and what raises an
 * alert. Drawn by hand as the posture chart is: bars, one area and one line need no chart library.
 */

import type { HouseholdStatus } from '../../../../../edge-config/contracts/messages.ts';
import { useTranslation } from '../../shared/language.ts';

const WIDTH = 560;
const HEIGHT = 200;
const PLOT = { left: 36, right: WIDTH - 8, top: 10, bottom: HEIGHT - 24 };
const HOUR_MIN = 60;
/** Hours written below. */
const TICKS = [0, 6, 12, 18, 24];
const DAY_MIN = 1440;

export function DayChart({ day }: { day: NonNullable<HouseholdStatus['day']> }) {
  const { t } = useTranslation();
  const { limitMin, slotMin, todayMin, usualMin } = day;
  const longest = Math.max(HOUR_MIN, ...[...limitMin, ...todayMin, ...usualMin].map((value) => value ?? 0));
  const topMin = Math.ceil(longest / HOUR_MIN) * HOUR_MIN;
  const x = (minute: number): number => PLOT.left + (minute / DAY_MIN) * (PLOT.right - PLOT.left);
  const y = (minutes: number): number => PLOT.bottom - (minutes / topMin) * (PLOT.bottom - PLOT.top);
  const steps = Array.from(new Set([0, Math.round(topMin / HOUR_MIN / 2), topMin / HOUR_MIN]));
  return (
    <>
      <svg className="day" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={t('dayTitle')}>
        <rect
          x={PLOT.left}
          y={PLOT.top}
          width={PLOT.right - PLOT.left}
          height={PLOT.bottom - PLOT.top}
          className="frame"
        />
        {steps.map((hours) => (
          <text key={hours} x={PLOT.left - 5} y={y(hours * HOUR_MIN) + 4} textAnchor="end">
            {hours} h
          </text>
        ))}
        {TICKS.map((hour) => (
          <text key={hour} x={x(hour * HOUR_MIN)} y={HEIGHT - 8} textAnchor={anchor(hour)}>
            {String(hour).padStart(2, '0')}:00
          </text>
        ))}
        <path d={stairs(usualMin, slotMin, x, y, PLOT.bottom)} className="usual" />
        <path d={stairs(limitMin, slotMin, x, y)} className="limit" />
        {todayMin.map((minutes, slot) =>
          minutes === null ? null : (
            <rect
              // biome-ignore lint/suspicious/noArrayIndexKey: a slot is its place in the day.
              key={slot}
              x={x(slot * slotMin) + 0.5}
              width={x(slotMin) - x(0) - 1}
              y={y(minutes) - 2}
              height={PLOT.bottom - y(minutes) + 2}
              className={isOver(minutes, limitMin[slot]) ? 'today over' : 'today'}
            />
          ),
        )}
      </svg>
      <div className="legend day-legend">
        <span className="today">■ {t('dayToday')}</span> <span className="usual">■ {t('dayUsual')}</span>{' '}
        <span className="limit">— {t('dayLimit')}</span>
      </div>
    </>
  );
}

function anchor(hour: number): 'start' | 'middle' | 'end' {
  return hour === 0 ? 'start' : hour === 24 ? 'end' : 'middle';
}

function isOver(minutes: number, limit: number | null | undefined): boolean {
  return limit !== null && limit !== undefined && minutes >= limit;
}

/** One step for each slot; a break where nothing is known. With `floorY` the area below it. */
function stairs(
  values: readonly (number | null)[],
  slotMin: number,
  x: (minute: number) => number,
  y: (minutes: number) => number,
  floorY?: number,
): string {
  let isDrawing = false;
  return values
    .map((value, slot) => {
      const wasDrawing = isDrawing;
      isDrawing = value !== null;
      if (value === null) return '';
      const [from, to] = [x(slot * slotMin).toFixed(1), x((slot + 1) * slotMin).toFixed(1)];
      const level = y(value).toFixed(1);
      if (floorY !== undefined) return `M${from} ${floorY}V${level}H${to}V${floorY}Z`;
      return wasDrawing ? `V${level}H${to}` : `M${from} ${level}H${to}`;
    })
    .join('');
}
