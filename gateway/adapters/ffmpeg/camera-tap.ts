/**
 * One session of one camera: a single RTSP connection, of which ffmpeg decodes the keyframes only and copies everything,
 * still compressed, into the ring. From there a second ffmpeg decodes all, when attention is asked for.
 * ffmpeg is told the address on its standard input (as a list of one, for its concat demuxer): a password stands in no list
 * of processes, and an ffmpeg can be loaded before its camera is there (docs/decisions/0025-ffmpeg-is-told-the-address.md).
 */
import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import ffmpeg, { type FfmpegCommand } from 'fluent-ffmpeg';
import { ulid } from 'ulid';
import type { Clock } from '../../ports.ts';
import { addressList, type CameraAddress, LIST_OPTIONS, PROBE_LIMITS } from './address-list.ts';
import { type CameraCode, classifyEnd, redactAddresses } from './classify.ts';
import { FfmpegProcess, frameOutput } from './ffmpeg-process.ts';
import { lastWords } from './last-words.ts';
import { PacketRing } from './packet-ring.ts';
import type { RawFrame } from './raw-frames.ts';
import type { CameraSession, SessionEvents } from './supervise.ts';

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
/** Compressed video kept: enough for a clip around an alert, and for the longest GOP that is not always attended. */
const RING_LIMITS = { maxAgeMs: 20_000, maxBytes: 24 * 1024 * 1024 };

export class CameraTap implements CameraSession {
  readonly ring = new PacketRing(RING_LIMITS);
  readonly #options: CameraTapOptions;
  readonly #socketPath = join(tmpdir(), `shouwang-${ulid()}.sock`);
  readonly #watch = new AbortController();
  #list = new PassThrough();
  /** From `prepare` on. */
  #process: FfmpegProcess | undefined;
  #ended: Promise<string> = Promise.resolve('');
  #onKeyframe: SessionEvents['onKeyframe'] = () => {};
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
    if (signal.aborted) {
      await this.dismiss();
      return { code: 'ABORTED', detail: '', frames: 0, faults: 0 };
    }
    const server = await this.#listen(onOpened);
    this.#onKeyframe = onKeyframe;
    const process = this.#begin();
    this.#lastBytesMs = this.#options.clock.monotonicMs();
    this.#lastFrameMs = this.#lastBytesMs;
    this.#list.end(addressList(this.#options.address));
    const abort = (): void => this.#stop('ABORTED');
    signal.addEventListener('abort', abort, { once: true });
    const watching = this.#watchStall();
    try {
      const message = await this.#ended;
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

  /** Loads ffmpeg, which then waits for the address. */
  prepare(): Promise<void> {
    return this.#begin().begun;
  }

  /** Ends what was prepared and never ran. */
  async dismiss(): Promise<void> {
    this.#process?.kill();
    await this.#ended;
  }

  #begin(): FfmpegProcess {
    // One that died while it waited is replaced: nothing has been asked of the camera yet.
    if (this.#process?.hasEnded === false) return this.#process;
    const { widthPx } = this.#options;
    this.#list = new PassThrough();
    const parts = { list: this.#list, widthPx, socketPath: this.#socketPath };
    this.#process = new FfmpegProcess(
      (frames) => buildCommand({ ...parts, frames }),
      (frame) => this.#decoded(frame),
    );
    this.#ended = this.#process.run();
    return this.#process;
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

  #decoded({ ptsMs, ...picture }: RawFrame): void {
    if (this.#forced !== undefined) return;
    this.#lastFrameMs = this.#options.clock.monotonicMs();
    if (ptsMs === null) return;
    this.#firstPtsMs ??= ptsMs;
    this.#onKeyframe({
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

interface CommandParts {
  /** Brings the address. */
  readonly list: Readable;
  readonly widthPx: number;
  readonly socketPath: string;
  readonly frames: Writable;
}

function buildCommand({ frames, list, socketPath, widthPx }: CommandParts): FfmpegCommand {
  const { options, filters } = frameOutput(widthPx, null);
  return ffmpeg(list)
    .inputOptions([...LIST_OPTIONS, ...PROBE_LIMITS])
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

async function closeServer(server: Server, socketPath: string): Promise<void> {
  await new Promise<void>((resolve) => server.close(() => resolve()));
  rmSync(socketPath, { force: true });
}
