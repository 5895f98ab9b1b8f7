/** Which calls the room hears. A mute silences what rings now, not the next person, and not for ever. Pure. */
import type { RingKind } from '../../shared/alarm.ts';

export interface Ring {
  /** What the room is called for: an alert, once more when it escalates. */
  readonly id: string;
  readonly kind: RingKind;
}

/** Until when each is silent, monotonic ms. */
export type Mutes = ReadonlyMap<string, number>;

export const MUTE_MS = 180_000;

const LOUDNESS: readonly RingKind[] = ['extreme', 'severe', 'moderate', 'drill'];

export function audible(rings: readonly Ring[], mutes: Mutes, nowMs: number): Ring[] {
  return rings.filter(({ id }) => (mutes.get(id) ?? nowMs) <= nowMs);
}

/** The gravest is what is heard. */
export function loudest(rings: readonly Ring[]): RingKind | undefined {
  return LOUDNESS.find((kind) => rings.some((ring) => ring.kind === kind));
}

/** Silences what is heard; when nothing is, lets all be heard again. What calls no more is forgotten. */
export function toggleMute(rings: readonly Ring[], mutes: Mutes, nowMs: number): Mutes {
  const heard = audible(rings, mutes, nowMs);
  if (heard.length === 0) return new Map();
  const kept = rings.flatMap(({ id }) => {
    const untilMs = mutes.get(id);
    return untilMs === undefined || untilMs <= nowMs ? [] : [[id, untilMs] as const];
  });
  return new Map([...kept, ...heard.map(({ id }) => [id, nowMs + MUTE_MS] as const)]);
}

/** How long until the first of them is heard again, ms; undefined when nothing is muted. */
export function mutedForMs(rings: readonly Ring[], mutes: Mutes, nowMs: number): number | undefined {
  const left = rings.flatMap(({ id }) => {
    const untilMs = mutes.get(id);
    return untilMs === undefined || untilMs <= nowMs ? [] : [untilMs - nowMs];
  });
  return left.length === 0 ? undefined : Math.min(...left);
}
