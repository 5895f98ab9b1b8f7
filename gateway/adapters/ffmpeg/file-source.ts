/** A video file as a camera: every frame is decoded at the analysis rate and looked at, as fast as that goes. */
import type { Writable } from 'node:stream';
import ffmpeg, { type FfmpegCommand } from 'fluent-ffmpeg';
import type { Clock, Frame } from '../../ports.ts';
import { redactAddresses } from './classify.ts';
import { FfmpegProcess, frameOutput } from './ffmpeg-process.ts';
import { lastWords } from './last-words.ts';

export interface FileSourceOptions {
  readonly cameraId: string;
  readonly path: string;
  readonly framesPerS: number;
  readonly widthPx: number;
  readonly clock: Clock;
  /** Applied to each picture before it is looked at: other light, another lens. */
  readonly filters?: readonly string[];
}

export interface FileEnd {
  /** READ: to its end. ABORTED: asked to stop. UNREADABLE: nothing, or not all, could be decoded. */
  readonly code: 'READ' | 'ABORTED' | 'UNREADABLE';
  readonly detail: string;
  readonly frames: number;
  /** Damaged places that the decoder spoke of. */
  readonly faults: number;
}

/** `onFrame` is awaited; what it throws is thrown here. Times are the file's own, from 0. */
export async function readFile(
  options: FileSourceOptions,
  onFrame: (frame: Frame) => Promise<void>,
  signal: AbortSignal,
): Promise<FileEnd> {
  const { cameraId, clock } = options;
  if (signal.aborted) return { code: 'ABORTED', detail: '', frames: 0, faults: 0 };
  let index = 0;
  let firstPtsMs: number | undefined;
  const { options: output, filters } = frameOutput(options.widthPx, options.framesPerS);
  const build = (frames: Writable): FfmpegCommand =>
    ffmpeg(options.path)
      .inputOptions(['-skip_loop_filter', 'all', '-threads', '1', '-filter_threads', '1'])
      .output(frames)
      .outputOptions(output)
      .videoFilters([...(options.filters ?? []), ...filters])
      .format('rawvideo');
  const process = new FfmpegProcess(build, async ({ ptsMs, ...picture }) => {
    if (ptsMs === null) return;
    firstPtsMs ??= ptsMs;
    await onFrame({
      cameraId,
      index: index++,
      streamTimeMs: ptsMs - firstPtsMs,
      wallMs: clock.wallMs(),
      ...picture,
    });
  });
  const abort = (): void => process.kill();
  signal.addEventListener('abort', abort, { once: true });
  try {
    const message = await process.run();
    const detail = redactAddresses(lastWords(`${process.words}\n${message}`));
    const code = signal.aborted ? 'ABORTED' : message === '' && index > 0 ? 'READ' : 'UNREADABLE';
    return { code, detail, frames: index, faults: process.faults };
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
