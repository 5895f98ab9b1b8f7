/**
 * Decodes everything of one camera for as long as it is attended: a second ffmpeg fed from the ring, beginning with a
 * keyframe in the past and then live, so that the camera itself is asked only once.
 */
import type { Readable, Writable } from 'node:stream';
import ffmpeg, { type FfmpegCommand } from 'fluent-ffmpeg';
import type { Clock, Frame } from '../../ports.ts';
import type { CameraTap } from './camera-tap.ts';
import { FfmpegProcess, frameOutput } from './ffmpeg-process.ts';
import { ringFeed } from './ring-feed.ts';

export interface AttentionDecoderOptions {
  readonly cameraId: string;
  readonly tap: CameraTap;
  readonly framesPerS: number;
  readonly widthPx: number;
  readonly clock: Clock;
  /** Without a frame for so long, although pictures come in, the decoder counts as hung. */
  readonly stallTimeoutMs?: number;
}

export interface AttentionEnd {
  /**
   * ABORTED: asked to stop. EMPTY: the ring holds nothing to start from yet. ENDED: the decoder gave up. STALLED: it hung
   * and was killed.
   */
  readonly code: 'ABORTED' | 'EMPTY' | 'ENDED' | 'STALLED';
  readonly frames: number;
  readonly faults: number;
  /** Video that left the ring before it could be decoded, ms. */
  readonly skippedMs: number;
}

/** MPEG-TS counts presentation time in 33 bits at 90 kHz: it begins anew after 26.5 hours. */
const PTS_CYCLE_MS = 2 ** 33 / 90;
const STALL_TIMEOUT_MS = 8000;
/** Enough to find the codec's parameters, which come with the first keyframe. */
const PROBE_LIMITS = ['-analyzeduration', '200000', '-probesize', '200000'];

/** Runs until `signal` aborts or the decoder ends; faults of the stream are an outcome, never a throw. */
export async function decodeAttended(
  options: AttentionDecoderOptions,
  fromStreamMs: number,
  onFrame: (frame: Frame) => void,
  signal: AbortSignal,
): Promise<AttentionEnd> {
  const { cameraId, clock, tap, framesPerS, widthPx, stallTimeoutMs = STALL_TIMEOUT_MS } = options;
  const fromPtsMs = tap.ptsOf(fromStreamMs);
  const feed = ringFeed(tap.ring, fromPtsMs);
  if (feed === undefined) return { code: 'EMPTY', frames: 0, faults: 0, skippedMs: 0 };
  let index = 0;
  /** When the last frame came, and how many pictures the camera had sent by then. */
  let framesAt = { pictures: tap.ring.pictures, monotonicMs: clock.monotonicMs() };
  let lastPtsMs = fromPtsMs;
  const process = new FfmpegProcess(
    (frames) => buildCommand(feed.stream, { frames, widthPx, framesPerS }),
    ({ ptsMs, ...picture }) => {
      if (ptsMs === null || signal.aborted) return;
      framesAt = { pictures: tap.ring.pictures, monotonicMs: clock.monotonicMs() };
      lastPtsMs = ptsMs + Math.round((lastPtsMs - ptsMs) / PTS_CYCLE_MS) * PTS_CYCLE_MS;
      onFrame({
        cameraId,
        index: index++,
        streamTimeMs: tap.streamTimeOf(lastPtsMs),
        wallMs: tap.wallMsAt(lastPtsMs),
        ...picture,
      });
    },
  );
  const abort = (): void => process.kill();
  signal.addEventListener('abort', abort, { once: true });
  const watch = new AbortController();
  let isStalled = false;
  const watchStall = async (): Promise<void> => {
    while (!watch.signal.aborted && !isStalled) {
      await clock.sleep(stallTimeoutMs / 4, watch.signal);
      const silentMs = clock.monotonicMs() - framesAt.monotonicMs;
      isStalled = silentMs > stallTimeoutMs && tap.ring.pictures > framesAt.pictures;
    }
    if (isStalled) process.kill();
  };
  const watching = watchStall();
  try {
    await process.run();
    return {
      code: signal.aborted ? 'ABORTED' : isStalled ? 'STALLED' : 'ENDED',
      frames: index,
      faults: process.faults,
      skippedMs: feed.skippedMs,
    };
  } finally {
    signal.removeEventListener('abort', abort);
    watch.abort();
    await watching;
    feed.destroy();
  }
}

function buildCommand(
  feed: Readable,
  options: { readonly frames: Writable; readonly widthPx: number; readonly framesPerS: number },
): FfmpegCommand {
  const { options: output, filters } = frameOutput(options.widthPx, options.framesPerS);
  return ffmpeg(feed)
    .inputFormat('mpegts')
    .inputOptions([
      '-copyts',
      '-skip_loop_filter',
      'all',
      '-threads',
      '1',
      '-filter_threads',
      '1',
      ...PROBE_LIMITS,
    ])
    .output(options.frames)
    .outputOptions(output)
    .videoFilters(filters)
    .format('rawvideo');
}
