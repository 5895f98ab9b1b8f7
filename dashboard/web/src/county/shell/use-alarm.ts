import { useEffect, useRef, useState } from 'react';
import { Alarm, type RingKind } from '../../shared/alarm.ts';
import { audible, loudest, type Mutes, mutedForMs, type Ring, toggleMute } from './mute.ts';

export interface BoardAlarm {
  readonly isUnlocked: boolean;
  /** Something calls, and nothing of it is heard. */
  readonly isMuted: boolean;
  /** Until what is muted is heard again, ms; undefined when nothing is. */
  readonly mutedForMs: number | undefined;
  /** What is heard now. */
  readonly ringing: RingKind | undefined;
  readonly unlock: () => void;
  readonly toggleMute: () => void;
  /** Plays each sound once. */
  readonly check: () => void;
}

/** Rings while something calls that is not muted, as the gravest of it sounds. */
export function useAlarm(rings: readonly Ring[], nowMs: number): BoardAlarm {
  const alarm = useRef<Alarm>(undefined);
  alarm.current ??= new Alarm();
  const [isUnlocked, setUnlocked] = useState(false);
  const [mutes, setMutes] = useState<Mutes>(new Map());
  const ringing = loudest(audible(rings, mutes, nowMs));

  useEffect(() => {
    if (ringing === undefined) alarm.current?.stop();
    else alarm.current?.ring(ringing);
  }, [ringing]);
  useEffect(() => () => alarm.current?.stop(), []);
  const unlock = async (): Promise<void> => {
    await alarm.current?.unlock();
    setUnlocked(alarm.current?.isUnlocked === true);
  };
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
    isMuted: rings.length > 0 && ringing === undefined,
    mutedForMs: mutedForMs(rings, mutes, nowMs),
    ringing,
    unlock: () => void unlock(),
    toggleMute: () => setMutes((before) => toggleMute(rings, before, performance.now())),
    check: () => void unlock().then(() => alarm.current?.check()),
  };
}
