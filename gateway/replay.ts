/** Runs video files through the same eyes and the same decisions as a live camera, at full speed, without sending. */
import { existsSync } from 'node:fs';
import { type CameraConfig, cameraConfigSchema, type EdgeConfig } from '../edge-config/contracts/config.ts';
import { ShouwangError } from '../edge-config/contracts/errors.ts';
import { readFile } from './adapters/ffmpeg/file-source.ts';
import type { FallEvent } from './domain/fall.ts';
import type { WatchOutput } from './domain/watch.ts';
import type { Moment } from './pipeline/alert-service.ts';
import { CameraPipeline } from './pipeline/camera-pipeline.ts';
import { InferenceScheduler } from './pipeline/scheduler.ts';
import type { Clock, Detector, Frame } from './ports.ts';

export interface ReplayOptions {
  readonly file: string;
  readonly config: Pick<EdgeConfig, 'tracking' | 'fall' | 'inference'>;
  readonly detector: Detector;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** After the end its last second runs back and forth for this long. */
  readonly holdS?: number;
  /** ffmpeg filters: the same video as another camera would have shown it. */
  readonly filters?: readonly string[];
  readonly onEvent: (event: FallEvent, moment: Moment) => Promise<void> | void;
  /** Before each picture is looked at; waited for. */
  readonly onFrame?: (frame: Frame) => Promise<void> | void;
  /** Between two pictures of the hold, ms; unless given, as in the video. */
  readonly holdStepMs?: number;
  /** Zones and place of the camera that the file stands for. */
  readonly camera?: CameraConfig;
  readonly onWatched?: (moment: Moment, output: WatchOutput) => void;
}

export interface ReplayResult {
  /** Pictures looked at before the hold. */
  readonly frames: number;
  /** Length of the video, ms. */
  readonly videoMs: number;
  /** Damaged places that the decoder spoke of. */
  readonly faults: number;
}

/** @throws ShouwangError MEDIA_UNREADABLE */
export async function replay(options: ReplayOptions): Promise<ReplayResult> {
  const { file, config, detector, clock, signal, onEvent, onWatched } = options;
  if (!existsSync(file)) throw new ShouwangError('MEDIA_UNREADABLE', `${file}: no such file`);
  const camera = options.camera ?? replayCamera(file);
  const pipeline = new CameraPipeline({
    camera,
    config,
    clock,
    detector,
    scheduler: new InferenceScheduler({ slots: 1, clock, onWaited: () => {} }),
    onEvent: async (_camera, event, moment) => await onEvent(event, moment),
    hooks: {
      onFrame: () => {},
      onDropped: () => {},
      onInference: () => {},
      onTimeJump: () => {},
      // A file has time: a frame that the detector lost would make the result a matter of luck.
      onDetectorFailed: (_cameraId, error) => {
        throw error;
      },
      ...(onWatched === undefined ? {} : { onWatched }),
    },
  });
  const { framesPerS, frameWidthPx: widthPx } = config.inference;
  const lastSecond: Frame[] = [];
  const { filters = [] } = options;
  const give = async (frame: Frame): Promise<void> => {
    await options.onFrame?.(frame);
    await pipeline.offer(frame, 'moving');
  };
  const source = { cameraId: camera.id, path: file, framesPerS, widthPx, clock, filters };
  const end = await readFile(
    source,
    (frame) => {
      lastSecond.push(frame);
      if (lastSecond.length > framesPerS) lastSecond.shift();
      return give(frame);
    },
    signal,
  );
  if (end.code === 'UNREADABLE') throw new ShouwangError('MEDIA_UNREADABLE', `${file}: ${end.detail}`);
  const videoMs = (lastSecond.at(-1)?.streamTimeMs ?? 0) + 1000 / framesPerS;
  const stepMs = options.holdStepMs ?? 1000 / framesPerS;
  for (const frame of held(lastSecond, { videoMs, holdMs: (options.holdS ?? 0) * 1000, stepMs })) {
    if (signal.aborted) break;
    await give(frame);
  }
  return { frames: end.frames, videoMs, faults: end.faults };
}

/** The camera that a file stands for when none is told. */
export function replayCamera(file: string): CameraConfig {
  return cameraConfigSchema.parse({
    id: 'replay',
    name: file.slice(-120),
    url: 'rtsp://localhost/replay',
    place: 'yard',
  });
}

/** Frames of the last second, backwards and forwards in turn, with times that run on. */
function* held(
  lastSecond: readonly Frame[],
  { videoMs, holdMs, stepMs }: { readonly videoMs: number; readonly holdMs: number; readonly stepMs: number },
): Generator<Frame> {
  const there = lastSecond.toReversed().slice(1);
  const cycle = [...there, ...there.toReversed().slice(1), ...lastSecond.slice(-1)];
  for (let count = 0; count * stepMs < holdMs; count += 1) {
    const frame = cycle[count % cycle.length];
    if (frame === undefined) return;
    yield { ...frame, streamTimeMs: videoMs + count * stepMs };
  }
}
