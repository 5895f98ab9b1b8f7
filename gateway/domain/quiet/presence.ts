/**
 * Absence 未见活动: nobody of a household is seen, over all its cameras. Counts only time in which all of them see; time
 * of day comes from the wall clock, durations never do, so that a clock that jumps raises nothing.
 */
import {
  type BaselineState,
  EMPTY_BASELINE,
  type LearningParams,
  learn,
  limitMin,
  noteGap,
  type OpenGap,
  SLOT_MIN,
  SLOTS,
  widen,
} from './baseline.ts';
import {
  type Calendar,
  clockText,
  type Hours,
  isSchoolDay,
  type LocalTime,
  lengthMin,
  MINUTES_PER_DAY,
  within,
} from './calendar.ts';
import { type Concern, durationText, minutes } from './concern.ts';

export interface PresenceParams {
  /** Nobody seen for so long in the active hours. */
  readonly unseenMin: number;
  /** When someone should be about. */
  readonly activeHours: Hours;
  /** Somebody must have been seen since the active hours began by this minute of the day; null: not asked. */
  readonly morningByMinute: number | null;
  /** On school days a child must have been seen in the hours before this minute; null: not asked. */
  readonly homeByMinute: number | null;
  /** Who went out is asked after when not back within this. */
  readonly outMin: number;
  readonly learning: LearningParams;
  readonly calendar: Calendar;
}

export interface PresenceInput {
  /** Time since the tick before, monotonic, ms. */
  readonly stepMs: number;
  readonly local: LocalTime;
  /** All cameras of the household see. */
  readonly known: boolean;
  readonly seen: boolean;
  /** Somebody was last seen in an exit. */
  readonly exited: boolean;
  /** Kept to be told, never to decide by. */
  readonly wallMs: number;
}

export interface PresenceState {
  /** Watched time since somebody was seen, in the active hours alone and in all. */
  readonly unseenActiveMs: number;
  readonly unseenMs: number;
  /** The active hours of this date: watched time, and whether somebody was seen. */
  readonly day: { readonly date: string; readonly watchedMs: number; readonly seen: boolean };
  /** The hours before a child should be home, likewise. */
  readonly homecoming: { readonly date: string; readonly watchedMs: number; readonly seen: boolean };
  /** When somebody was last seen to go out; null when back. */
  readonly outSince: { readonly minute: number; readonly watchedMs: number } | null;
  readonly lastMinute: number | null;
  readonly raised: Rule | null;
  /** What the open alert was raised at, for a later word of people. */
  readonly lastAlert: { readonly local: LocalTime; readonly unseenMin: number } | null;
  readonly alerts: number;
  readonly baseline: BaselineState;
  /** The present time without anybody, to be learnt if it ends well. */
  readonly gap: OpenGap;
  readonly known: boolean;
  readonly lastSeenWallMs: number | null;
  /** For each quarter of an hour of this date, the longest time without anybody, minutes; -1 where it is unknown. */
  readonly today: { readonly date: string; readonly longestMin: readonly number[] };
}

export type Rule = 'unseen' | 'morning' | 'not_home' | 'out';

const NO_DAY = { date: '', watchedMs: 0, seen: false } as const;

export const EMPTY_PRESENCE: PresenceState = {
  unseenActiveMs: 0,
  unseenMs: 0,
  day: NO_DAY,
  homecoming: NO_DAY,
  outSince: null,
  lastMinute: null,
  raised: null,
  lastAlert: null,
  alerts: 0,
  baseline: EMPTY_BASELINE,
  gap: [],
  known: false,
  lastSeenWallMs: null,
  today: { date: '', longestMin: [] },
};

/** A child comes home within these hours before the limit. */
const HOMECOMING_MIN = 240;
/** Of the time that a question is about, this share must have been watched before "not seen" means anything. */
const WATCHED_SHARE = 0.8;
/** A question about the morning is asked until so long after its hour, not in the evening. */
const ASKED_FOR_MIN = 240;
/** A clock that leaps by more than this between two ticks was set: the day's questions begin anew. */
const LEAP_MIN = 5;

