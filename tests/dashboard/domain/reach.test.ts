import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterAttempt, FAILING_AFTER, WELL } from '../../../dashboard/domain/channel-health.ts';
import { begin, hurry, isExhausted, type RungMessage } from '../../../dashboard/domain/escalation.ts';
import { heldBackMin, quietForMin } from '../../../dashboard/domain/quiet-hours.ts';
import { nextForRecipient, planRobot } from '../../../dashboard/domain/send-limits.ts';

describe('quiet hours', () => {
  const night = { fromMin: 22 * 60, toMin: 7 * 60 };

  it('hold back what is yellow and blue until they end, past midnight as well', () => {
    expect(heldBackMin('moderate', night, 23 * 60)).toBe(8 * 60);
    expect(heldBackMin('minor', night, 6 * 60 + 59)).toBe(1);
    expect(heldBackMin('moderate', night, 7 * 60)).toBe(0);
    expect(heldBackMin('moderate', { fromMin: 60, toMin: 120 }, 90)).toBe(30);
  });

  it('never hold back what is red or orange', () => {
    fc.assert(
      fc.property(fc.nat(1439), fc.nat(1439), fc.nat(1439), (fromMin, toMin, localMin) => {
        expect(heldBackMin('extreme', { fromMin, toMin }, localMin)).toBe(0);
        expect(heldBackMin('severe', { fromMin, toMin }, localMin)).toBe(0);
      }),
    );
  });

  it('end when they say they do', () => {
    fc.assert(
      fc.property(fc.nat(1439), fc.nat(1439), fc.nat(1439), (fromMin, toMin, localMin) => {
        const quiet = { fromMin, toMin };
        const leftMin = quietForMin(quiet, localMin);
        expect(quietForMin(quiet, (localMin + leftMin) % 1440)).toBe(0);
        expect(quietForMin(null, localMin)).toBe(0);
      }),
    );
  });
});

describe('limits of a number', () => {
  const limits = { perMinute: 1, perHour: 5, perDay: 20 };

  it('hold in any minute, hour and day, however often it is asked', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 600_000 }), { maxLength: 300 }), (gaps) => {
        const sent: number[] = [];
        let nowMs = 0;
        for (const gap of gaps) {
          nowMs += gap;
          if (nextForRecipient(limits, sent, nowMs) <= nowMs) sent.push(nowMs);
        }
        const within = (windowMs: number): number =>
          Math.max(0, ...sent.map((from) => sent.filter((ms) => ms >= from && ms < from + windowMs).length));
        expect(within(60_000)).toBeLessThanOrEqual(1);
        expect(within(3_600_000)).toBeLessThanOrEqual(5);
        expect(within(86_400_000)).toBeLessThanOrEqual(20);
      }),
    );
  });

  it('say when it may be told next', () => {
    expect(nextForRecipient(limits, [], 5)).toBe(5);
    expect(nextForRecipient(limits, [0], 1000)).toBe(60_000);
    expect(nextForRecipient(limits, [0, 60_000, 120_000, 180_000, 240_000], 300_000)).toBe(3_600_000);
  });
});

describe('a robot', () => {
  it('never sends more than its platform takes in any minute, and leaves nothing for ever', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(30_000), fc.nat(60)), { maxLength: 120 }),
        fc.constantFrom(20, 100),
        (arrivals, perMinute) => {
          let sent: number[] = [];
          const all: number[] = [];
          let [nowMs, waiting] = [0, 0];
          const turn = (): void => {
            const { merges, single, waitUntilMs } = planRobot(perMinute, sent, waiting, nowMs);
            if (waitUntilMs !== null) return void expect(waitUntilMs).toBeGreaterThan(nowMs);
            const messages = single + Number(merges);
            sent = [...sent, ...Array.from({ length: messages }, () => nowMs)];
            all.push(...Array.from({ length: messages }, () => nowMs));
            waiting = 0;
          };
          for (const [gap, count] of arrivals) {
            nowMs += gap;
            waiting += count;
            turn();
          }
          nowMs += 60_000;
          turn();
          expect(waiting).toBe(0);
          const most = Math.max(
            0,
            ...all.map((from) => all.filter((ms) => ms >= from && ms < from + 60_000).length),
          );
          expect(most).toBeLessThanOrEqual(perMinute);
        },
      ),
    );
  });

  it('sends a few as they are, and merges many, gravest first', () => {
    expect(planRobot(20, [], 3, 0)).toEqual({ single: 3, merges: false, waitUntilMs: null });
    expect(planRobot(20, [], 300, 0)).toEqual({ single: 10, merges: true, waitUntilMs: null });
    expect(
      planRobot(
        20,
        Array.from({ length: 19 }, () => 0),
        1,
        1,
      ),
    ).toMatchObject({ single: 1, merges: false });
    expect(
      planRobot(
        20,
        Array.from({ length: 20 }, () => 0),
        1,
        1,
      ),
    ).toMatchObject({ waitUntilMs: 60_000 });
  });
});

describe('a channel', () => {
  const at = '2026-03-01T08:00:00.000Z';

  it('fails after so many refusals in a row, or when a message is given up, and is well at the next success', () => {
    let health = WELL;
    for (let count = 1; count < FAILING_AFTER; count += 1) health = afterAttempt(health, 'refused', at);
    expect(health.failingSince).toBeNull();
    expect(afterAttempt(health, 'refused', at).failingSince).toBe(at);
    expect(afterAttempt(WELL, 'given_up', at).failingSince).toBe(at);
    expect(afterAttempt(afterAttempt(WELL, 'given_up', at), 'delivered', at)).toEqual(WELL);
    expect(afterAttempt(health, 'elsewhere', at)).toEqual(health);
  });
});

describe('a rung that reaches nobody', () => {
  const failed: RungMessage = { outcome: 'failed', refusals: 5, isChannelFailing: false };
  const waiting: RungMessage = { outcome: null, refusals: 1, isChannelFailing: true };

  it('is one of which every message has failed, or waits for a channel that fails', () => {
    expect(isExhausted([failed, waiting])).toBe(true);
    expect(isExhausted([])).toBe(false);
    expect(isExhausted([failed, { ...waiting, isChannelFailing: false }])).toBe(false);
    expect(isExhausted([failed, { ...waiting, refusals: 0 }])).toBe(false);
    expect(isExhausted([failed, { ...failed, outcome: 'delivered' }])).toBe(false);
    expect(isExhausted([failed, { ...failed, outcome: 'cancelled' }])).toBe(false);
  });

  it('makes the next one due now, never later, and wakes no clock that stands', () => {
    const climbing = { rung: 1, phase: 'climbing', dueMs: 180_000 } as const;
    expect(hurry(climbing, 70_000).dueMs).toBe(70_000);
    expect(hurry(climbing, 190_000).dueMs).toBe(180_000);
    expect(hurry({ ...climbing, phase: 'held' }, 70_000).dueMs).toBe(180_000);
    expect(hurry({ ...climbing, dueMs: null }, 70_000).dueMs).toBeNull();
    expect(hurry(begin(0), 5)).toEqual(begin(0));
  });
});
