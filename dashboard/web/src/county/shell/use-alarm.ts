import { useEffect, useMemo, useRef, useState } from 'react';
import { Alarm, type RingKind } from '../../shared/alarm.ts';
import { audible, loudest, type Mutes, mutedForMs, type Ring, toggleMute } from './mute.ts';
import { useStable } from './use-stable.ts';

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
  const unlock = useStable(() => {
    void alarm.current?.unlock().then(() => setUnlocked(alarm.current?.isUnlocked === true));
  });
  // Any touch of the page lets it sound from then on.
  useEffect(() => {
    for (const kind of ['click', 'keydown']) document.addEventListener(kind, unlock);
    return () => {
      for (const kind of ['click', 'keydown']) document.removeEventListener(kind, unlock);
    };
  }, [unlock]);
  const toggle = useStable(() => setMutes((before) => toggleMute(rings, before, performance.now())));
  const check = useStable(() => {
    void alarm.current?.unlock().then(() => {
      setUnlocked(alarm.current?.isUnlocked === true);
      alarm.current?.check();
    });
  });
  const isMuted = rings.length > 0 && ringing === undefined;
  const leftMs = mutedForMs(rings, mutes, nowMs);
  return useMemo(
    () => ({ isUnlocked, isMuted, mutedForMs: leftMs, ringing, unlock, toggleMute: toggle, check }),
    [isUnlocked, isMuted, leftMs, ringing, unlock, toggle, check],
  );
}
