/** Rings and shakes while nobody has taken an alert of the own division. */
import { useEffect } from 'react';
import type { AlertView } from '../../../../edge-config/contracts/rest.ts';
import { callId, ringOf } from '../county/shell/state.ts';
import { type BoardAlarm, useAlarm } from '../county/shell/use-alarm.ts';

const SHAKE_MS = [400, 200, 400];
const SHAKE_EVERY_MS = 3000;

export function useRinging(open: readonly AlertView[], monotonicMs: number): BoardAlarm {
  const rings = open.flatMap((view) => {
    const kind = view.machineEnded ? undefined : ringOf(view);
    return kind === undefined ? [] : [{ id: callId(view), kind }];
  });
  const alarm = useAlarm(rings, monotonicMs);
  const isShaking = alarm.ringing !== undefined;
  useEffect(() => {
    if (!isShaking) return undefined;
    const timer = setInterval(() => navigator.vibrate?.(SHAKE_MS), SHAKE_EVERY_MS);
    return () => clearInterval(timer);
  }, [isShaking]);
  return alarm;
}
