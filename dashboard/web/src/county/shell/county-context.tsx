/** What every page of the county knows: who is signed in, what the console tells, whether the room is being called. */
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import type { AlertView, UserView } from '../../../../../edge-config/contracts/rest.ts';
import { useLive } from './live.ts';
import type { Ring } from './mute.ts';
import { type BoardState, callId, calls, queue, ringOf, staleness } from './state.ts';
import { TimeProvider } from './time.tsx';
import { type BoardAlarm, useAlarm } from './use-alarm.ts';
import { useNow } from './use-now.ts';
import { usePainted } from './use-painted.ts';

export interface County {
  readonly user: UserView;
  readonly board: BoardState;
  /** Takes in the answer to one's own action. */
  readonly learnView: (view: AlertView) => void;
  /** Real alerts that nobody has taken, gravest first; no drills. */
  readonly calling: readonly AlertView[];
  readonly alarm: BoardAlarm;
  /** Why what is shown may be old; undefined when it is not. */
  readonly stale: 'console' | 'broker' | undefined;
  /** The alerts stand on the screen: whatever else a page has may be loaded. */
  readonly isSettled: boolean;
  readonly signedOut: () => void;
}

/** A console that tells nothing for so long holds up the page no longer. */
const SILENT_MS = 2000;

const Context = createContext<County | undefined>(undefined);

interface CountyProviderProps {
  readonly user: UserView;
  readonly onSignedOut: () => void;
  readonly children: ReactNode;
}

export function CountyProvider({ children, onSignedOut, user }: CountyProviderProps) {
  const { board, learnView } = useLive(onSignedOut);
  const now = useNow();
  const calling = useMemo(() => queue(board, 'open').filter(calls), [board]);
  const rings = useMemo(() => queue(board, 'open').flatMap(toRing), [board]);
  const alarm = useAlarm(rings, now.monotonicMs);
  const stale = staleness(board, now.monotonicMs);
  const [openedAtMs] = useState(now.monotonicMs);
  const isSettled = usePainted(board.heardAtMs !== undefined || now.monotonicMs - openedAtMs > SILENT_MS);
  // Changes with what is known, not with the clock: see TimeProvider for that.
  const county = useMemo(
    () => ({ user, board, learnView, calling, alarm, stale, isSettled, signedOut: onSignedOut }),
    [user, board, learnView, calling, alarm, stale, isSettled, onSignedOut],
  );
  return (
    <TimeProvider now={now}>
      <Context.Provider value={county}>{children}</Context.Provider>
    </TimeProvider>
  );
}

function toRing(view: AlertView): Ring[] {
  const kind = ringOf(view);
  return kind === undefined ? [] : [{ id: callId(view), kind }];
}

/** @throws RangeError outside of the provider */
export function useCounty(): County {
  const county = useContext(Context);
  if (county === undefined) throw new RangeError('no county around');
  return county;
}
