import { useEffect } from 'react';
import { useStable } from '../shell/use-stable.ts';

/** Listens to keys of the page while active; keys with Ctrl, Alt or Meta are the browser's. */
export function useKeys(isActive: boolean, pressed: (event: KeyboardEvent) => void): void {
  const newest = useStable(pressed);
  useEffect(() => {
    if (!isActive) return;
    const listen = (event: KeyboardEvent): void => {
      if (!event.ctrlKey && !event.metaKey && !event.altKey) newest(event);
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [isActive, newest]);
}

/** Somebody writes there: its letters are no commands. */
export function isTyping({ target }: KeyboardEvent): boolean {
  return target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}
