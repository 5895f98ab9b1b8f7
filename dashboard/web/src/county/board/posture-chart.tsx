/**
 * Torso angle and shoulder height over video time, with the moments that decided. Drawn by hand: two lines with three
 * marks need no chart library, which would be larger than the whole page.
 */

import type { Alert } from '../../../../../edge-config/contracts/messages.ts';
import { useTranslation } from '../../shared/language.ts';

const WIDTH = 560;
const HEIGHT = 190;
const PLOT = { left: 34, right: WIDTH - 36, top: 26, bottom: HEIGHT - 24 };
const ANGLE_MAX = 90;
const SHOULDER_MAX = 1;

export function PostureChart({ alert }: { alert: Alert }) {
  const { t } = useTranslation();
  const { timeline } = alert.evidence;
  const first = timeline[0];
  const last = timeline.at(-1);
  if (first === undefined || last === undefined || last.streamTimeMs === first.streamTimeMs) return <p>—</p>;
  const spanMs = last.streamTimeMs - first.streamTimeMs;
  const x = (ms: number): number =>
    PLOT.left + ((ms - first.streamTimeMs) / spanMs) * (PLOT.right - PLOT.left);
  const y = (share: number): number =>
    PLOT.bottom - Math.min(Math.max(share, 0), 1) * (PLOT.bottom - PLOT.top);
  const line = (read: (point: (typeof timeline)[number]) => number | null): string =>
    path(
      timeline.map((point) => ({ x: x(point.streamTimeMs), share: read(point) })),
      y,
    );
  const { impactStreamMs, suspectedStreamMs, raisedStreamMs } = alert.stages;
  const marks = [
    { key: 'impact', ms: impactStreamMs, row: 0 },
    { key: 'suspected', ms: suspectedStreamMs === impactStreamMs ? null : suspectedStreamMs, row: 1 },
    { key: 'raisedMark', ms: raisedStreamMs, row: 0 },
  ].filter((mark) => mark.ms !== null && mark.ms >= first.streamTimeMs && mark.ms <= last.streamTimeMs);
  return (
    <>
      <svg className="posture" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={t('timeline')}>
        <rect
          x={PLOT.left}
          y={PLOT.top}
          width={PLOT.right - PLOT.left}
          height={PLOT.bottom - PLOT.top}
          className="frame"
        />
        {[0, 30, 60, 90].map((angle) => (
          <text key={angle} x={PLOT.left - 5} y={y(angle / ANGLE_MAX) + 4} textAnchor="end" className="torso">
            {angle}
          </text>
        ))}
        {[0, 0.5, 1].map((height) => (
          <text key={height} x={PLOT.right + 5} y={y(height / SHOULDER_MAX) + 4} className="shoulder">
            {height}
          </text>
        ))}
        {marks.map(({ key, ms, row }) => (
          <g key={key} className="mark">
            <line x1={x(ms ?? 0)} x2={x(ms ?? 0)} y1={PLOT.top} y2={PLOT.bottom} />
            <text x={x(ms ?? 0)} y={PLOT.top - 5 - row * 11} textAnchor="middle">
              {t(key)}
            </text>
          </g>
        ))}
        <path
          d={line((point) => (point.torsoAngleDeg === null ? null : point.torsoAngleDeg / ANGLE_MAX))}
          className="torso"
        />
        <path
          d={line((point) => (point.shoulderHeight === null ? null : point.shoulderHeight / SHOULDER_MAX))}
          className="shoulder"
        />
        {[first.streamTimeMs, last.streamTimeMs].map((ms, index) => (
          <text key={ms} x={x(ms)} y={HEIGHT - 8} textAnchor={index === 0 ? 'start' : 'end'}>
            {(ms / 1000).toFixed(1)}
          </text>
        ))}
        <text x={WIDTH / 2} y={HEIGHT - 8} textAnchor="middle">
          {t('seconds')}
        </text>
      </svg>
      <div className="legend">
        <span className="torso">— {t('torso')}</span> <span className="shoulder">— {t('shoulder')}</span>
      </div>
    </>
  );
}

/** A break where nothing could be read: a line across it would claim what was not seen. */
function path(points: readonly { x: number; share: number | null }[], y: (share: number) => number): string {
  let isDrawing = false;
  return points
    .map((point) => {
      if (point.share === null) {
        isDrawing = false;
        return '';
      }
      const step = `${isDrawing ? 'L' : 'M'}${point.x.toFixed(1)} ${y(point.share).toFixed(1)}`;
      isDrawing = true;
      return step;
    })
    .join('');
}
