/** Shows single pictures on a canvas; of two that come at once the newer wins. */
import type { Piece } from '../../../../../edge-config/contracts/live-frames.ts';
import type { Player, PlayerEvents } from './player.ts';

export class PicturePlayer implements Player {
  readonly #canvas: HTMLCanvasElement;
  readonly #events: PlayerEvents;
  #next: { readonly piece: Piece; readonly arrivedMs: number } | undefined;
  #isDrawing = false;
  #isClosed = false;
  /** When the camera sent what is shown, by this page's clock. */
  #takenMs: number | null = null;

  constructor(canvas: HTMLCanvasElement, events: PlayerEvents) {
    this.#canvas = canvas;
    this.#events = events;
  }

  show(piece: Piece): void {
    if (piece.kind !== 'jpeg') return;
    this.#next = { piece, arrivedMs: performance.now() };
    if (!this.#isDrawing) void this.#draw();
  }

  ageMs(): number | null {
    return this.#takenMs === null ? null : performance.now() - this.#takenMs;
  }

  close(): void {
    this.#isClosed = true;
    this.#next = undefined;
  }

  async #draw(): Promise<void> {
    this.#isDrawing = true;
    for (let next = this.#next; next !== undefined; next = this.#next) {
      this.#next = undefined;
      const { piece, arrivedMs } = next;
      try {
        const picture = await createImageBitmap(new Blob([Uint8Array.from(piece.payload)]));
        if (this.#isClosed) return;
        this.#canvas.width = picture.width;
        this.#canvas.height = picture.height;
        this.#canvas.getContext('2d')?.drawImage(picture, 0, 0);
        picture.close();
        const isFirst = this.#takenMs === null;
        this.#takenMs = arrivedMs - piece.ageMs;
        if (isFirst) this.#events.onPlaying();
      } catch {
        // A damaged picture: the next one comes.
      }
    }
    this.#isDrawing = false;
  }
}
