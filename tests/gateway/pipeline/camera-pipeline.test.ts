import { describe, expect, it } from 'vitest';
import {
  cameraConfigSchema,
  edgeConfigSchema,
  trackingConfigSchema,
} from '../../../edge-config/contracts/config.ts';
import { figure, STANDING } from '../../../edge-config/scenario/skeleton.ts';
import type { Person } from '../../../gateway/domain/person.ts';
import type { Moment } from '../../../gateway/pipeline/alert-service.ts';
import { CameraPipeline } from '../../../gateway/pipeline/camera-pipeline.ts';
import { InferenceScheduler } from '../../../gateway/pipeline/scheduler.ts';
import { plainPicture } from '../../../gateway/pixels.ts';
import type { Detection, Detector, Frame } from '../../../gateway/ports.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const camera = cameraConfigSchema.parse({
  id: 'yard',
  name: '院子',
  url: 'rtsp://localhost/yard',
  place: 'yard',
});
const config = {
  tracking: trackingConfigSchema.parse({}),
  fall: edgeConfigSchema.shape.fall.parse({}),
  inference: edgeConfigSchema.shape.inference.parse({}),
};

/** Answers when told, so that a test decides how slow the model is. */
class HeldDetector implements Detector {
  readonly waiting: { frame: Frame; answer: (persons: Person[]) => void; fail: (error: Error) => void }[] =
    [];

  detect(frame: Frame): Promise<Detection> {
    return new Promise((resolve, reject) => {
      this.waiting.push({
        frame,
        answer: (persons) => resolve({ persons, inferenceMs: 1 }),
        fail: reject,
      });
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** The model works on the frames one by one; each is awaited before it is answered. */
async function answerNext(detector: HeldDetector, index: number): Promise<void> {
  await expect.poll(() => detector.waiting.length).toBe(index + 1);
  detector.waiting[index]?.answer([]);
}

function frameAt(index: number): Frame {
  return {
    cameraId: 'yard',
    index,
    streamTimeMs: index * 200,
    wallMs: index,
    ...plainPicture(16, 10, 128),
  };
}

function build(detector: Detector) {
  const watched: Moment[] = [];
  const counts = { frames: 0, dropped: 0, failed: 0, jumps: 0 };
  const events: string[] = [];
  const clock = new FakeClock();
  const scheduler = new InferenceScheduler({ slots: 1, clock, onWaited: () => {} });
  const pipeline = new CameraPipeline({
    camera,
    config,
    clock,
    detector,
    scheduler,
    onEvent: async (_camera, event) => {
      events.push(event.kind);
    },
    hooks: {
      onFrame: () => counts.frames++,
      onDropped: (_camera, count) => {
        counts.dropped += count;
      },
      onTimeJump: () => counts.jumps++,
      onInference: () => {},
      onDetectorFailed: () => counts.failed++,
      onWatched: (moment) => watched.push(moment),
    },
  });
  return { pipeline, watched, counts, events, clock };
}

describe('CameraPipeline', () => {
  it('looks at every frame of a burst, but at the newest only once one has waited too long', async () => {
    const detector = new HeldDetector();
    const { pipeline, watched, counts, clock } = build(detector);
    const done = pipeline.offer(frameAt(0), 'moving');
    for (const index of [1, 2, 3]) void pipeline.offer(frameAt(index), 'moving');
    await answerNext(detector, 0);
    await answerNext(detector, 1);
    await clock.advance(3000);
    for (const index of [4, 5]) void pipeline.offer(frameAt(index), 'moving');
    await answerNext(detector, 2);
    await answerNext(detector, 3);
    await done;
    expect(watched.map((moment) => moment.frame.index)).toEqual([0, 1, 2, 5]);
    expect(counts).toEqual({ frames: 6, dropped: 2, failed: 0, jumps: 0 });
  });

  it('tells how long its present picture has been worked on, and nothing when it has none', async () => {
    const detector = new HeldDetector();
    const { pipeline, clock } = build(detector);
    const done = pipeline.offer(frameAt(0), 'moving');
    await expect.poll(() => detector.waiting.length).toBe(1);
    await clock.advance(61_000);
    expect(pipeline.busyMs).toBe(61_000);
    await answerNext(detector, 0);
    await done;
    await clock.advance(61_000);
    expect(pipeline.busyMs).toBe(0);
  });

  it('runs time on when the clock of the camera jumps, and lets the jump ripen nothing', async () => {
    const detector: Detector = {
      detect: () => Promise.resolve({ persons: [], inferenceMs: 1 }),
      close: () => Promise.resolve(),
    };
    const { pipeline, watched, counts } = build(detector);
    for (const streamTimeMs of [0, 200, 3_600_000, 3_600_200, 1000, 1200, 1100]) {
      await pipeline.offer({ ...frameAt(0), streamTimeMs }, 'moving');
    }
    expect(watched.map((moment) => moment.streamTimeMs)).toEqual([0, 200, 1800, 2000, 3600, 3800]);
    expect(counts.jumps).toBe(2);
  });

  it('goes on after a frame was lost in the detector', async () => {
    const detector = new HeldDetector();
    const { pipeline, watched, counts } = build(detector);
    const first = pipeline.offer(frameAt(0), 'moving');
    detector.waiting[0]?.fail(new Error('worker died'));
    await first;
    const second = pipeline.offer(frameAt(1), 'moving');
    detector.waiting[1]?.answer([]);
    await second;
    expect(counts.failed).toBe(1);
    expect(watched.map((moment) => moment.frame.index)).toEqual([1]);
  });

  it('runs video time on over sessions, and lets blind time ripen nothing', async () => {
    const fallen = [20, 45, 70, 88].map((leanDeg) => [figure({ ...STANDING, leanDeg })]);
    const film: Person[][] = [
      ...Array.from({ length: 15 }, () => [figure(STANDING)]),
      ...fallen,
      ...Array.from({ length: 10 }, () => [figure({ ...STANDING, leanDeg: 88 })]),
    ];
    let shown: Person[] = [];
    const detector: Detector = {
      detect: () => Promise.resolve({ persons: shown, inferenceMs: 1 }),
      close: () => Promise.resolve(),
    };
    const { pipeline, watched, events } = build(detector);
    pipeline.beginSession();
    for (const [index, persons] of film.entries()) {
      shown = persons;
      await pipeline.offer(frameAt(index), 'moving');
    }
    expect(events).toEqual(['suspected']);
    // The camera is gone for however long; its next session counts from 0 again.
    pipeline.beginSession();
    shown = [figure({ ...STANDING, leanDeg: 88 })];
    await pipeline.offer(frameAt(0), 'moving');
    expect(events).toEqual(['suspected']);
    for (let index = 1; index < 50; index += 1) await pipeline.offer(frameAt(index), 'moving');
    expect(events).toEqual(['suspected', 'raised']);
    const times = watched.map((moment) => moment.streamTimeMs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });
});
