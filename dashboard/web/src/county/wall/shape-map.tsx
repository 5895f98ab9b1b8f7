/**
 * The areas in their shapes; nothing is fetched from outside. Outlines of d3-geo, not the chart library of the reports: a wall would
 * load it for this alone, and draw anew with it for days.
 */
import { type CSSProperties, memo, useLayoutEffect, useMemo, useRef } from 'react';
import type { Shapes } from '../../../../../edge-config/contracts/rest.ts';
import { useTranslation } from '../../shared/language.ts';
import type { Area } from './area.ts';
import { type OutlineMap, outlineMap } from './outlines.ts';
import { hideOverlapping } from './overlapping.ts';
import { TileMap } from './tile-map.tsx';

interface ShapeMapProps {
  readonly shapes: Shapes;
  readonly areas: readonly Area[];
}

export const ShapeMap = memo(function ShapeMap({ areas, shapes }: ShapeMapProps) {
  const map = useMemo(() => outlineMap(shapes), [shapes]);
  if (map === undefined) return <TileMap areas={areas} />;
  const drawn = new Set(map.outlines.map(({ code }) => code));
  const shapeless = areas.filter(({ code }) => !drawn.has(code));
  return (
    <>
      <div className="wall-shapes">
        <div style={{ '--ratio': map.width / map.height } as CSSProperties}>
          <Outlines map={map} areas={areas} />
          <Labels map={map} areas={areas} />
        </div>
      </div>
      {shapeless.length > 0 && (
        <div className="wall-shapeless">
          <TileMap areas={shapeless} />
        </div>
      )}
    </>
  );
});

interface DrawnProps {
  readonly map: OutlineMap;
  readonly areas: readonly Area[];
}

function Outlines({ areas, map: { height, outlines, width } }: DrawnProps) {
  const looks = new Map(areas.map(({ code, look }) => [code, look]));
  const stripe = height / 120;
  return (
    <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <pattern
        id="wall-hatch"
        width={stripe * 4}
        height={stripe}
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect width={stripe} height={stripe} />
      </pattern>
      {outlines.map(({ code, path }) => {
        const look = looks.get(code);
        // Never as if all were well: what is not among the figures has no gateway that is known.
        const tone = look?.tone ?? 'nothing';
        return (
          <g key={code} className={`tone-${tone}`} data-testid="wall-shape" data-code={code} data-tone={tone}>
            <path d={path} />
            {look?.isUnknown && <path d={path} className="is-unknown" />}
          </g>
        );
      })}
    </svg>
  );
}

function Labels({ areas, map: { outlines } }: DrawnProps) {
  const { t } = useTranslation();
  const element = useRef<HTMLUListElement>(null);
  useLayoutEffect(() => {
    const list = element.current;
    if (list === null) return;
    const hide = (): void =>
      hideOverlapping([...list.children].filter((label) => label instanceof HTMLElement));
    const observer = new ResizeObserver(hide);
    observer.observe(list);
    hide();
    return () => observer.disconnect();
  });
  const middles = new Map(outlines.map(({ code, middle }) => [code, middle]));
  // Where there is room for one alone, it is the one with more to do.
  const sorted = [...areas].sort((a, b) => b.openTotal - a.openTotal);
  return (
    <ul ref={element}>
      {sorted.map(({ code, look, name, openTotal }) => {
        const middle = middles.get(code);
        if (middle === undefined) return null;
        return (
          <li key={code} style={{ left: `${100 * middle.x}%`, top: `${100 * middle.y}%` }}>
            {name}
            {openTotal > 0 && <b>{openTotal}</b>}
            {look.isUnknown && <em>{t('wall.unknown')}</em>}
          </li>
        );
      })}
    </ul>
  );
}
