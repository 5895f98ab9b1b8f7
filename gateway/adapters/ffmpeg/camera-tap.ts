/**
 * One session of one camera: a single RTSP connection, of which ffmpeg decodes the keyframes only and copies everything,
 * still compressed, into the ring. From there a second ffmpeg decodes all, when attention is asked for.
 */
import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import ffmpeg, { type FfmpegCommand } from 'fluent-ffmpeg';
import { ulid } from 'ulid';
import type { Clock, Frame } from '../../ports.ts';
import { type CameraCode, classifyEnd, redactAddresses } from './classify.ts';
import { FfmpegProcess, frameOutput } from './ffmpeg-process.ts';
import { lastWords } from './last-words.ts';
import { PacketRing } from './packet-ring.ts';
import type { RawFrame } from './raw-frames.ts';
import type { SessionEvents } from './supervise.ts';

export interface CameraAddress {
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
}

export interface CameraTapOptions {
  readonly cameraId: string;
  readonly address: CameraAddress;
  readonly widthPx: number;
  readonly clock: Clock;
  /** Nothing from the camera for this long ends the session. */
  readonly stallTimeoutMs?: number;
  /** Told of the newest picture's video time as bytes come, decoded or not; it must not throw. */
  readonly onReceived?: (streamTimeMs: number) => void;
}

export interface StreamEnd {
  /** ABORTED: asked to stop. */
  readonly code: CameraCode | 'ABORTED';
  /** ffmpeg's last words without credentials. */
  readonly detail: string;
  /** Keyframes decoded. */
  readonly frames: number;
  /** Damaged places that the decoder spoke of. */
  readonly faults: number;
}

/** Nothing from the camera for this long: the stream is dead. */
const STALL_TIMEOUT_MS = 8000;
/** Until the first keyframe, which some cameras send every 10 s only. */
const FIRST_FRAME_TIMEOUT_MS = 15_000;
/** Bytes flow, but nothing in them can be decoded: as blind as silence. */
const UNDECODED_TIMEOUT_MS = 45_000;
/** Socket time-out of ffmpeg, µs: for the connection; a stream that stalls is found by our own watch before. */
const SOCKET_TIMEOUT_US = 10_000_000;
/** Probing this little halves the time to the first frame; less makes it worse. */
const PROBE_LIMITS = ['-analyzeduration', '100000', '-probesize', '100000'];
/** Compressed video kept: enough for a clip around an alert, and for the longest GOP that is not always attended. */
const RING_LIMITS = { maxAgeMs: 20_000, maxBytes: 24 * 1024 * 1024 };

export class CameraTap {
  readonly ring = new PacketRing(RING_LIMITS);
  readonly #options: CameraTapOptions;
  readonly #socketPath = join(tmpdir(), `shouwang-${ulid()}.sock`);
  readonly #watch = new AbortController();
  #process: FfmpegProcess | undefined;
  #forced: StreamEnd['code'] | undefined;
  #frames = 0;
  #lastBytesMs: number;
  #lastFrameMs: number;
  #firstPtsMs: number | undefined;

  constructor(options: CameraTapOptions) {
    this.#options = options;
    this.#lastBytesMs = options.clock.monotonicMs();
    this.#lastFrameMs = this.#lastBytesMs;
  }

