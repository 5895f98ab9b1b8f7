import { useCallback, useEffect, useState } from 'react';

export type Loaded<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly error: unknown }
  | { readonly state: 'here'; readonly value: T };

/** What `load` brings; anew when `load` is another function, so wrap it in `useCallback`. */
export function useLoaded<T>(load: () => Promise<T>): {
  loaded: Loaded<T>;
  reload: () => void;
} {
  const [loaded, setLoaded] = useState<Loaded<T>>({ state: 'loading' });
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `round` asks for another look.
  useEffect(() => {
    let isShown = true;
    load().then(
      (value) => isShown && setLoaded({ state: 'here', value }),
      (error: unknown) => isShown && setLoaded({ state: 'failed', error }),
    );
    return () => {
      isShown = false;
    };
  }, [load, round]);
  return { loaded, reload: useCallback(() => setRound((before) => before + 1), []) };
}
