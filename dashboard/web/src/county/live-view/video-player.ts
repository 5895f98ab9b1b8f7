/** Plays fragmented MP4 as it comes (Media Source Extensions), close to its live end, and forgets what is past. */
import type { Piece } from '../../../../../edge-config/contracts/live-frames.ts';
import type { Player, PlayerEvents } from './player.ts';

/** Further behind than this, it jumps; a little behind, it plays faster. */
const MAX_BEHIND_S = 1.5;
const CATCH_UP_FROM_S = 0.7;
const CATCH_UP_RATE = 1.1;
/** Where it begins and jumps to: as much is kept in hand for a line that stutters. */
const IN_HAND_S = 0.3;
const KEEP_PAST_S = 10;

export class VideoPlayer implements Player {
  readonly #video: HTMLVideoElement;
  readonly #events: PlayerEvents;
  readonly #source = new MediaSource();
  readonly #url = URL.createObjectURL(this.#source);
  readonly #abort = new AbortController();
  #buffer: SourceBuffer | undefined;
  #queue: Uint8Array[] = [];
  #newest: { readonly ageMs: number; readonly arrivedMs: number } | undefined;

  constructor(video: HTMLVideoElement, mime: string, events: PlayerEvents) {
    this.#video = video;
    this.#events = events;
    const { signal } = this.#abort;
    video.addEventListener('playing', events.onPlaying, { signal, once: true });
    video.addEventListener('error', events.onBroken, { signal });
    this.#source.addEventListener('sourceopen', () => this.#open(mime), { signal, once: true });
    video.src = this.#url;
  }

  static canPlay(mime: string): boolean {
    return 'MediaSource' in window && MediaSource.isTypeSupported(mime);
  }

  show({ kind, ageMs, payload }: Piece): void {
    if (kind === 'jpeg') return;
    if (kind !== 'init') this.#newest = { ageMs, arrivedMs: performance.now() };
    this.#queue.push(payload);
    this.#pump();
  }

  ageMs(): number | null {
    if (this.#newest === undefined || this.#video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA)
      return null;
    const { ageMs, arrivedMs } = this.#newest;
    return ageMs + (performance.now() - arrivedMs) + Math.max(0, this.#behindS() * 1000);
  }

  close(): void {
    this.#abort.abort();
    this.#queue = [];
    this.#video.removeAttribute('src');
    this.#video.load();
    URL.revokeObjectURL(this.#url);
  }

  #open(mime: string): void {
    try {
      this.#buffer = this.#source.addSourceBuffer(mime);
    } catch {
      this.#events.onBroken();
      return;
    }
    this.#buffer.addEventListener('updateend', () => this.#appended(), { signal: this.#abort.signal });
    this.#pump();
  }

  #pump(): void {
    const buffer = this.#buffer;
    if (buffer === undefined || buffer.updating || this.#queue.length === 0) return;
    const bytes = new Uint8Array(this.#queue.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of this.#queue) {
      bytes.set(part, at);
      at += part.length;
    }
    this.#queue = [];
    try {
      buffer.appendBuffer(bytes);
    } catch {
      this.#events.onBroken();
    }
  }

  #appended(): void {
    this.#stayLive();
    if (!this.#trim()) this.#pump();
  }

  #stayLive(): void {
    const video = this.#video;
    const { buffered } = video;
    if (buffered.length === 0) return;
    const last = buffered.length - 1;
    const isBefore = video.currentTime < buffered.start(last);
    const behindS = this.#behindS();
    if (isBefore || behindS > MAX_BEHIND_S) {
      video.currentTime = Math.max(buffered.start(last), buffered.end(last) - IN_HAND_S);
    }
    video.playbackRate = behindS > CATCH_UP_FROM_S ? CATCH_UP_RATE : 1;
    // Muted: browsers let it begin by itself. Where one does not, the picture stands and says how old it is.
    if (video.paused) video.play().catch(() => {});
  }

  /** @returns whether the buffer is busy with it. */
  #trim(): boolean {
    const { buffered, currentTime } = this.#video;
    if (buffered.length === 0 || buffered.start(0) > currentTime - 2 * KEEP_PAST_S) return false;
    this.#buffer?.remove(buffered.start(0), currentTime - KEEP_PAST_S);
    return true;
  }

  #behindS(): number {
    const { buffered, currentTime } = this.#video;
    return buffered.length === 0 ? 0 : buffered.end(buffered.length - 1) - currentTime;
  }
}
