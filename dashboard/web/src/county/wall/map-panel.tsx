/** The middle of the wall: the map, or tiles, of one division. */
import { memo, useMemo } from 'react';
import type { Overview } from '../../../../../edge-config/contracts/rest.ts';
import { useTranslation } from '../../shared/language.ts';
import { areasOf } from './area.ts';
import { ShapeMap } from './shape-map.tsx';
import { TileMap } from './tile-map.tsx';
import { useShapes } from './use-shapes.ts';

interface MapPanelProps {
  readonly overview: Overview | undefined;
  /** What decides which division is shown; undefined when it is always the same. */
  readonly hint: string | undefined;
}

const LEGEND = ['extreme', 'severe', 'moderate', 'minor'] as const;

export const MapPanel = memo(function MapPanel({ hint, overview }: MapPanelProps) {
  const { t } = useTranslation();
  const code = overview?.division.code;
  const shapes = useShapes(code);
  const areas = useMemo(() => (overview === undefined ? [] : areasOf(overview)), [overview]);
  return (
    <section className="wall-panel wall-map" data-testid="wall-map" data-division={code}>
      <h2>
        {overview?.division.name ?? code ?? t('wall.loading')}
        <small>{hint}</small>
      </h2>
      {code !== undefined && areas.length === 0 && <p className="wall-empty">{t('wall.noChildren')}</p>}
      {code !== undefined &&
        areas.length > 0 &&
        (shapes ? <ShapeMap shapes={shapes} areas={areas} /> : <TileMap areas={areas} />)}
      <p className="wall-legend">
        {LEGEND.map((severity) => (
          <span key={severity}>
            <b className={`tone-${severity}`} /> {t(`severity.${severity}`)}
          </span>
        ))}
        <span>
          <b className="tone-unknown is-unknown" /> {t('wall.unknown')}
        </span>
        <span>
          <b className="tone-watched" /> {t('wall.watching')}
        </span>
        <span>
          <b className="tone-nothing" /> {t('wall.nothing')}
        </span>
      </p>
    </section>
  );
});