  /**
   * Runs one session and resolves when it has ended; faults of the stream are an outcome, never a throw.
   */
  async run({ onKeyframe, onOpened }: SessionEvents, signal: AbortSignal): Promise<StreamEnd> {
    if (signal.aborted) return { code: 'ABORTED', detail: '', frames: 0, faults: 0 };
    const server = await this.#listen(onOpened);
    const { address, widthPx } = this.#options;
    const process = new FfmpegProcess(
      (frames) => buildCommand(address, { widthPx, socketPath: this.#socketPath, frames }),
      (frame) => this.#decoded(frame, onKeyframe),
    );
    this.#process = process;
    const abort = (): void => this.#stop('ABORTED');
    signal.addEventListener('abort', abort, { once: true });
    const watching = this.#watchStall();
    try {
      const message = await process.run();
      const text = `${process.words}\n${message}`;
      return {
        code: this.#forced ?? classifyEnd(text, this.#frames > 0),
        detail: redactAddresses(lastWords(text)),
        frames: this.#frames,
        faults: process.faults,
      };
    } finally {
      signal.removeEventListener('abort', abort);
      this.#watch.abort();
      await watching;
      await closeServer(server, this.#socketPath);
    }
  }

  /** Video time of this session for a presentation time of its stream, ms. */
  streamTimeOf(ptsMs: number): number {
    return ptsMs - (this.#firstPtsMs ?? ptsMs);
  }

  /** The presentation time for a video time of this session, ms. */
  ptsOf(streamTimeMs: number): number {
    return streamTimeMs + (this.#firstPtsMs ?? 0);
  }

  /** Another decoder of this session's bytes delivers: it is not blind, though its keyframes may not come. */
  decodedElsewhere(): void {
    this.#lastFrameMs = this.#options.clock.monotonicMs();
  }

  /** Wall time at which the camera sent what has this presentation time, as near as that can be told. */
  wallMsAt(ptsMs: number): number {
    const behindMs = Math.max(0, (this.ring.newestPtsMs ?? ptsMs) - ptsMs);
    return this.#options.clock.wallMs() - behindMs;
  }

  #decoded({ ptsMs, ...picture }: RawFrame, onKeyframe: (frame: Frame) => void): void {
    if (this.#forced !== undefined) return;
    this.#lastFrameMs = this.#options.clock.monotonicMs();
    if (ptsMs === null) return;
    this.#firstPtsMs ??= ptsMs;
    onKeyframe({
      cameraId: this.#options.cameraId,
      index: this.#frames++,
      streamTimeMs: this.streamTimeOf(ptsMs),
      wallMs: this.wallMsAt(ptsMs),
      ...picture,
    });
  }

  /** @param onOpened ffmpeg opens its outputs only once it has probed its input. */
  async #listen(onOpened: () => void): Promise<Server> {
    const server = createServer((socket: Socket) => {
      onOpened();
      socket.on('data', (chunk) => {
        this.#lastBytesMs = this.#options.clock.monotonicMs();
        this.ring.push(chunk);
        const { newestPtsMs } = this.ring;
        if (newestPtsMs !== undefined && this.#firstPtsMs !== undefined) {
          this.#options.onReceived?.(this.streamTimeOf(newestPtsMs));
        }
      });
      // A killed ffmpeg breaks its socket; how the session ended is told by `run`.
      socket.on('error', () => {});
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#socketPath, resolve);
    });
    return server;
  }

  async #watchStall(): Promise<void> {
    const { clock, stallTimeoutMs } = this.#options;
    const { signal } = this.#watch;
    while (!signal.aborted) {
      const bytesLimitMs = stallTimeoutMs ?? (this.#frames > 0 ? STALL_TIMEOUT_MS : FIRST_FRAME_TIMEOUT_MS);
      const framesLimitMs = this.#frames > 0 ? UNDECODED_TIMEOUT_MS : FIRST_FRAME_TIMEOUT_MS;
      const nowMs = clock.monotonicMs();
      const leftMs = Math.min(
        this.#lastBytesMs + bytesLimitMs - nowMs,
        this.#lastFrameMs + framesLimitMs - nowMs,
      );
      if (leftMs <= 0) {
        this.#stop('CAMERA_STALLED');
        return;
      }
      // Looked at often enough that the shorter limit holds as soon as frames flow.
      await clock.sleep(Math.min(leftMs, STALL_TIMEOUT_MS / 4), signal);
    }
  }

  #stop(why: StreamEnd['code']): void {
    this.#forced ??= why;
    this.#process?.stop();
  }
}

function buildCommand(
  address: CameraAddress,
  {
    widthPx,
    socketPath,
    frames,
  }: { readonly widthPx: number; readonly socketPath: string; readonly frames: Writable },
): FfmpegCommand {
  const { options, filters } = frameOutput(widthPx, null);
  return ffmpeg(addressOf(address))
    .inputOptions(['-rtsp_transport', 'tcp', '-timeout', String(SOCKET_TIMEOUT_US), ...PROBE_LIMITS])
    .inputOptions([
      '-threads',
      '1',
      '-filter_threads',
      '1',
      '-skip_frame',
      'nokey',
      '-flags',
      'low_delay',
      '-skip_loop_filter',
      'all',
    ])
    .output(`unix:${socketPath}`)
    .outputOptions([
      '-map',
      '0:v:0',
      '-c',
      'copy',
      '-muxdelay',
      '0',
      '-muxpreload',
      '0',
      '-flush_packets',
      '1',
    ])
    .format('mpegts')
    .output(frames)
    .outputOptions(options)
    .videoFilters(filters)
    .format('rawvideo');
}

/** ffmpeg takes credentials in the address only; the address stays in its arguments and is never shown by us. */
function addressOf({ url, username, password }: CameraAddress): string {
  const address = new URL(url);
  if (username !== undefined) address.username = encodeURIComponent(username);
  if (password !== undefined) address.password = encodeURIComponent(password);
  return address.href;
}

async function closeServer(server: Server, socketPath: string): Promise<void> {
  await new Promise<void>((resolve) => server.close(() => resolve()));
  rmSync(socketPath, { force: true });
}
