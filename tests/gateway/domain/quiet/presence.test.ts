import { describe, expect, it } from 'vitest';
import { type LocalTime, MINUTES_PER_DAY } from '../../../../gateway/domain/quiet/calendar.ts';
import type { Concern } from '../../../../gateway/domain/quiet/concern.ts';
import {
  EMPTY_PRESENCE,
  type PresenceInput,
  type PresenceParams,
  type PresenceState,
  unlearn,
  updatePresence,
} from '../../../../gateway/domain/quiet/presence.ts';

const params: PresenceParams = {
  unseenMin: 720,
  activeHours: { fromMinute: 360, toMinute: 1260 },
  morningByMinute: 600,
  homeByMinute: null,
  outMin: 480,
  learning: { fixedDays: 14, bufferMin: 120, floorMin: 240, capMin: 960 },
  calendar: { holidays: [], schoolWeekdays: [1, 2, 3, 4, 5] },
};

/** 2026-03-02 is a Monday; minutes are counted from its midnight. */
function localAt(minute: number): LocalTime {
  const day = Math.floor(minute / MINUTES_PER_DAY);
  const date = new Date(Date.UTC(2026, 2, 2 + day)).toISOString().slice(0, 10);
  return { date, minute: minute % MINUTES_PER_DAY, weekday: (day % 7) + 1 };
}

interface Told {
  readonly at: number;
  readonly concern: Concern;
}

/** Minute by minute; `life` says what is different from "nobody seen, all cameras see". */
function live(
  [from, to]: readonly [number, number],
  life: (minute: number) => Partial<PresenceInput>,
  { state = EMPTY_PRESENCE, rules = params }: { state?: PresenceState; rules?: PresenceParams } = {},
): { state: PresenceState; told: Told[] } {
  const told: Told[] = [];
  let now = state;
  for (let minute = from; minute < to; minute += 1) {
    const input = {
      stepMs: 60_000,
      local: localAt(minute),
      known: true,
      seen: false,
      exited: false,
      wallMs: minute * 60_000,
      ...life(minute),
    };
    const [next, concerns] = updatePresence(now, input, rules);
    now = next;
    told.push(...concerns.map((concern) => ({ at: minute, concern })));
  }
  return { state: now, told };
}

const seenAt =
  (...minutes: number[]) =>
  (minute: number): Partial<PresenceInput> => ({ seen: minutes.includes(minute) });

