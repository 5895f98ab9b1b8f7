import { beforeEach, describe, expect, it } from 'vitest';
import { ConsoleClock } from '../../../gateway/pipeline/console-clock.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const WRITTEN_MS = Date.parse('2026-03-01T08:00:00Z');

describe('ConsoleClock', () => {
  let clock: FakeClock;
  let console_: ConsoleClock;

  beforeEach(() => {
    // Ours shows the same as the console's at the start.
    clock = new FakeClock(WRITTEN_MS);
    console_ = new ConsoleClock(clock);
  });

  /** A receipt for what was committed so long before its arrival; it was written `ageMs` before it. */
  const receipt = (committedMs: number, ageMs = 0): void => {
    console_.heard(WRITTEN_MS + clock.monotonicMs() - ageMs);
    console_.heardWithin(committedMs);
  };

  it('knows nothing at first, and nothing from a message that may be old', () => {
    expect(console_.skewMs).toBeNull();
    console_.heard(WRITTEN_MS - 86_400_000);
    expect(console_.skewMs).toBeNull();
  });

  it('is slow when the console wrote in its future, however old the message is', () => {
    clock.jumpWall(-3_600_000);
    console_.heard(WRITTEN_MS);
    expect(console_.skewMs).toBe(-3_600_000);
  });

  it('is fast when the console’s receipt was written before its alert', () => {
    clock.jumpWall(192_000);
    receipt(200);
    expect(console_.skewMs).toBe(191_800);
  });

  it('is right when the time on the way explains the difference', () => {
    receipt(200, 150);
    expect(console_.skewMs).toBe(0);
    // An alert that waited for an hour, and its receipt for as long.
    receipt(7_200_000, 3_600_000);
    expect(console_.skewMs).toBe(0);
  });

  it('follows when it is set right, without another message', async () => {
    clock.jumpWall(-600_000);
    receipt(100);
    expect(console_.skewMs).toBe(-600_000);
    await clock.advance(60_000);
    clock.jumpWall(600_000);
    expect(console_.skewMs).toBe(0);
  });

  it('keeps a close bound over loose ones, and believes the newest when they contradict each other', async () => {
    clock.jumpWall(60_000);
    receipt(100);
    receipt(7_200_000, 1000);
    expect(console_.skewMs).toBe(59_900);
    await clock.advance(1000);
    // The console's clock was set to ours.
    console_.heard(clock.wallMs());
    console_.heardWithin(100);
    expect(console_.skewMs).toBe(0);
  });
});
