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
import type { Clock, Detector } from './ports.ts';

export interface ReplayOptions {
  readonly file: string;
  readonly config: Pick<EdgeConfig, 'tracking' | 'fall' | 'inference'>;
  readonly detector: Detector;
  readonly clock: Clock;
  readonly signal: AbortSignal;
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
  const end = await source.run((frame) => pipeline.offer(frame), signal);
  if (end.code !== 'ENDED' && end.code !== 'ABORTED') {
    throw new ShouwangError('MEDIA_UNREADABLE', `${file}: ${end.detail}`);
  }
  return { frames: end.frames, videoMs: (end.frames * 1000) / framesPerS };
}
