/** Shapes of what lies in a division, asked for once each. */
import { useEffect, useState } from 'react';
import type { Shapes } from '../../../../../edge-config/contracts/rest.ts';
import { fetchShapes } from './api.ts';

/** After a failure; that there are none is an answer. */
const AGAIN_MS = 60_000;
/** A city has ten counties, and its own map. */
const MAX_KEPT = 16;

/** @returns null when there are none, undefined before that is known. */
export function useShapes(division: string | undefined): Shapes | null | undefined {
  const [kept, setKept] = useState<ReadonlyMap<string, Shapes | null>>(new Map());
  const isKnown = division === undefined || kept.has(division);
  useEffect(() => {
    if (division === undefined || isKnown) return;
    let isOver = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = (): void => {
      fetchShapes(division).then(
        (shapes) => {
          if (!isOver)
            setKept((before) => new Map([...before, [division, shapes] as const].slice(-MAX_KEPT)));
        },
        () => {
          if (!isOver) timer = setTimeout(ask, AGAIN_MS);
        },
      );
    };
    ask();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [division, isKnown]);
  return division === undefined ? undefined : kept.get(division);
}
