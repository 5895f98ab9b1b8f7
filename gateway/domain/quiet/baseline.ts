/**
 * What is usual in one household: for each quarter of an hour of each kind of day, the longest time that nobody was seen.
 * For two weeks a fixed rule holds; then the usual plus a buffer, never more than the cap. Learnt only while all is
 * well and all cameras see.
 */
import { type Calendar, DAY_KINDS, dayKind, type LocalTime } from './calendar.ts';

export interface LearningParams {
  /** Days of learning before what was learnt counts. */
  readonly fixedDays: number;
  /** On top of the usual. */
  readonly bufferMin: number;
  /** No learnt limit is shorter: who is always about may go to the neighbours for once. */
  readonly floorMin: number;
  /** No limit is ever longer. */
  readonly capMin: number;
}

export interface BaselineState {
  /** Minutes, `DAY_KINDS` rows of `SLOTS`; -1 where nothing was learnt. */
  readonly longestMin: readonly number[];
  readonly learntDays: number;
  readonly lastDate: string | null;
}

export const SLOT_MIN = 15;
export const SLOTS = 96;
/** Quarters of an hour before and after that count as well: nobody lives by the minute. */
const NEIGHBOURS = 4;

export const EMPTY_BASELINE: BaselineState = {
  longestMin: Array<number>(DAY_KINDS * SLOTS).fill(-1),
  learntDays: 0,
  lastDate: null,
};

/** A time without anybody that is not over yet: slot by slot, how long it had lasted then, minutes. */
export type OpenGap = readonly (readonly [slot: number, unseenMin: number])[];

/** Slots that one gap may pass through: two days. */
const MAX_GAP_SLOTS = 2 * SLOTS;

/** One more moment of it. Learnt only once it has ended well: a gap must not make itself usual while it grows. */
export function noteGap(
  gap: OpenGap,
  { local, calendar, unseenMin }: { local: LocalTime; calendar: Calendar; unseenMin: number },
): OpenGap {
  const slot = slotOf(local, calendar);
  const value = Math.round(unseenMin);
  const last = gap.at(-1);
  if (last?.[0] === slot) return last[1] === value ? gap : [...gap.slice(0, -1), [slot, value]];
  return [...gap, [slot, value] as const].slice(-MAX_GAP_SLOTS);
}

/** Somebody is seen again, and nothing had to be raised. */
export function learn(state: BaselineState, gap: OpenGap, { date }: Pick<LocalTime, 'date'>): BaselineState {
  const isNewDay = state.lastDate !== date;
  const news = gap.filter(([slot, value]) => value > (state.longestMin[slot] ?? -1));
  if (!isNewDay && news.length === 0) return state;
  const longestMin = [...state.longestMin];
  for (const [slot, value] of news) longestMin[slot] = value;
  return { longestMin, learntDays: state.learntDays + (isNewDay ? 1 : 0), lastDate: date };
}

/** The limit at this time, minutes; the fixed one until enough was learnt. */
export function limitMin(
  state: BaselineState,
  { local, calendar, fixedMin }: { local: LocalTime; calendar: Calendar; fixedMin: number },
  { fixedDays, bufferMin, floorMin, capMin }: LearningParams,
): number {
  const fixed = Math.min(fixedMin, capMin);
  if (state.learntDays <= fixedDays) return fixed;
  const row = dayKind(local, calendar) * SLOTS;
  const slot = Math.floor(local.minute / SLOT_MIN);
  let usual = -1;
  for (let by = -NEIGHBOURS; by <= NEIGHBOURS; by += 1) {
    usual = Math.max(usual, state.longestMin[row + ((slot + by + SLOTS) % SLOTS)] ?? -1);
  }
  return usual < 0 ? fixed : Math.min(capMin, Math.max(floorMin, usual + bufferMin));
}

/** Someone said that an alert at this time was false: the usual is at least what it was then, within the cap. */
export function widen(
  state: BaselineState,
  { local, calendar, unseenMin }: { local: LocalTime; calendar: Calendar; unseenMin: number },
  { capMin }: LearningParams,
): BaselineState {
  const at = slotOf(local, calendar);
  const value = Math.min(capMin, Math.round(unseenMin));
  return { ...state, longestMin: state.longestMin.with(at, Math.max(value, state.longestMin[at] ?? -1)) };
}

function slotOf(local: LocalTime, calendar: Calendar): number {
  return dayKind(local, calendar) * SLOTS + Math.floor(local.minute / SLOT_MIN);
}
