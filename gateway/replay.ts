/** Runs video files through the same eyes and the same decisions as a live camera, at full speed, without sending. */
import { existsSync } from 'node:fs';
import { cameraConfigSchema, type EdgeConfig } from '../edge-config/contracts/config.ts';
import { ShouwangError } from '../edge-config/contracts/errors.ts';
import { FfmpegFrameSource } from './adapters/ffmpeg/frame-source.ts';
import { FRAME_WIDTH_PX } from './camera.ts';
import type { FallEvent } from './domain/fall.ts';
import type { WatchOutput } from './domain/watch.ts';
import type { Moment } from './pipeline/alert-service.ts';
import { CameraPipeline } from './pipeline/camera-pipeline.ts';
import type { Clock, Detector, Frame } from './ports.ts';

export interface ReplayOptions {
  readonly file: string;
  readonly config: Pick<EdgeConfig, 'tracking' | 'fall' | 'inference'>;
  readonly detector: Detector;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** After the end its last second runs back and forth for this long. */
  readonly holdS?: number;
  readonly onEvent: (event: FallEvent, moment: Moment) => void;
  readonly onWatched?: (moment: Moment, output: WatchOutput) => void;
}

export interface ReplayResult {
  readonly frames: number;
  readonly videoMs: number;
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
    detector,
    onEvent: async (_camera, event, moment) => onEvent(event, moment),
    hooks: {
      onFrame: () => {},
      onDropped: () => {},
      onInference: () => {},
      // A file has time: a frame that the detector lost would make the result a matter of luck.
      onDetectorFailed: (_cameraId, error) => {
        throw error;
      },
      ...(onWatched === undefined ? {} : { onWatched }),
    },
  });
  const { framesPerS } = config.inference;
  const source = new FfmpegFrameSource({
    cameraId: camera.id,
    input: { kind: 'file', path: file },
    framesPerS,
    widthPx: FRAME_WIDTH_PX,
    clock,
  });
  const lastSecond: Frame[] = [];
  const end = await source.run((frame) => {
    lastSecond.push(frame);
    if (lastSecond.length > framesPerS) lastSecond.shift();
    return pipeline.offer(frame);
  }, signal);
  if (end.code !== 'ENDED' && end.code !== 'ABORTED') {
    throw new ShouwangError('MEDIA_UNREADABLE', `${file}: ${end.detail}`);
  }
  for (const frame of held(lastSecond, end.frames, { holdS: options.holdS ?? 0, framesPerS })) {
    if (signal.aborted) break;
    await pipeline.offer(frame);
  }
  return { frames: end.frames, videoMs: (end.frames * 1000) / framesPerS };
}

/** Frames of the last second, backwards and forwards in turn, with times that run on. */
function* held(
  lastSecond: readonly Frame[],
  frames: number,
  { holdS, framesPerS }: { readonly holdS: number; readonly framesPerS: number },
): Generator<Frame> {
  const there = lastSecond.toReversed().slice(1);
  const cycle = [...there, ...there.toReversed().slice(1), ...lastSecond.slice(-1)];
  for (let count = 0; count < holdS * framesPerS; count += 1) {
    const frame = cycle[count % cycle.length];
    if (frame === undefined) return;
    const index = frames + count;
    yield { ...frame, index, streamTimeMs: (index * 1000) / framesPerS };
  }
}
