import { useEffect, useRef, useState } from 'react';
import { Alarm } from '../shared/alarm.ts';

const VIBRATION_MS = [400, 200, 400, 800];
const VIBRATE_EVERY_MS = 2000;

/** Rings and shakes while it should. @returns whether it can be heard: browsers keep silent until the page was touched. */
export function useAlarm(isRinging: boolean): boolean {
  const [isUnlocked, setUnlocked] = useState(false);
  const alarm = useRef<Alarm>(undefined);
  alarm.current ??= new Alarm();
  useEffect(() => {
    // On click, not on pointer-down: the hint that goes away would shift the button from under the finger.
    const touched = (): void => {
      void alarm.current?.unlock().then(() => setUnlocked(alarm.current?.isUnlocked === true));
    };
    document.addEventListener('click', touched);
    return () => document.removeEventListener('click', touched);
  }, []);
  useEffect(() => {
    if (!isRinging) return undefined;
    const current = alarm.current;
    current?.ring();
    const shake = setInterval(() => navigator.vibrate?.(VIBRATION_MS), VIBRATE_EVERY_MS);
    return () => {
      clearInterval(shake);
      current?.stop();
    };
  }, [isRinging]);
  return isUnlocked;
}