export function updatePresence(
  before: PresenceState,
  input: PresenceInput,
  params: PresenceParams,
): [PresenceState, readonly Concern[]] {
  const state = drawn(counted(withoutLeap(before, input), input, params), input);
  if (input.seen) {
    const ended = before.raised === null ? [] : [told('ended', before.raised, state, input, 0)];
    const outSince = input.exited ? { minute: input.local.minute, watchedMs: 0 } : null;
    const baseline = before.raised === null ? learn(state.baseline, state.gap, input.local) : state.baseline;
    return [{ ...state, unseenActiveMs: 0, unseenMs: 0, outSince, raised: null, baseline, gap: [] }, ended];
  }
  const noted = withGap(state, input, params);
  if (!input.known || noted.raised !== null) return [noted, []];
  const found = brokenRule(noted, input, params);
  if (found === null) return [noted, []];
  const next: PresenceState = {
    ...noted,
    raised: found.rule,
    alerts: noted.alerts + 1,
    lastAlert: { local: input.local, unseenMin: noted.unseenActiveMs / 60_000 },
  };
  return [next, [told('raised', found.rule, next, input, found.limitMin)]];
}

/** People said that the last alert was false: what it was about is usual from now on. */
export function unlearn(state: PresenceState, params: PresenceParams): PresenceState {
  if (state.lastAlert === null) return state;
  const { calendar, learning } = params;
  return {
    ...state,
    baseline: widen(state.baseline, { ...state.lastAlert, calendar }, learning),
    lastAlert: null,
  };
}

/** A clock set back or forth: what was counted for "this morning" belongs to another one. */
function withoutLeap(state: PresenceState, { local, stepMs }: PresenceInput): PresenceState {
  if (state.lastMinute === null) return { ...state, lastMinute: local.minute };
  const passed = (local.minute - state.lastMinute + MINUTES_PER_DAY) % MINUTES_PER_DAY;
  const expected = (stepMs / 60_000) % MINUTES_PER_DAY;
  const off = Math.abs(passed - expected);
  const leapt = Math.min(off, MINUTES_PER_DAY - off) > LEAP_MIN;
  const next = { ...state, lastMinute: local.minute };
  return leapt ? { ...next, day: NO_DAY, homecoming: NO_DAY } : next;
}

function counted(state: PresenceState, input: PresenceInput, params: PresenceParams): PresenceState {
  const { local, known, seen, stepMs } = input;
  const watchedMs = known ? stepMs : 0;
  const isActive = within(params.activeHours, local.minute);
  const tally = (old: PresenceState['day'], isAsked: boolean): PresenceState['day'] => {
    const today = old.date === local.date ? old : { ...NO_DAY, date: local.date };
    return isAsked ? { ...today, watchedMs: today.watchedMs + watchedMs, seen: today.seen || seen } : today;
  };
  const { homeByMinute } = params;
  const isHomecoming =
    homeByMinute !== null &&
    local.minute >= homeByMinute - HOMECOMING_MIN &&
    local.minute < homeByMinute + ASKED_FOR_MIN;
  return {
    ...state,
    unseenMs: state.unseenMs + watchedMs,
    unseenActiveMs: state.unseenActiveMs + (isActive ? watchedMs : 0),
    day: tally(state.day, isActive),
    homecoming: tally(state.homecoming, isHomecoming),
    outSince:
      state.outSince === null ? null : { ...state.outSince, watchedMs: state.outSince.watchedMs + watchedMs },
  };
}

/** What the picture of the day shows. */
function drawn(state: PresenceState, { known, local, seen, wallMs }: PresenceInput): PresenceState {
  const today =
    state.today.date === local.date
      ? state.today
      : { date: local.date, longestMin: Array<number>(SLOTS).fill(-1) };
  const slot = Math.floor(local.minute / SLOT_MIN);
  const value = known ? Math.round(state.unseenActiveMs / 60_000) : -1;
  const isNews = value > (today.longestMin[slot] ?? -1);
  return {
    ...state,
    known,
    lastSeenWallMs: seen ? wallMs : state.lastSeenWallMs,
    today: isNews ? { ...today, longestMin: today.longestMin.with(slot, value) } : today,
  };
}

