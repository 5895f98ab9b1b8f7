import { useCallback, useRef } from 'react';

/** One function for as long as the component stands, which calls the newest: what is given it need not be drawn anew. */
export function useStable<A extends readonly unknown[]>(newest: (...args: A) => void): (...args: A) => void {
  const held = useRef(newest);
  held.current = newest;
  return useCallback((...args: A) => held.current(...args), []);
}
