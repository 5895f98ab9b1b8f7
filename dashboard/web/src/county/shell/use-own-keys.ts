import { useLayoutEffect } from 'react';
import { useStable } from './use-stable.ts';

/** What closes each open dialog, the one that opened last at the end. */
const closers: (() => void)[] = [];

/**
 * While open, a dialog has the keys, wherever the focus is: Escape closes it, and only it, and no key acts on what lies
 * behind. The dialog library alone would not do: it gives Escape to a dialog that is still on its way out, and a focus
 * that went with its button leaves the keys to the page behind.
 */
export function useOwnKeys(isOpen: boolean, close: () => void): void {
  const newest = useStable(close);
  useLayoutEffect(() => {
    if (!isOpen) return;
    // Another function for each dialog: two of one component must not be taken for the same.
    const closer = (): void => newest();
    if (closers.push(closer) === 1) document.addEventListener('keydown', pressed, true);
    return () => {
      closers.splice(closers.indexOf(closer), 1);
      if (closers.length === 0) document.removeEventListener('keydown', pressed, true);
    };
  }, [isOpen, newest]);
}

function pressed(event: KeyboardEvent): void {
  // Escape that ends the composing of a Chinese word is the word's.
  const isEscape = event.key === 'Escape' && !event.isComposing;
  const isInside = event.target instanceof Element && event.target.closest('[role=dialog]') !== null;
  if (isEscape || !isInside) event.stopPropagation();
  if (isEscape) closers.at(-1)?.();
}
