/** Runs video files through the same eyes and the same decisions as a live camera, at full speed, without sending. */
import { existsSync } from 'node:fs';
import { cameraConfigSchema, type EdgeConfig } from '../edge-config/contracts/config.ts';
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
  readonly onEvent: (event: FallEvent, moment: Moment) => void;
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
  const camera = cameraConfigSchema.parse({
    id: 'replay',
    name: file.slice(-120),
    url: 'rtsp://localhost/replay',
    place: 'yard',
  });
  const pipeline = new CameraPipeline({
    camera,
    config,
    clock,
    detector,
    scheduler: new InferenceScheduler({ slots: 1, clock, onWaited: () => {} }),
    onEvent: async (_camera, event, moment) => onEvent(event, moment),
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
  const source = { cameraId: camera.id, path: file, framesPerS, widthPx, clock, filters };
  const end = await readFile(
    source,
    (frame) => {
      lastSecond.push(frame);
      if (lastSecond.length > framesPerS) lastSecond.shift();
      return pipeline.offer(frame, 'moving');
    },
    signal,
  );
  if (end.code === 'UNREADABLE') throw new ShouwangError('MEDIA_UNREADABLE', `${file}: ${end.detail}`);
  const videoMs = (lastSecond.at(-1)?.streamTimeMs ?? 0) + 1000 / framesPerS;
  for (const frame of held(lastSecond, { videoMs, holdS: options.holdS ?? 0, framesPerS })) {
    if (signal.aborted) break;
    await pipeline.offer(frame, 'moving');
  }
  return { frames: end.frames, videoMs, faults: end.faults };
}

/** Frames of the last second, backwards and forwards in turn, with times that run on. */
function* held(
  lastSecond: readonly Frame[],
  {
    videoMs,
    holdS,
    framesPerS,
  }: { readonly videoMs: number; readonly holdS: number; readonly framesPerS: number },
): Generator<Frame> {
  const there = lastSecond.toReversed().slice(1);
  const cycle = [...there, ...there.toReversed().slice(1), ...lastSecond.slice(-1)];
  for (let count = 0; count < holdS * framesPerS; count += 1) {
    const frame = cycle[count % cycle.length];
    if (frame === undefined) return;
    yield { ...frame, streamTimeMs: videoMs + (count * 1000) / framesPerS };
  }
}
