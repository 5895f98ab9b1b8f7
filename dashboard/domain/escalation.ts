/**
 * Who is told next while nobody answers, and when. Pure: times come in as milliseconds of one clock, the console's.
 *
 * A clock starts when the alert is committed, not when it was raised: one that comes three days late after an outage climbs
 * from the first rung as well, instead of waking the county at once. Whoever acknowledges stops it; if the alert is not
 * closed in time it goes on from where it stood.
 */

export interface Rung<Role> {
  /** Since the clock started, s. */
  readonly afterS: number;
  readonly tells: readonly Role[];
  /** Heard in the room until somebody answers. */
  readonly sounds: boolean;
}

export interface Ladder<Role> {
  /** By rising time; the first at 0. */
  readonly rungs: readonly Rung<Role>[];
  /** An alert that was acknowledged and not closed within this goes on, s. */
  readonly resumeAfterS: number;
}

export interface Escalation {
  /** Index of the highest rung that was told; -1 before the first. */
  readonly rung: number;
  /**
   * climbing: its clock runs, or all were told. held: somebody has acknowledged it. stopped: closed, or over.
   */
  readonly phase: 'climbing' | 'held' | 'stopped';
  /** When something is due next; null when nothing is. */
  readonly dueMs: number | null;
}

/** A rung that is to be told now. */
export interface Told<Role> {
  readonly rung: number;
  readonly tells: readonly Role[];
  readonly sounds: boolean;
  /** Somebody had acknowledged the alert, and it was not closed in time. */
  readonly isResumed: boolean;
  /** It reaches nobody: the next one was due at once. */
  readonly isVacant: boolean;
}

export function begin(nowMs: number): Escalation {
  return { rung: -1, phase: 'climbing', dueMs: nowMs };
}

/**
 * What is due by now. After a console was away, several rungs at once: each was promised. A rung that reaches nobody is
 * told all the same, since its step stands in the history, and is not waited for.
 * @param isHeld whether somebody is behind these roles.
 * @returns the new state, and who is to be told, from near to far.
 */
export function climb<Role>(
  ladder: Ladder<Role>,
  state: Escalation,
  nowMs: number,
  isHeld: (tells: readonly Role[]) => boolean = () => true,
): readonly [Escalation, readonly Told<Role>[]] {
  const told: Told<Role>[] = [];
  let current = state;
  let isResumed = state.phase === 'held';
  while (current.dueMs !== null && current.dueMs <= nowMs) {
    // There is nobody beyond the last: who was told there is told again.
    const rung = Math.min(current.rung + 1, ladder.rungs.length - 1);
    const next = ladder.rungs[rung];
    if (next === undefined) return [stop(current), told];
    const isVacant = !isHeld(next.tells);
    told.push({ rung, tells: next.tells, sounds: next.sounds, isResumed, isVacant });
    isResumed = false;
    current = { rung, phase: 'climbing', dueMs: dueAfter(ladder, rung, current.dueMs, isVacant) };
  }
  return [current, told];
}

/** The time between two rungs counts from when the lower one was due, so that a late console makes none later. */
function dueAfter(ladder: Ladder<unknown>, rung: number, dueMs: number, isVacant: boolean): number | null {
  const [here, next] = [ladder.rungs[rung], ladder.rungs[rung + 1]];
  if (here === undefined || next === undefined) return null;
  return isVacant ? dueMs : dueMs + (next.afterS - here.afterS) * 1000;
}

/** Somebody takes it: the clock stops for everyone. */
export function acknowledge(ladder: Ladder<unknown>, state: Escalation, nowMs: number): Escalation {
  if (state.phase === 'stopped') return state;
  return { ...state, phase: 'held', dueMs: nowMs + ladder.resumeAfterS * 1000 };
}

/** Closed by people, or the machine saw that it is over. */
export function stop(state: Escalation): Escalation {
  return { ...state, phase: 'stopped', dueMs: null };
}

/** One message to people of a rung, on one channel. */
export interface RungMessage {
  readonly outcome: 'delivered' | 'failed' | 'cancelled' | null;
  /** Attempts that have ended, all refused while there is no outcome. */
  readonly refusals: number;
  /** Its channel fails at present: another attempt is no hope to wait for. */
  readonly isChannelFailing: boolean;
}

/** Whether a rung has reached nobody, and will not in time. A rung without messages is told by people: it is waited for. */
export function isExhausted(messages: readonly RungMessage[]): boolean {
  return (
    messages.length > 0 &&
    messages.every(
      ({ isChannelFailing, outcome, refusals }) =>
        outcome === 'failed' || (outcome === null && refusals > 0 && isChannelFailing),
    )
  );
}

/** The rung that was told last has reached nobody: the next one is due now. */
export function hurry(state: Escalation, nowMs: number): Escalation {
  const isWaiting = state.phase === 'climbing' && state.dueMs !== null && state.dueMs > nowMs;
  return isWaiting ? { ...state, dueMs: nowMs } : state;
}