describe('absence', () => {
  it('asks after someone who is not seen by the hour of the morning, once, and ends when seen', () => {
    const { told } = live([300, 900], seenAt(700));
    expect(told.map(({ at, concern }) => [at, concern.kind])).toEqual([
      [600, 'raised'],
      [700, 'ended'],
    ]);
    expect(told[0]?.concern.reason).toEqual({
      zh: '到 10:00 还没有看到人',
      en: 'Nobody seen this morning by 10:00',
    });
    expect(told[0]?.concern.key).toBe(told[1]?.concern.key);
  });

  it('counts unseen time in the active hours only', () => {
    const { told } = live([420, 420 + 2 * MINUTES_PER_DAY], seenAt(420, MINUTES_PER_DAY + 420));
    // Seen at 7:00, nobody until 19:00: 720 minutes later; then ended by the sighting of the next day.
    expect(told.map(({ at, concern }) => [at, concern.kind])).toEqual([
      [420 + 720, 'raised'],
      [MINUTES_PER_DAY + 420, 'ended'],
      [MINUTES_PER_DAY + 420 + 720, 'raised'],
    ]);
  });

  it('neither ripens nor ends anything while a camera does not see', () => {
    const blind = live([300, 1260], (minute) => ({ known: minute < 330 }));
    expect(blind.told).toEqual([]);
    const raised = live([300, 620], () => ({}));
    const later = live([620, 1200], () => ({ known: false }), { state: raised.state });
    expect(later.told).toEqual([]);
    expect(later.state.raised).toBe('morning');
  });

  it('asks about a morning that it could not watch only when it has watched as long as that', () => {
    const { told } = live([300, 840], (minute) => ({ known: minute >= 500 }));
    // 80 % of the four hours from six to ten, counted from 8:20 on.
    expect(told.map(({ at }) => at)).toEqual([500 + 0.8 * 240 - 1]);
  });

  it('asks after who went out and did not come back, and not after who did', () => {
    const out = live([400, 1260], (minute) => ({ seen: minute === 550, exited: true }));
    expect(out.told.map(({ at, concern }) => [at, concern.reason.en])).toEqual([
      [550 + 480, 'Went out at 09:10, not back'],
    ]);
    const back = live([400, 1260], (minute) => ({
      seen: minute === 550 || minute === 700,
      exited: minute === 550,
    }));
    expect(back.told).toEqual([]);
  });

  it('asks after a child who is not home by its hour, on school days only', () => {
    const rules = { ...params, morningByMinute: null, homeByMinute: 1110 };
    const awake = (minute: number): Partial<PresenceInput> => ({ seen: minute % MINUTES_PER_DAY === 420 });
    const { told } = live([0, 7 * MINUTES_PER_DAY], awake, { rules });
    const days = told.filter(({ concern }) => concern.kind === 'raised').map(({ at }) => at);
    expect(days).toEqual([
      ...[0, 1, 2, 3, 4].map((day) => day * MINUTES_PER_DAY + 1110),
      // At the weekend only the common rule.
      ...[5, 6].map((day) => day * MINUTES_PER_DAY + 420 + 720),
    ]);
  });

  it('raises nothing when the clock jumps by hours, a day or a year', () => {
    const before = live([360, 480], () => ({}));
    for (const jump of [180, MINUTES_PER_DAY, 365 * MINUTES_PER_DAY + 240]) {
      const { told } = live([480 + jump, 480 + jump + 60], () => ({}), { state: before.state });
      expect(told).toEqual([]);
    }
  });

  it('holds the fixed rule for two weeks, then what is usual and a buffer, never beyond the cap', () => {
    // Seen every three hours: 7, 10, 13, 16, 19 o'clock.
    const usual = (minute: number): Partial<PresenceInput> => ({
      seen: [420, 600, 780, 960, 1140].includes(minute % MINUTES_PER_DAY),
    });
    const learnt = live([0, 15 * MINUTES_PER_DAY], usual);
    expect(learnt.told).toEqual([]);
    const today = live(
      [15 * MINUTES_PER_DAY, 16 * MINUTES_PER_DAY],
      (minute) => ({
        seen: minute === 15 * MINUTES_PER_DAY + 420,
      }),
      { state: learnt.state },
    );
    const raisedAt = (today.told[0]?.at ?? 0) - 15 * MINUTES_PER_DAY;
    // Up to three hours are usual, and two more are allowed; well before the fixed twelve hours.
    expect(raisedAt).toBeGreaterThanOrEqual(420 + params.learning.floorMin);
    expect(raisedAt).toBeLessThanOrEqual(420 + 310);
  });

  it('learns nothing while an alert is open, and widens after people said "false", up to the cap', () => {
    const rules = { ...params, morningByMinute: null, learning: { ...params.learning, fixedDays: 1 } };
    const first = live([0, 3 * MINUTES_PER_DAY], (minute) => ({ seen: minute % 60 === 0 }), { rules });
    const quiet = live([3 * MINUTES_PER_DAY, 4 * MINUTES_PER_DAY], seenAt(3 * MINUTES_PER_DAY + 420), {
      state: first.state,
      rules,
    });
    expect(quiet.told).toHaveLength(1);
    const limit = (quiet.told[0]?.at ?? 0) - 3 * MINUTES_PER_DAY - 420;
    const longest = Math.max(...quiet.state.baseline.longestMin);
    expect(longest).toBeLessThanOrEqual(limit + 1);
    const widened = unlearn(quiet.state, rules);
    expect(Math.max(...widened.baseline.longestMin)).toBeGreaterThanOrEqual(longest);
    expect(Math.max(...widened.baseline.longestMin)).toBeLessThanOrEqual(rules.learning.capMin);
    expect(unlearn(widened, rules)).toBe(widened);
  });
});
