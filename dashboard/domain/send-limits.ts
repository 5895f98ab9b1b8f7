/** How often a channel may be used: by number, and by robot. Pure; times are milliseconds of one clock. */

export interface RecipientLimits {
  readonly perMinute: number;
  readonly perHour: number;
  /** In any 24 hours. */
  readonly perDay: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/**
 * @param sentMs when this number was told before, in any order.
 * @returns when it may be told next; `nowMs` or before: now.
 */
export function nextForRecipient(limits: RecipientLimits, sentMs: readonly number[], nowMs: number): number {
  return Math.max(
    freeAt(sentMs, { count: limits.perMinute, windowMs: MINUTE_MS }, nowMs),
    freeAt(sentMs, { count: limits.perHour, windowMs: HOUR_MS }, nowMs),
    freeAt(sentMs, { count: limits.perDay, windowMs: DAY_MS }, nowMs),
  );
}

interface Window {
  readonly count: number;
  readonly windowMs: number;
}

/** When fewer than `count` lie within the window before it. */
function freeAt(sentMs: readonly number[], { count, windowMs }: Window, nowMs: number): number {
  const within = sentMs.filter((ms) => ms > nowMs - windowMs).sort((a, b) => b - a);
  const blocking = within[count - 1];
  return blocking === undefined ? nowMs : blocking + windowMs;
}

/** What a robot does with all that is due for it now. */
export interface RobotPlan {
  /** Of the messages that are due, gravest first: so many go out each on its own. */
  readonly single: number;
  /** Whether the others go out together, as one summary. */
  readonly merges: boolean;
  /** When the rest is looked at again; null when nothing is left. */
  readonly waitUntilMs: number | null;
}

/**
 * A robot that talks too much is silenced by its platform, DingTalk's for ten minutes: the next alert would find it dumb. So
 * no minute ever holds more than `perMinute`, which is stricter than a bucket that refills, and of what is left of a minute
 * at most half is spent at once on single messages, so that something graver a moment later still finds room.
 * @param sentMs when it sent before.
 */
export function planRobot(
  perMinute: number,
  sentMs: readonly number[],
  due: number,
  nowMs: number,
): RobotPlan {
  const within = sentMs.filter((ms) => ms > nowMs - MINUTE_MS);
  const free = perMinute - within.length;
  if (due === 0) return { single: 0, merges: false, waitUntilMs: null };
  if (free <= 0) return { single: 0, merges: false, waitUntilMs: Math.min(...within) + MINUTE_MS };
  const single = Math.floor(free / 2);
  if (due <= Math.max(1, single)) return { single: due, merges: false, waitUntilMs: null };
  return { single, merges: true, waitUntilMs: null };
}
