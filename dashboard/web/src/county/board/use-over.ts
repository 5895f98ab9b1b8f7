import { type RefObject, useEffect } from 'react';

/**
 * Tells whether a pointer is over a part of the page. React's own enter and leave go by pairs of events, and miss a pointer whose last
 * place was taken out of the page under it; that it is over something is told by the browser each time.
 * @param onOver one function for good.
 */
export function useOver(part: RefObject<Element | null>, onOver: (isOver: boolean) => void): void {
  useEffect(() => {
    const over = ({ target }: PointerEvent): void =>
      onOver(target instanceof Node && part.current?.contains(target) === true);
    const out = ({ relatedTarget }: PointerEvent): void => {
      if (relatedTarget === null) onOver(false);
    };
    document.addEventListener('pointerover', over);
    document.addEventListener('pointerout', out);
    return () => {
      document.removeEventListener('pointerover', over);
      document.removeEventListener('pointerout', out);
    };
  }, [part, onOver]);
}
