/**
 * One session of one stream: ffmpeg decodes, scales and thins it, frames come out. The only place that knows
 * fluent-ffmpeg (archived upstream; its behaviour is pinned by the tests of this adapter).
 */
import type { Readable } from 'node:stream';
import ffmpeg, { type FfmpegCommand } from 'fluent-ffmpeg';
import type { Clock, Frame } from '../../ports.ts';
import { type CameraCode, classifyEnd, redactAddresses } from './classify.ts';
import { FrameCutter } from './frame-cutter.ts';
import { readOutputSize } from './output-size.ts';
import { StreamPace } from './stream-pace.ts';

export type StreamInput =
  | { readonly kind: 'rtsp'; readonly url: string; readonly username?: string; readonly password?: string }
  | { readonly kind: 'file'; readonly path: string };

export interface FrameSourceOptions {
  readonly cameraId: string;
  readonly input: StreamInput;
  readonly framesPerS: number;
  readonly widthPx: number;
  readonly clock: Clock;
  /** No frame for this long ends the session. */
  readonly stallTimeoutMs?: number;
}

export interface StreamEnd {
  /** ENDED: the file was read to its end. ABORTED: asked to stop. */
  readonly code: CameraCode | 'ENDED' | 'ABORTED';
  /** ffmpeg's last words without credentials. */
  readonly detail: string;
  readonly frames: number;
}

/** No frame for this long: the stream is dead. */
const STALL_TIMEOUT_MS = 8000;
/** Until the first frame a keyframe must come, which some cameras send every 10 s only. */
const FIRST_FRAME_TIMEOUT_MS = 15_000;
/** ffmpeg that does not end on SIGTERM within this is killed. */
const KILL_AFTER_MS = 2000;
/** Socket time-out of ffmpeg, µs: for the connection; a stream that stalls is found by our own watch before. */
const SOCKET_TIMEOUT_US = 10_000_000;
/** ffmpeg's words that are kept for the verdict. */
const STDERR_KEPT_BYTES = 16_384;
/** Probing this little halves the time to the first frame; less makes it worse. */
const PROBE_LIMITS = ['-analyzeduration', '100000', '-probesize', '100000'];

export class FfmpegFrameSource {
  readonly #options: FrameSourceOptions;

  constructor(options: FrameSourceOptions) {
    this.#options = options;
  }

