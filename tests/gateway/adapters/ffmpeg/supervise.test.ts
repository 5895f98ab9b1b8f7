import { describe, expect, it } from 'vitest';
import type { StreamEnd } from '../../../../gateway/adapters/ffmpeg/camera-tap.ts';
import { StartLimiter } from '../../../../gateway/adapters/ffmpeg/start-limiter.ts';
import { type CameraState, superviseCamera } from '../../../../gateway/adapters/ffmpeg/supervise.ts';
import { plainPicture } from '../../../../gateway/pixels.ts';
import type { Frame } from '../../../../gateway/ports.ts';
import { FakeClock, settled } from '../../../support/fake-clock.ts';

const frame: Frame = {
  cameraId: 'yard',
  index: 0,
  streamTimeMs: 0,
  wallMs: 0,
  ...plainPicture(2, 2, 128),
};

/** Sessions end as the script says, after the time it says. */
function play(
  script: readonly { code: StreamEnd['code']; frames: number; afterMs: number }[],
  isAway: (nowMs: number) => boolean = () => false,
  limiter = new StartLimiter(1),
) {
  const clock = new FakeClock();
  const stopping = new AbortController();
  const states: CameraState[] = [];
  const startsMs: number[] = [];
  const prepared = { now: 0, most: 0 };
  const done = superviseCamera({
    clock,
    limiter,
    random: () => 0.5,
    signal: stopping.signal,
    onSession: () => startsMs.push(clock.monotonicMs()),
    onKeyframe: () => {},
    onState: (state) => states.push(state),
    onEnd: () => {},
    knock: () => Promise.resolve(isAway(clock.monotonicMs()) ? 'CAMERA_REFUSED' : undefined),
    open: () => {
      let isPrepared = false;
      return {
        prepare: async () => {
          isPrepared = true;
          prepared.now += 1;
          prepared.most = Math.max(prepared.most, prepared.now);
        },
        dismiss: async () => {
          prepared.now -= 1;
        },
        run: async ({ onKeyframe, onOpened }, signal) => {
          const failed = { code: 'CAMERA_FAILED' as const, frames: 0, afterMs: 0 };
          const step = script[startsMs.length - 1] ?? failed;
          if (isPrepared) prepared.now -= 1;
          if (step.frames > 0) onOpened();
          for (let index = 0; index < step.frames; index += 1) onKeyframe(frame);
          await clock.sleep(step.afterMs, signal);
          return { code: step.code, detail: '', frames: step.frames, faults: 0 };
        },
      };
    },
  });
  const stop = async (): Promise<void> => {
    stopping.abort();
    await done;
  };
  return { clock, states, startsMs, prepared, stop };
}

describe('superviseCamera', () => {
  it('is blind with the reason after a failure, and watching again with the next frame', async () => {
    const { clock, states, stop } = play([
      { code: 'CAMERA_UNAUTHORISED', frames: 0, afterMs: 100 },
      { code: 'CAMERA_ENDED', frames: 3, afterMs: 10_000 },
    ]);
    await clock.advance(1500);
    expect(states.map((item) => [item.state, item.reason])).toEqual([
      ['connecting', null],
      ['blind', 'CAMERA_UNAUTHORISED'],
      ['watching', null],
    ]);
    await stop();
  });

  it('tries quickly at first, then ever more gently', async () => {
    const { clock, startsMs, stop } = play([]);
    await clock.advance(150_000);
    const waitsMs = startsMs.slice(1).map((at, index) => at - (startsMs[index] ?? 0));
    expect(waitsMs).toEqual([1000, 1000, 1000, 1000, 1000, 5000, 5000, ...Array(13).fill(10_000)]);
    await stop();
  });

  it('starts nothing while nobody answers, and is there soon after somebody does', async () => {
    const { clock, startsMs, states, stop } = play([], (nowMs) => nowMs > 0 && nowMs < 7_200_000);
    await clock.advance(7_199_000);
    expect(startsMs).toEqual([0]);
    expect(states.at(-1)).toMatchObject({ state: 'blind', reason: 'CAMERA_REFUSED' });
    await clock.advance(7000);
    expect(startsMs.length).toBeGreaterThan(1);
    await stop();
  });

  it('has the next session ready while the camera is away, one and no more, and leaves none behind', async () => {
    const { clock, prepared, startsMs, stop } = play(
      [
        { code: 'CAMERA_ENDED', frames: 1, afterMs: 1000 },
        { code: 'CAMERA_ENDED', frames: 1, afterMs: 5000 },
      ],
      (nowMs) => nowMs > 1000 && nowMs < 60_000,
    );
    await clock.advance(999);
    expect(prepared.now).toBe(0);
    await clock.advance(50_000);
    expect(prepared).toEqual({ now: 1, most: 1 });
    await clock.advance(15_000);
    expect(startsMs).toHaveLength(2);
    expect(prepared.now).toBe(0);
    await clock.advance(5000);
    expect(prepared.now).toBe(1);
    await stop();
    expect(prepared).toEqual({ now: 0, most: 1 });
  });

  it('begins with quick tries again after a session that was good', async () => {
    const failing = Array.from({ length: 8 }, () => ({
      code: 'CAMERA_FAILED' as const,
      frames: 0,
      afterMs: 0,
    }));
    const { clock, startsMs, stop } = play([
      ...failing,
      { code: 'CAMERA_ENDED', frames: 1, afterMs: 61_000 },
      { code: 'CAMERA_FAILED', frames: 0, afterMs: 0 },
    ]);
    await clock.advance(120_000);
    expect((startsMs[9] ?? 0) - (startsMs[8] ?? 0)).toBe(62_000);
    await stop();
  });

  it('lets the next start as soon as its own stream is open', async () => {
    const limiter = new StartLimiter(1);
    const { stop } = play([{ code: 'CAMERA_ENDED', frames: 1, afterMs: 1_000_000 }], undefined, limiter);
    await expect(limiter.acquire()).resolves.toBeTypeOf('function');
    await stop();
  });

  it('stops at once when told', async () => {
    const { clock, stop } = play([{ code: 'CAMERA_ENDED', frames: 1, afterMs: 1_000_000 }]);
    await clock.advance(10);
    await stop();
  });
});

describe('StartLimiter', () => {
  it('lets so many start and the next when one is through', async () => {
    const limiter = new StartLimiter(2);
    const first = await limiter.acquire();
    await limiter.acquire();
    let started = false;
    const third = limiter.acquire().then(() => {
      started = true;
    });
    await settled();
    expect(started).toBe(false);
    first();
    first();
    await third;
    expect(started).toBe(true);
  });
});
