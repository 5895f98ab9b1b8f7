/**
 * One run of ffmpeg whose decoded frames come to us. The only place that knows how fluent-ffmpeg behaves (archived
 * upstream; the tests of this adapter pin it).
 */
import { PassThrough, type Writable } from 'node:stream';
import type { FfmpegCommand } from 'fluent-ffmpeg';
import { type RawFrame, RawFrames } from './raw-frames.ts';

/** ffmpeg that does not end on SIGTERM within this is killed. */
const KILL_AFTER_MS = 2000;
/** ffmpeg's words that are kept for the verdict. */
const WORDS_KEPT = 16_384;

export class FfmpegProcess {
  readonly #command: FfmpegCommand;
  readonly #pipe = new PassThrough();
  readonly #onFrame: (frame: RawFrame) => Promise<void> | void;
  readonly #raw = new RawFrames();
  #words = '';
  #hasEnded = false;
  #begun: () => void = () => {};
  /** Resolves with ffmpeg's first word: it is loaded, which is most of what a start costs. Or with its end. */
  readonly begun = new Promise<void>((resolve) => {
    this.#begun = resolve;
  });
  #stopped = false;
  #killer: NodeJS.Timeout | undefined;
  #pumping: Promise<void> | undefined;

  /**
   * @param build makes the command; the frames it is given must get raw video behind `showinfo`, see `frameOutput`.
   * @param onFrame when it returns a promise, ffmpeg waits for it; its rejection is thrown by `run`.
   */
  constructor(
    build: (frames: Writable) => FfmpegCommand,
    onFrame: (frame: RawFrame) => Promise<void> | void,
  ) {
    this.#command = build(this.#pipe);
    this.#onFrame = onFrame;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** ffmpeg's last words, credentials and all: redact before they are shown. */
  get words(): string {
    return this.#words;
  }

  /** Faults in the compressed stream that ffmpeg spoke of. */
  get faults(): number {
    return this.#raw.faults;
  }

  /** @returns the error that ffmpeg ended with; empty when it ended well. */
  async run(): Promise<string> {
    let failure: unknown;
    const fail = (error: unknown): void => {
      failure ??= error;
      this.stop();
    };
    const ended = new Promise<string>((resolve) => {
      // fluent-ffmpeg starts the process later than it is asked to; a stop in between must still reach it.
      this.#command.on('start', () => {
        if (this.#stopped) this.#command.kill('SIGKILL');
      });
      this.#command.on('stderr', (line: string) => {
        this.#heard(line);
        this.#pump().catch(fail);
      });
      this.#command.on('end', () => resolve(''));
      this.#command.on('error', (error: Error) => resolve(error.message));
    });
    const reading = this.#read().catch(fail);
    this.#command.run();
    const message = await ended;
    this.#hasEnded = true;
    this.#begun();
    this.#pipe.end();
    await reading;
    // The line that tells of the last frame may come after its bytes.
    await this.#pump().catch(fail);
    clearTimeout(this.#killer);
    if (failure !== undefined) throw failure;
    return message;
  }

  /** Politely, so that a camera hears that its session is over; what does not listen is killed. */
  stop(): void {
    this.#stopped = true;
    this.#command.kill('SIGTERM');
    this.#killer ??= setTimeout(() => this.#command.kill('SIGKILL'), KILL_AFTER_MS);
  }

  /** At once: for a decoder of what we feed it, which has nobody to take leave of. */
  kill(): void {
    this.#stopped = true;
    this.#command.kill('SIGKILL');
  }

  #heard(line: string): void {
    this.#begun();
    if (!this.#raw.heard(line)) this.#words = `${this.#words}${line}\n`.slice(-WORDS_KEPT);
  }

  async #read(): Promise<void> {
    const chunks = this.#pipe[Symbol.asyncIterator]();
    for (;;) {
      // A killed ffmpeg breaks its pipe; how it ended is told by `run`.
      const next = await chunks.next().catch(() => undefined);
      if (next === undefined || next.done === true) return;
      this.#raw.push(next.value as Buffer);
      await this.#pump();
    }
  }

  #pump(): Promise<void> {
    this.#pumping ??= this.#deliver().finally(() => {
      this.#pumping = undefined;
    });
    return this.#pumping;
  }

  async #deliver(): Promise<void> {
    for (let frame = this.#raw.next(); frame !== undefined; frame = this.#raw.next()) {
      if (this.#stopped) return;
      await this.#onFrame(frame);
    }
  }
}

/**
 * Output options that `RawFrames` reads: true times by `showinfo`, no frame made up or dropped for a steady rate. One thread:
 * raw video is "encoded" too, and an encoder of several threads (ffmpeg's default) gives a frame out only when the next comes,
 * which of keyframes alone is a whole GOP later.
 */
export function frameOutput(
  widthPx: number,
  framesPerS: number | null,
): { options: string[]; filters: string[] } {
  const thin = framesPerS === null ? [] : [`select=${thinned(framesPerS)}`];
  return {
    options: [
      '-map',
      '0:v:0',
      '-an',
      '-sn',
      '-pix_fmt',
      'yuv420p',
      '-vsync',
      'passthrough',
      '-threads',
      '1',
      '-nostats',
      '-flush_packets',
      '1',
    ],
    filters: [
      ...thin,
      `scale=${widthPx}:-2:flags=fast_bilinear:out_range=full:out_color_matrix=bt601`,
      'format=yuv420p',
      'showinfo=checksum=0',
    ],
  };
}

/** The first frame of each tick; a camera slower than that loses none, and a hole in time is not filled with copies. */
function thinned(framesPerS: number): string {
  // A hair less than the interval: times in the stream are rounded.
  const intervalS = (1 / framesPerS - 0.01).toFixed(4);
  return `'isnan(prev_selected_t)+gte(t-prev_selected_t,${intervalS})+lt(t,prev_selected_t)'`;
}
