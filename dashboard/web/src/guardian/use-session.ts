/** Whether this phone is signed in; without a network, what it knew last. */
import { useCallback, useEffect, useState } from 'react';
import type { GuardianSession } from '../../../../edge-config/contracts/rest.ts';
import { ApiError } from '../shared/api.ts';
import { guardianApi } from './api.ts';
import { type KeptHome, kept } from './kept.ts';

export type SessionState =
  | { readonly state: 'loading' | 'out' }
  /** Signed in as far as is known: the console cannot be asked. `home` null: nothing was kept. */
  | { readonly state: 'away'; readonly home: KeptHome | null }
  | { readonly state: 'in'; readonly session: GuardianSession; readonly home: KeptHome | null };

const RETRY_MS = 5000;

export function useSession(): {
  readonly session: SessionState;
  readonly signedIn: (session: GuardianSession) => void;
  readonly signedOut: () => void;
} {
  const [session, setSession] = useState<SessionState>({ state: 'loading' });
  const signedOut = useCallback(() => {
    setSession({ state: 'out' });
    void kept.forget();
  }, []);
  useEffect(() => {
    if (session.state !== 'loading' && session.state !== 'away') return undefined;
    let isShown = true;
    const ask = async (): Promise<void> => {
      // Neither waits for the other: a slow network must not hold back what the phone knows.
      const keeping = kept.home().catch(() => undefined);
      const telling = guardianApi.session();
      // It is looked at below; until then it may fail.
      telling.catch(() => {});
      const home = (await keeping) ?? null;
      try {
        const told = await telling;
        if (isShown) setSession({ state: 'in', session: told, home });
      } catch (error) {
        if (!isShown) return;
        if (error instanceof ApiError && error.status === 401) signedOut();
        else setSession((before) => (before.state === 'away' ? before : { state: 'away', home }));
      }
    };
    void ask();
    const timer = setInterval(() => void ask(), RETRY_MS);
    return () => {
      isShown = false;
      clearInterval(timer);
    };
  }, [session.state, signedOut]);
  const signedIn = useCallback(
    (told: GuardianSession) => setSession({ state: 'in', session: told, home: null }),
    [],
  );
  return { session, signedIn, signedOut };
}
