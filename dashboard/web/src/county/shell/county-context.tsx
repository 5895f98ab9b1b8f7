/** What every page of the county knows: who is signed in, what the console tells, whether the room is being called. */
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import type { AlertView, UserView } from '../../../../../edge-config/contracts/rest.ts';
import { useLive } from './live.ts';
import type { Ring } from './mute.ts';
import { type BoardState, callId, calls, queue, ringOf, staleness } from './state.ts';
import { type BoardAlarm, useAlarm } from './use-alarm.ts';
import { useNow } from './use-now.ts';

export interface County {
  readonly user: UserView;
  readonly board: BoardState;
  /** Takes in the answer to one's own action. */
  readonly learnView: (view: AlertView) => void;
  /** Real alerts that nobody has taken, gravest first; no drills. */
  readonly calling: readonly AlertView[];
  readonly alarm: BoardAlarm;
  readonly now: { readonly wallMs: number; readonly monotonicMs: number };
  /** Why what is shown may be old; undefined when it is not. */
  readonly stale: 'console' | 'broker' | undefined;
  readonly signedOut: () => void;
}

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
  const county = { user, board, learnView, calling, alarm, now, stale, signedOut: onSignedOut };
  return <Context.Provider value={county}>{children}</Context.Provider>;
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
