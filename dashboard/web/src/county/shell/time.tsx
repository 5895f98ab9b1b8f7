/** Time for what is drawn: every second for what ticks, every minute for what tells only of days or of minutes ago. */
import { createContext, type ReactNode, useContext } from 'react';
import { formatClock } from '../../shared/format.ts';

export interface Now {
  readonly wallMs: number;
  readonly monotonicMs: number;
}

const MINUTE_MS = 60_000;

const Seconds = createContext<Now | undefined>(undefined);
const Minutes = createContext<number | undefined>(undefined);

/** Two contexts, so that a long list is not drawn anew every second for the sake of its dates. */
export function TimeProvider({ children, now }: { readonly now: Now; readonly children: ReactNode }) {
  return (
    <Seconds.Provider value={now}>
      <Minutes.Provider value={Math.floor(now.wallMs / MINUTE_MS) * MINUTE_MS}>{children}</Minutes.Provider>
    </Seconds.Provider>
  );
}

/** @throws RangeError outside of the provider */
export function useTime(): Now {
  return known(useContext(Seconds));
}

/** Wall time at the last full minute. @throws RangeError outside of the provider */
export function useMinuteMs(): number {
  return known(useContext(Minutes));
}

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new RangeError('no time around');
  return value;
}

/** How long since then, running. @param since instant, as the console writes it */
export function RunningClock({ since }: { readonly since: string }) {
  const { wallMs } = useTime();
  return formatClock(wallMs - Date.parse(since));
}
