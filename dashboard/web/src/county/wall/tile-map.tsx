/** The areas as tiles in the order of their codes, where no shapes were imported. */
import { memo, useEffect, useRef, useState } from 'react';
import { useTranslation } from '../../shared/language.ts';
import type { Area } from './area.ts';
import { columnsFor } from './tiles.ts';

export const TileMap = memo(function TileMap({ areas }: { areas: readonly Area[] }) {
  const { t } = useTranslation();
  const element = useRef<HTMLUListElement>(null);
  const [size, setSize] = useState({ width: 4, height: 3 });
  useEffect(() => {
    if (element.current === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry === undefined) return;
      const { height, width } = entry.contentRect;
      setSize({ width, height });
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  const columns = columnsFor(areas.length, size.width, size.height);
  const rows = Math.ceil(areas.length / columns);
  return (
    <ul
      ref={element}
      className="wall-tiles"
      style={{
        gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
        gridTemplateRows: `repeat(${rows}, minmax(0, 1fr))`,
      }}
    >
      {areas.map(({ camerasBlind, camerasWatching, code, look, name, open }) => (
        <li
          key={code}
          className={`wall-tile tone-${look.tone}${look.isUnknown ? ' is-unknown' : ''}`}
          data-testid="wall-tile"
          data-code={code}
          data-tone={look.tone}
        >
          <strong>{name}</strong>
          <span>
            {open.map(({ count, severity }) => (
              <b key={severity} className={`wall-count tone-${severity}`}>
                {count}
              </b>
            ))}
            {look.isUnknown && <em>{t('wall.unknown')}</em>}
            {look.tone === 'nothing' && <i>{t('wall.nothing')}</i>}
            {look.tone === 'watched' && <i>{t('wall.camerasWatching', { count: camerasWatching })}</i>}
            {camerasBlind > 0 && <i>{t('wall.camerasBlind', { count: camerasBlind })}</i>}
          </span>
        </li>
      ))}
    </ul>
  );
});