function withGap(
  state: PresenceState,
  { known, local }: PresenceInput,
  { calendar }: PresenceParams,
): PresenceState {
  // Who went out says nothing about who is at home and not seen.
  if (!known || state.raised !== null || state.outSince !== null) return state;
  const gap = noteGap(state.gap, { local, calendar, unseenMin: state.unseenActiveMs / 60_000 });
  return gap === state.gap ? state : { ...state, gap };
}

function brokenRule(
  state: PresenceState,
  { local }: PresenceInput,
  params: PresenceParams,
): { readonly rule: Rule; readonly limitMin: number } | null {
  const { activeHours, calendar, homeByMinute, learning, morningByMinute, outMin, unseenMin } = params;
  if (homeByMinute !== null && isSchoolDay(local, calendar) && isAsked(local, homeByMinute)) {
    const { watchedMs, seen } = state.homecoming;
    if (!seen && watchedMs >= HOMECOMING_MIN * WATCHED_SHARE * 60_000)
      return { rule: 'not_home', limitMin: homeByMinute };
  }
  if (state.outSince !== null) {
    return state.outSince.watchedMs >= outMin * 60_000 ? { rule: 'out', limitMin: outMin } : null;
  }
  if (morningByMinute !== null && isAsked(local, morningByMinute)) {
    const askedMin = lengthMin({ fromMinute: activeHours.fromMinute, toMinute: morningByMinute });
    const { watchedMs, seen } = state.day;
    if (!seen && watchedMs >= askedMin * WATCHED_SHARE * 60_000)
      return { rule: 'morning', limitMin: morningByMinute };
  }
  if (!within(activeHours, local.minute)) return null;
  const limit = limitMin(state.baseline, { local, calendar, fixedMin: unseenMin }, learning);
  return state.unseenActiveMs >= limit * 60_000 ? { rule: 'unseen', limitMin: limit } : null;
}

function isAsked(local: LocalTime, byMinute: number): boolean {
  return local.minute >= byMinute && local.minute < byMinute + ASKED_FOR_MIN;
}

function told(
  kind: 'raised' | 'ended',
  rule: Rule,
  state: PresenceState,
  { local }: PresenceInput,
  limit: number,
): Concern {
  return {
    kind,
    key: `absence-${state.alerts}`,
    type: 'absence',
    severity: rule === 'not_home' || rule === 'out' ? 'severe' : 'moderate',
    reason:
      kind === 'ended'
        ? { zh: '又看到人了', en: 'Somebody is seen again' }
        : reasonOf(rule, state, local, limit),
    measurements:
      kind === 'ended'
        ? []
        : [minutes('unseenMin', { zh: '未见人时长', en: 'Nobody seen for' }, state.unseenMs)],
    sinceMs: state.unseenMs,
  };
}

function reasonOf(rule: Rule, state: PresenceState, local: LocalTime, limit: number): Concern['reason'] {
  const unseen = durationText(state.unseenActiveMs);
  switch (rule) {
    case 'morning':
      return {
        zh: `到 ${clockText(limit)} 还没有看到人`,
        en: `Nobody seen this morning by ${clockText(limit)}`,
      };
    case 'not_home':
      return {
        zh: `到 ${clockText(limit)} 还没有看到孩子回家`,
        en: `No child seen home by ${clockText(limit)}`,
      };
    case 'out': {
      const left = clockText(state.outSince?.minute ?? local.minute);
      return { zh: `${left} 外出，至今未回`, en: `Went out at ${left}, not back` };
    }
    case 'unseen': {
      const longest = durationText(limit * 60_000);
      return {
        zh: `白天 ${unseen.zh}没有看到人（上限 ${longest.zh}）`,
        en: `Nobody seen for ${unseen.en} of the day (limit ${longest.en})`,
      };
    }
  }
}
