import { describe, expect, it } from 'vitest';
import {
  cameraConfigSchema,
  edgeConfigSchema,
  trackingConfigSchema,
} from '../../../edge-config/contracts/config.ts';
import type { Person } from '../../../gateway/domain/person.ts';
import type { Moment } from '../../../gateway/pipeline/alert-service.ts';
import { CameraPipeline } from '../../../gateway/pipeline/camera-pipeline.ts';
import type { Detection, Detector, Frame } from '../../../gateway/ports.ts';
import { figure, STANDING } from '../../support/skeleton.ts';

const camera = cameraConfigSchema.parse({
  id: 'yard',
  name: '院子',
  url: 'rtsp://localhost/yard',
  place: 'yard',
});
const config = {
  tracking: trackingConfigSchema.parse({}),
  fall: edgeConfigSchema.shape.fall.parse({}),
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

function frameAt(index: number): Frame {
  return {
    cameraId: 'yard',
    index,
    streamTimeMs: index * 200,
    wallMs: index,
    widthPx: 16,
    heightPx: 9,
    rgb: new Uint8Array(16 * 9 * 3),
  };
}

function build(detector: Detector) {
  const watched: Moment[] = [];
  const counts = { frames: 0, dropped: 0, failed: 0 };
  const events: string[] = [];
  const pipeline = new CameraPipeline({
    camera,
    config,
    detector,
    onEvent: async (_camera, event) => {
      events.push(event.kind);
    },
    hooks: {
      onFrame: () => counts.frames++,
      onDropped: () => counts.dropped++,
      onInference: () => {},
      onDetectorFailed: () => counts.failed++,
      onWatched: (moment) => watched.push(moment),
    },
  });
  return { pipeline, watched, counts, events };
}

describe('CameraPipeline', () => {
  it('looks at the newest frame and counts the ones it dropped', async () => {
    const detector = new HeldDetector();
    const { pipeline, watched, counts } = build(detector);
    const done = pipeline.offer(frameAt(0));
    for (const index of [1, 2, 3]) void pipeline.offer(frameAt(index));
    detector.waiting[0]?.answer([]);
    await expect.poll(() => detector.waiting.length).toBe(2);
    detector.waiting[1]?.answer([]);
    await done;
    expect(watched.map((moment) => moment.frame.index)).toEqual([0, 3]);
    expect(counts).toEqual({ frames: 4, dropped: 2, failed: 0 });
  });

  it('goes on after a frame was lost in the detector', async () => {
    const detector = new HeldDetector();
    const { pipeline, watched, counts } = build(detector);
    const first = pipeline.offer(frameAt(0));
    detector.waiting[0]?.fail(new Error('worker died'));
    await first;
    const second = pipeline.offer(frameAt(1));
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
      await pipeline.offer(frameAt(index));
    }
    expect(events).toEqual(['suspected']);
    // The camera is gone for however long; its next session counts from 0 again.
    pipeline.beginSession();
    shown = [figure({ ...STANDING, leanDeg: 88 })];
    await pipeline.offer(frameAt(0));
    expect(events).toEqual(['suspected']);
    for (let index = 1; index < 50; index += 1) await pipeline.offer(frameAt(index));
    expect(events).toEqual(['suspected', 'raised']);
    const times = watched.map((moment) => moment.streamTimeMs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });
});
