import { type RefObject, useEffect, useRef } from 'react';
import { useStable } from './use-stable.ts';

/** Told this far from the edge of what is seen, so that scrolling meets no gap. */
const MARGIN = '400px';

/** Tells that an element is near what is seen, each time that it is looked for anew. */
export function useNear<E extends Element>(isSought: boolean, near: () => void): RefObject<E> {
  const element = useRef<E>(null);
  const told = useStable(near);
  // Without a list of what it depends on: drawn further down, it is looked for again.
  useEffect(() => {
    if (element.current === null || !isSought) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting === true && told(), {
      rootMargin: MARGIN,
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  });
  return element;
}
