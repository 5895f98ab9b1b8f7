import { describe, expect, it } from 'vitest';
import { readSkew, type SkewReading } from '../../../dashboard/server/ingest/clock-skew.ts';

const HEARTBEAT_MS = 10_000;

/** What is known after each beat, given when it was sent (true time), how wrong the clock was, and how long it took. */
function skews(
  beats: readonly { readonly sentMs: number; readonly skewMs: number; readonly onTheWayMs: number }[],
): (number | null)[] {
  let known: SkewReading[] = [];
  return beats.map(({ sentMs, skewMs, onTheWayMs }) => {
    const beat = {
      heardMs: sentMs + onTheWayMs,
      aliveMs: sentMs + skewMs,
      heartbeatMs: HEARTBEAT_MS,
    };
    const [readings, skew] = readSkew(known, beat);
    known = readings;
    return skew;
  });
}

const steady = (count: number, skewMs: number, onTheWayMs = 20) =>
  Array.from({ length: count }, (_, index) => ({ sentMs: index * HEARTBEAT_MS, skewMs, onTheWayMs }));

describe('readSkew', () => {
  it('knows it from the second beat on, less what the way takes', () => {
    expect(skews(steady(3, 192_000))).toEqual([null, 191_980, 191_980]);
    expect(skews(steady(2, -7_200_000))).toEqual([null, -7_200_020]);
  });

  it('is not misled by beats that took long', () => {
    const beats = steady(6, 0).map((beat, index) => (index === 2 ? beat : { ...beat, onTheWayMs: 4000 }));
    expect(skews(beats)).toEqual([null, -4000, -20, -20, -20, -20]);
  });

  it('says nothing of a burst of beats that waited while the console was away', () => {
    const away = Array.from({ length: 30 }, (_, index) => {
      const sentMs = (index - 30) * HEARTBEAT_MS;
      return { sentMs, skewMs: 0, onTheWayMs: -sentMs + index };
    });
    const alive = [1, 2].map((index) => ({ sentMs: index * HEARTBEAT_MS, skewMs: 0, onTheWayMs: 20 }));
    expect(skews([...away, ...alive])).toEqual([...Array.from({ length: 30 }, () => null), -20, -20]);
  });

  it('counts a beat that the database refused once', () => {
    const [first] = readSkew([], { heardMs: 0, aliveMs: 0, heartbeatMs: HEARTBEAT_MS });
    expect(readSkew(first, { heardMs: 60_000, aliveMs: 0, heartbeatMs: HEARTBEAT_MS })).toEqual([
      first,
      null,
    ]);
  });

  it('believes a clock that was set, forwards at once and back after five beats', () => {
    const set = (fromMs: number, toMs: number) =>
      steady(9, fromMs, 0).map((beat, index) => (index < 3 ? beat : { ...beat, skewMs: toMs }));
    expect(skews(set(0, 60_000))[3]).toBe(60_000);
    expect(skews(set(60_000, 0)).slice(3)).toEqual([60_000, 60_000, 60_000, 60_000, 0, 0]);
  });
});
