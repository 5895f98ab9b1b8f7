/**
 * What somebody did out there and tells later: with its own time, and never refused, since it has happened. Pure.
 */
import { type AlertLife, act, isRemark, type LifeStep } from './alert-life.ts';

/** Clocks of phones differ by so much. */
export const MAX_AHEAD_MS = 2 * 60_000;
/** What is older was not merely out of reach: that clock is wrong. */
export const MAX_AGE_MS = 24 * 3600_000;

export interface OwnTime {
  /** The time that counts, RFC 3339. */
  readonly at: string;
  /** What the phone said, when that cannot be; null when it was believed. */
  readonly claimedAt: string | null;
}

/** @param claimed RFC 3339, by the phone. @param nowMs when it is told, by the console. */
export function ownTime(claimed: string, nowMs: number): OwnTime {
  const aheadMs = Date.parse(claimed) - nowMs;
  if (aheadMs <= MAX_AHEAD_MS && -aheadMs <= MAX_AGE_MS) return { at: claimed, claimedAt: null };
  return { at: new Date(nowMs).toISOString(), claimedAt: claimed };
}

export interface Settled {
  readonly life: AlertLife;
  /** Somebody else had closed it, or had taken what is taken here: both stand in the history. */
  readonly isConflict: boolean;
}

/** @param isOthers whether somebody else has the alert in hand. */
export function settle(life: AlertLife, step: Omit<LifeStep, 'seenRevision'>, isOthers: boolean): Settled {
  const { at, kind } = step;
  const noted = { ...life, revision: life.revision + 1 };
  if (life.state === 'closed') {
    const wasThere = kind === 'on_scene' && life.closedAt !== null && isBefore(at, life.closedAt);
    const onSceneAt = wasThere ? earlier(life.onSceneAt, at) : life.onSceneAt;
    return { life: { ...noted, onSceneAt }, isConflict: !isRemark(kind) };
  }
  const next = act(life, { ...step, seenRevision: null });
  // Taken already, or one more is there.
  if (next === undefined) return { life: noted, isConflict: kind === 'acknowledged' && isOthers };
  if (isRemark(kind)) return { life: next, isConflict: false };
  return {
    life: {
      ...next,
      acknowledgedAt: earlier(life.acknowledgedAt, at),
      dispatchedAt: kind === 'dispatched' ? earlier(life.dispatchedAt, at) : next.dispatchedAt,
      onSceneAt: kind === 'on_scene' ? earlier(life.onSceneAt, at) : next.onSceneAt,
    },
    isConflict: false,
  };
}

/** The first of its kind, in whichever order they are told. */
function earlier(known: string | null, at: string): string {
  return known === null || isBefore(at, known) ? at : known;
}

function isBefore(one: string, other: string): boolean {
  return Date.parse(one) < Date.parse(other);
}
