/** Figures of a division, asked for again and again. */
import { useEffect, useRef, useState } from 'react';
import type { Overview } from '../../../../../edge-config/contracts/rest.ts';
import { fetchOverview } from './api.ts';

export const POLL_MS = 5000;
/** Figures older than this are called old. */
export const FRESH_MS = 12_000;
const BACKOFF_MS = [5000, 10_000, 20_000, 30_000] as const;
/** After the live line told of a change: the console keeps its answer for 2 s. */
const SOON_MS = 2100;

export interface Figures {
  /** What was asked for. */
  readonly division: string | undefined;
  readonly overview: Overview | undefined;
  /** Monotonic ms when the answer came; undefined before the first. */
  readonly takenAtMs: number | undefined;
  /** Why the last question was not answered; undefined when it was. */
  readonly error: unknown;
}

/**
 * @param division null: nothing is asked; undefined: the caller's own.
 * @param change asked for sooner when it changes.
 */
export function useOverview(division: string | undefined | null, change: unknown): Figures {
  const [figures, setFigures] = useState<Figures>(() => nothing(division ?? undefined));
  const askSoon = useRef(() => {});
  useEffect(() => {
    if (division === null) return;
    setFigures((before) => (before.division === division ? before : nothing(division)));
    let timer: ReturnType<typeof setTimeout> | undefined;
    let dueAtMs = 0;
    let failures = 0;
    let isOver = false;
    let isAsking = false;
    const askIn = (ms: number): void => {
      clearTimeout(timer);
      dueAtMs = performance.now() + ms;
      timer = setTimeout(() => void ask(), ms);
    };
    const ask = async (): Promise<void> => {
      isAsking = true;
      try {
        const overview = await fetchOverview(division);
        failures = 0;
        if (!isOver) setFigures({ division, overview, takenAtMs: performance.now(), error: undefined });
      } catch (error) {
        failures += 1;
        if (!isOver) setFigures((before) => ({ ...before, error }));
      }
      isAsking = false;
      if (!isOver) askIn(failures === 0 ? POLL_MS : (BACKOFF_MS[failures - 1] ?? 30_000));
    };
    askSoon.current = () => {
      if (!isAsking && failures === 0 && dueAtMs - performance.now() > SOON_MS) askIn(SOON_MS);
    };
    void ask();
    return () => {
      isOver = true;
      clearTimeout(timer);
      askSoon.current = () => {};
    };
  }, [division]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the change itself is not looked at.
  useEffect(() => askSoon.current(), [change]);
  return figures;
}

function nothing(division: string | undefined): Figures {
  return { division, overview: undefined, takenAtMs: undefined, error: undefined };
}
