import { describe, expect, it } from 'vitest';
import { PulseClock } from '../../../gateway/adapters/clock/pulse-clock.ts';
import { standstills } from '../../../gateway/pipeline/progress.ts';
import { FakeClock } from '../../support/fake-clock.ts';

describe('standstills', () => {
  it('names what has stood still for too long, and only that', () => {
    const loops = { heartbeat: 30_001, delivery: 30_000, longWatch: 0 };
    expect(standstills({ loops, cameras: { yard: 60_001, room: 60_000 } })).toEqual([
      'loop heartbeat',
      'camera yard',
    ]);
    expect(standstills({ loops: {}, cameras: {} })).toEqual([]);
  });

  it('sees a loop that gets on, one that hangs, and one that has ended', async () => {
    const clock = new FakeClock();
    const pulses = {
      lives: new PulseClock(clock),
      hangs: new PulseClock(clock),
      ended: new PulseClock(clock),
    };
    const stopped = new AbortController();
    const still = (): string[] =>
      standstills({
        loops: Object.fromEntries(Object.entries(pulses).map(([name, { overdueMs }]) => [name, overdueMs])),
        cameras: {},
      });
    const live = async (): Promise<void> => {
      while (!stopped.signal.aborted) await pulses.lives.sleep(300_000, stopped.signal);
    };
    const hang = async (): Promise<void> => {
      await pulses.hangs.sleep(10_000);
      await new Promise(() => {});
    };
    const living = live();
    void hang();
    const ending = pulses.ended.sleep(20_000);
    await clock.advance(39_000);
    expect(still()).toEqual([]);
    await clock.advance(2000);
    expect(still()).toEqual(['loop hangs']);
    await clock.advance(10_000);
    expect(still()).toEqual(['loop hangs', 'loop ended']);
    await clock.advance(10 * 3_600_000);
    expect(still()).toEqual(['loop hangs', 'loop ended']);
    stopped.abort();
    await Promise.all([living, ending]);
  });
});
