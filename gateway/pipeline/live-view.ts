/**
 * One live view: from a camera to the line on which the console fetches it. It may fall behind and drop pictures, newest
 * wins; it never makes a camera's decisions wait.
 */
import type { ErrorCode } from '../../edge-config/contracts/errors.ts';
import { packPiece } from '../../edge-config/contracts/live-frames.ts';
import type { LiveRendering } from '../domain/live.ts';
import type { Feed, LivePicture, LiveRenderer, LiveSource, VideoFormat, VideoPiece } from '../live-ports.ts';
import type { Clock } from '../ports.ts';

export interface LiveViewOptions {
  readonly source: LiveSource;
  readonly rendering: LiveRendering;
  readonly renderer: LiveRenderer;
  readonly clock: Clock;
  /** Pictures or pieces that were left out because the line or the renderer was busy. */
  readonly onDropped: () => void;
  readonly onRenderFailed: (error: unknown) => void;
  readonly onEnd: () => void;
}

/** So much that waits for the line, and what is new is left out. */
export const MAX_LAG_BYTES = 1_000_000;
/** Nothing to send for so long ends the view: whoever looks at an old picture must know. */
export const SILENT_AFTER_MS = 10_000;
/** Five pictures a second; a hair less than their distance, since they do not come on the tick. */
const MIN_DISTANCE_MS = 180;

export class LiveView {
  readonly #options: LiveViewOptions;
  readonly #feed: Feed;
  readonly #over = new AbortController();
  #unwatch: (() => void) | undefined;
  #isDescribed = false;
  #waitsForKeyframe = false;
  #rendering = false;
  #next: LivePicture | undefined;
  #lastPictureMs = Number.NEGATIVE_INFINITY;
  #lastSentMs: number;

  constructor(options: LiveViewOptions, open: (onClosed: () => void) => Feed) {
    this.#options = options;
    this.#lastSentMs = options.clock.monotonicMs();
    this.#feed = open(() => this.end(null));
  }

  /** Resolves when the view has ended. */
  async run(): Promise<void> {
    const { clock, rendering, source } = this.#options;
    this.#unwatch =
      rendering === 'copy'
        ? source.watchVideo({
            onPiece: (piece, format) => this.#piece(piece, format),
            onEnd: () => this.end('LIVE_ENDED'),
          })
        : source.watchPictures(rendering === 'skeleton' ? 'judged' : 'decoded', (picture) =>
            this.#picture(picture),
          );
    if (this.#unwatch === undefined) this.end('LIVE_UNAVAILABLE');
    while (!this.#over.signal.aborted) {
      const leftMs = this.#lastSentMs + SILENT_AFTER_MS - clock.monotonicMs();
      if (leftMs <= 0) this.end('LIVE_ENDED');
      else await clock.sleep(leftMs, this.#over.signal);
    }
  }

  /** @param code tells whoever looks why; null when they have left. */
  end(code: ErrorCode | null): void {
    if (this.#over.signal.aborted) return;
    this.#over.abort();
    this.#unwatch?.();
    this.#next = undefined;
    if (code !== null) this.#feed.tell({ kind: 'error', code });
    this.#feed.close();
    this.#options.onEnd();
  }

  #piece(piece: VideoPiece, format: VideoFormat): void {
    if (this.#over.signal.aborted) return;
    if (piece.kind === 'init') {
      this.#describe('video', format);
    } else if (this.#feed.bufferedBytes > MAX_LAG_BYTES || this.#waitsForKeyframe) {
      // What follows a piece that was left out cannot be decoded without it.
      const canGoOn = piece.kind === 'keyframe' && this.#feed.bufferedBytes <= MAX_LAG_BYTES;
      this.#waitsForKeyframe = !canGoOn;
      if (!canGoOn) {
        this.#options.onDropped();
        return;
      }
    }
    this.#send(piece.kind, piece.ageMs, piece.bytes);
  }

  #picture(picture: LivePicture): void {
    if (this.#over.signal.aborted) return;
    const nowMs = this.#options.clock.monotonicMs();
    if (nowMs - this.#lastPictureMs < MIN_DISTANCE_MS) return;
    if (this.#feed.bufferedBytes > MAX_LAG_BYTES) {
      this.#options.onDropped();
      return;
    }
    if (this.#rendering) {
      if (this.#next !== undefined) this.#options.onDropped();
      this.#next = picture;
      return;
    }
    this.#lastPictureMs = nowMs;
    this.#rendering = true;
    this.#render(picture)
      .catch(this.#options.onRenderFailed)
      .finally(() => {
        this.#rendering = false;
        const next = this.#next;
        this.#next = undefined;
        if (next !== undefined) this.#picture(next);
      });
  }

  async #render(picture: LivePicture): Promise<void> {
    const { clock, renderer, rendering } = this.#options;
    const { jpeg, widthPx, heightPx } = await renderer.renderLive(
      picture,
      rendering === 'skeleton' ? 'skeleton' : 'clear_masked',
    );
    if (this.#over.signal.aborted) return;
    this.#describe('jpeg', { mime: 'image/jpeg', widthPx, heightPx });
    this.#send('jpeg', clock.wallMs() - picture.frame.wallMs, jpeg);
  }

  #describe(format: 'video' | 'jpeg', { mime, widthPx, heightPx }: VideoFormat): void {
    if (this.#isDescribed) return;
    this.#isDescribed = true;
    this.#feed.tell({ kind: 'feed', format, mime, widthPx, heightPx });
  }

  #send(kind: VideoPiece['kind'] | 'jpeg', ageMs: number, payload: Uint8Array): void {
    this.#lastSentMs = this.#options.clock.monotonicMs();
    this.#feed.send(packPiece({ kind, ageMs, payload }));
  }
}
