/** Which division the map shows: that of the wall, or the counties of a city one after the other. */
import { useCallback, useEffect, useState } from 'react';
import type { Overview } from '../../../../../edge-config/contracts/rest.ts';

const STAY_MS = 20_000;
const CITY_DIGITS = 4;
const COUNTY_DIGITS = 6;

export interface Cycle {
  /** Null: that of the wall itself. */
  readonly division: string | null;
  readonly isCycling: boolean;
  readonly isPaused: boolean;
  readonly togglePause: () => void;
}

/** @param calls where somebody is needed now: the map goes there and stays. */
export function useCycle(overview: Overview | undefined, calls: string | undefined): Cycle {
  const isCycling = overview !== undefined && overview.division.code.length === CITY_DIGITS;
  const [step, setStep] = useState(0);
  const [isPaused, setPaused] = useState(false);
  const isMoving = isCycling && !isPaused && calls === undefined;
  useEffect(() => {
    if (!isMoving) return;
    const timer = setInterval(() => setStep((before) => before + 1), STAY_MS);
    return () => clearInterval(timer);
  }, [isMoving]);
  const togglePause = useCallback(() => setPaused((before) => !before), []);
  // Counties where nothing is watched have nothing to show.
  const counties = overview?.children.filter(({ figures }) => figures.gateways > 0) ?? [];
  const turn = counties[(step % (counties.length + 1)) - 1]?.division.code ?? null;
  const called = calls?.slice(0, COUNTY_DIGITS) ?? null;
  return { division: isCycling ? (called ?? turn) : null, isCycling, isPaused, togglePause };
}
