import { useEffect, useRef, useState } from 'react';
import { Alarm } from '../../shared/alarm.ts';

export interface BoardAlarm {
  readonly isUnlocked: boolean;
  readonly isMuted: boolean;
  readonly unlock: () => void;
  readonly toggleMute: () => void;
}

/** Rings while an alert calls. A mute ends with the next new alert: it silences this one, not the next person. */
export function useAlarm(callingIds: readonly string[]): BoardAlarm {
  const alarm = useRef<Alarm>(undefined);
  alarm.current ??= new Alarm();
  const [isUnlocked, setUnlocked] = useState(false);
  const [mutedIds, setMutedIds] = useState<ReadonlySet<string>>(new Set());
  const audible = callingIds.filter((id) => !mutedIds.has(id));
  const shouldRing = audible.length > 0;

  useEffect(() => {
    if (shouldRing) alarm.current?.ring();
    else alarm.current?.stop();
  }, [shouldRing]);
  useEffect(() => () => alarm.current?.stop(), []);
  // Any touch of the page lets it sound from then on.
  useEffect(() => {
    const touched = (): void => {
      void alarm.current?.unlock().then(() => setUnlocked(alarm.current?.isUnlocked === true));
    };
    for (const kind of ['click', 'keydown']) document.addEventListener(kind, touched);
    return () => {
      for (const kind of ['click', 'keydown']) document.removeEventListener(kind, touched);
    };
  }, []);

  return {
    isUnlocked,
    isMuted: callingIds.length > 0 && !shouldRing,
    unlock: () => void alarm.current?.unlock().then(() => setUnlocked(alarm.current?.isUnlocked === true)),
    toggleMute: () =>
      setMutedIds((muted) => (shouldRing ? new Set(callingIds) : muted.size > 0 ? new Set() : muted)),
  };
}
