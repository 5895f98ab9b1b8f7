/** What a page asks the console for, and what came of it. */
import { useCallback, useEffect, useRef, useState } from 'react';

export interface Loaded<T> {
  readonly value: T | undefined;
  readonly error: unknown;
  readonly isBusy: boolean;
  readonly reload: () => void;
  /** Takes in the answer to one's own change. */
  readonly learn: (value: T) => void;
}

/** @param ask must be the same function while the question is the same. An answer to an older question is left out. */
export function useLoad<T>(ask: () => Promise<T>): Loaded<T> {
  const [state, setState] = useState<{ value?: T; error?: unknown; isBusy: boolean }>({ isBusy: true });
  const newest = useRef(0);
  const reload = useCallback(() => {
    newest.current += 1;
    const mine = newest.current;
    setState(({ value }) => ({ ...(value === undefined ? {} : { value }), isBusy: true }));
    ask().then(
      (value) => mine === newest.current && setState({ value, isBusy: false }),
      (error: unknown) => mine === newest.current && setState({ error, isBusy: false }),
    );
  }, [ask]);
  useEffect(reload, [reload]);
  const learn = useCallback((value: T) => setState({ value, isBusy: false }), []);
  return { value: state.value, error: state.error, isBusy: state.isBusy, reload, learn };
}
