/**
 * A video as if it had been seen at a certain time of a certain day, and its last second for hours after: all decisions of
 * the gateway, the long watch among them, on a clock that runs as fast as the machine can or as slow as the real one.
 */
import type { EdgeConfig } from '../edge-config/contracts/config.ts';
import type { Alert } from '../edge-config/contracts/messages.ts';
import { EMPTY_PICTURES, FROZEN_BETWEEN_KEYFRAMES_MS, readPicture } from './domain/picture.ts';
import { MemoryWatchStore, memoryOutbox, SimulatedClock, startDryRun } from './dry-run.ts';
import { GATE_WIDTH_PX, shrinkToGray } from './pipeline/gray.ts';
import type { Detection, Detector, Frame } from './ports.ts';
import { type ReplayResult, replay } from './replay.ts';

export interface ReplayDaysOptions {
  readonly file: string;
  /** With one camera: the one that the file stands for. */
  readonly config: EdgeConfig;
  readonly detector: Detector;
  /** Wall time at which the video begins. */
  readonly startWallMs: number;
  /** After the end its last second goes on for so long. */
  readonly holdS: number;
  /** Waits until that much of the replay's time has passed; null runs at full speed. */
  readonly pace: ((streamTimeMs: number) => Promise<void>) | null;
  readonly signal: AbortSignal;
  readonly onAlert: (alert: Alert, wallMs: number) => void;
}

/** In the hold a still scene is looked at as often as the gateway would. */
const TICK_MS = 10_000;

/** @throws ShouwangError MEDIA_UNREADABLE */
export async function replayDays(options: ReplayDaysOptions): Promise<ReplayResult> {
  const { config, detector, file, holdS, onAlert, pace, signal, startWallMs } = options;
  const [camera] = config.cameras;
  if (camera === undefined) throw new RangeError('a replay needs a camera');
  const clock = new SimulatedClock(startWallMs);
  const outbox = memoryOutbox((alert) => onAlert(alert, clock.wallMs()));
  const store = new MemoryWatchStore();
  const { falls, longWatch } = startDryRun({ config, clock, outbox, store, readCamera: () => null });
  let pictures = EMPTY_PICTURES;
  let tickedMs = 0;
  return replay({
    file,
    config,
    camera,
    clock,
    detector: remembering(detector),
    signal,
    holdS,
    holdStepMs: config.attention.recheckMs,
    onFrame: async (frame) => {
      await pace?.(frame.streamTimeMs);
      for (; tickedMs + TICK_MS <= frame.streamTimeMs; tickedMs += TICK_MS) {
        clock.nowMs = tickedMs + TICK_MS;
        longWatch.tick();
      }
      clock.nowMs = frame.streamTimeMs;
      const picture = shrinkToGray(frame, GATE_WIDTH_PX);
      // In the hold the same second comes again and again, as it does from no camera.
      const [next, fault] = readPicture(pictures, frame.streamTimeMs, picture, FROZEN_BETWEEN_KEYFRAMES_MS);
      pictures = next;
      longWatch.pictured(camera.id, frame.streamTimeMs, picture, fault);
    },
    onEvent: (event, moment) => falls.handle(camera, event, moment),
    onWatched: ({ frame, streamTimeMs }, { tracks }) =>
      longWatch.looked(camera, streamTimeMs, tracks, frame.widthPx / frame.heightPx),
  });
}

/** The hold shows the same pictures again: what was found in them once is known. */
function remembering(detector: Detector): Detector {
  const known = new WeakMap<Uint8Array, Detection>();
  return {
    detect: async (frame: Frame, zoom) => {
      const before = known.get(frame.yuv);
      if (before !== undefined) return before;
      const found = await detector.detect(frame, zoom);
      known.set(frame.yuv, found);
      return found;
    },
    close: () => detector.close(),
  };
}
