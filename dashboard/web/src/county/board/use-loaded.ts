import { useCallback, useEffect, useState } from 'react';

/** What is asked of the console for as long as `key` stands. */
export type Loaded<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly value: T }
  | { readonly state: 'failed'; readonly error: unknown };

/** @param key undefined: nothing is asked. */
export function useLoaded<T>(
  key: string | undefined,
  load: (key: string) => Promise<T>,
): [Loaded<T>, () => void] {
  const [loaded, setLoaded] = useState<Loaded<T>>({ state: 'loading' });
  const [tries, setTries] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is asked is named by the key; a try asks again.
  useEffect(() => {
    if (key === undefined) return;
    let isShown = true;
    setLoaded({ state: 'loading' });
    load(key).then(
      (value) => isShown && setLoaded({ state: 'ready', value }),
      (error: unknown) => isShown && setLoaded({ state: 'failed', error }),
    );
    return () => {
      isShown = false;
    };
  }, [key, tries]);
  return [loaded, useCallback(() => setTries((count) => count + 1), [])];
}