  /**
   * Runs one session and resolves when it has ended; faults of the stream are an outcome, never a throw.
   * `onFrame` of a file is awaited (every frame is looked at), and what it throws is thrown here; a live stream never
   * waits, and its `onFrame` must not reject.
   */
  async run(onFrame: (frame: Frame) => Promise<void>, signal: AbortSignal): Promise<StreamEnd> {
    if (signal.aborted) return { code: 'ABORTED', detail: '', frames: 0 };
    const session = new Session(this.#options, onFrame);
    const abort = (): void => session.stop('ABORTED');
    signal.addEventListener('abort', abort, { once: true });
    try {
      return await session.run();
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }
}

type StopReason = 'ABORTED' | 'CAMERA_STALLED' | 'CAMERA_FAILED';

class Session {
  readonly #options: FrameSourceOptions;
  readonly #onFrame: (frame: Frame) => Promise<void>;
  readonly #watch = new AbortController();
  #command: FfmpegCommand | undefined;
  #stderr = '';
  #frames = 0;
  #size: { widthPx: number; heightPx: number } | undefined;
  #sizeKnown: (() => void) | undefined;
  #forced: StopReason | undefined;
  #failure: unknown;
  #pace: StreamPace;
  #lastFrameMs: number;
  #killer: NodeJS.Timeout | undefined;

  constructor(options: FrameSourceOptions, onFrame: (frame: Frame) => Promise<void>) {
    this.#options = options;
    this.#onFrame = onFrame;
    this.#lastFrameMs = options.clock.monotonicMs();
    this.#pace = new StreamPace(options.clock);
  }

  async run(): Promise<StreamEnd> {
    const command = buildCommand(this.#options);
    this.#command = command;
    const ended = new Promise<string>((resolve) => {
      // fluent-ffmpeg starts the process later than it is asked to; a stop in between must still reach it.
      command.on('start', () => {
        if (this.#forced !== undefined) command.kill('SIGTERM');
      });
      command.on('stderr', (line: string) => this.#heard(line));
      command.on('end', () => resolve(''));
      command.on('error', (error: Error) => resolve(error.message));
    });
    const pipe = command.pipe() as Readable;
    const watching = this.#watchStall();
    const reading = this.#read(pipe);
    const message = await ended;
    // Without a size no frame can be cut: the reader must not wait for one any more.
    this.#sizeKnown?.();
    await reading;
    clearTimeout(this.#killer);
    this.#watch.abort();
    await watching;
    if (this.#failure !== undefined) throw this.#failure;
    return this.#verdict(message);
  }

  stop(why: StopReason): void {
    this.#forced ??= why;
    this.#command?.kill('SIGTERM');
    this.#killer ??= setTimeout(() => this.#command?.kill('SIGKILL'), KILL_AFTER_MS);
  }

  #heard(line: string): void {
    this.#stderr = `${this.#stderr}${line}\n`.slice(-STDERR_KEPT_BYTES);
    if (this.#size !== undefined) return;
    this.#size = readOutputSize(line);
    if (this.#size !== undefined) this.#sizeKnown?.();
  }

  async #read(pipe: Readable): Promise<void> {
    const sized = new Promise<void>((resolve) => {
      this.#sizeKnown = resolve;
      if (this.#size !== undefined) resolve();
    });
    let cutter: FrameCutter | undefined;
    try {
      for await (const chunk of pipe) {
        // The line that tells the size may come after the first bytes, since it comes by another pipe.
        await sized;
        if (this.#size === undefined) return;
        cutter ??= new FrameCutter(this.#size.widthPx * this.#size.heightPx * 3);
        for (const rgb of cutter.push(chunk as Buffer)) await this.#deliver(rgb, this.#size);
      }
    } catch {
      // A killed ffmpeg breaks its pipe; how it ended is told by `ended`.
    }
  }

  async #deliver(rgb: Uint8Array, size: { widthPx: number; heightPx: number }): Promise<void> {
    const { cameraId, clock, framesPerS, input } = this.#options;
    if (this.#forced !== undefined) return;
    if (input.kind === 'rtsp' && this.#pace.isAhead((this.#frames * 1000) / framesPerS)) {
      // The camera's timestamps jumped and ffmpeg fills the hole with copies: that time was never seen.
      this.stop('CAMERA_FAILED');
      return;
    }
    const index = this.#frames++;
    this.#lastFrameMs = clock.monotonicMs();
    const decided = this.#onFrame({
      cameraId,
      index,
      streamTimeMs: (index * 1000) / framesPerS,
      wallMs: clock.wallMs(),
      ...size,
      rgb,
    });
    if (input.kind === 'file') {
      await decided.catch((error: unknown) => {
        this.#failure ??= error;
        this.stop('ABORTED');
      });
    }
    this.#lastFrameMs = clock.monotonicMs();
  }

  async #watchStall(): Promise<void> {
    const { clock, input } = this.#options;
    // A file waits for the model, not for a network: it cannot stall.
    if (input.kind === 'file') return;
    const { signal } = this.#watch;
    while (!signal.aborted) {
      const limitMs =
        this.#options.stallTimeoutMs ?? (this.#frames > 0 ? STALL_TIMEOUT_MS : FIRST_FRAME_TIMEOUT_MS);
      const leftMs = this.#lastFrameMs + limitMs - clock.monotonicMs();
      if (leftMs <= 0) {
        this.stop('CAMERA_STALLED');
        return;
      }
      // Looked at often enough that the shorter limit holds as soon as frames flow.
      await clock.sleep(Math.min(leftMs, STALL_TIMEOUT_MS / 4), signal);
    }
  }

  #verdict(message: string): StreamEnd {
    const text = `${this.#stderr}\n${message}`;
    const detail = redactAddresses(lastWords(text));
    const frames = this.#frames;
    if (this.#forced !== undefined) return { code: this.#forced, detail, frames };
    if (this.#options.input.kind === 'file' && message === '') return { code: 'ENDED', detail: '', frames };
    return { code: classifyEnd(text, frames > 0), detail, frames };
  }
}

function buildCommand({ input, framesPerS, widthPx }: FrameSourceOptions): FfmpegCommand {
  const isLive = input.kind === 'rtsp';
  const command = ffmpeg(isLive ? addressOf(input) : input.path);
  command.inputOptions([
    ...(isLive ? ['-rtsp_transport', 'tcp', '-timeout', String(SOCKET_TIMEOUT_US), ...PROBE_LIMITS] : []),
    ...['-threads', '1'],
  ]);
  return command
    .outputOptions(['-map', '0:v:0', '-an', '-sn', '-pix_fmt', 'rgb24'])
    .videoFilters([`fps=${framesPerS}`, `scale=${widthPx}:-2:flags=fast_bilinear`])
    .format('rawvideo');
}

/** ffmpeg takes credentials in the address only; the address stays in its arguments and is never shown by us. */
function addressOf(input: Extract<StreamInput, { kind: 'rtsp' }>): string {
  const url = new URL(input.url);
  if (input.username !== undefined) url.username = encodeURIComponent(input.username);
  if (input.password !== undefined) url.password = encodeURIComponent(input.password);
  return url.href;
}

function lastWords(text: string): string {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(?:frame=|lib|configuration|built with|ffmpeg version)/.test(line));
  return lines.slice(-3).join(' | ').slice(0, 300);
}
