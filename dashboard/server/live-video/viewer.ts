/** One browser that watches a feed. Who takes in too little misses pieces, and who takes in nothing is cut off. */

import type { PieceKind } from '../../../edge-config/contracts/live-frames.ts';
import type { FeedMessage } from '../../../edge-config/contracts/live-video.ts';

/** What is needed of a WebSocket. */
export interface ViewerSocket {
  readonly bufferedAmount: number;
  send(message: string | Uint8Array): void;
  close(): void;
  terminate(): void;
}

/** So much that waits, and nothing is added until the next keyframe. */
export const SLOW_BYTES = 1_000_000;
/** A browser that has so much to take in will not catch up. */
export const CUT_BYTES = 4_000_000;

export class Viewer {
  readonly #socket: ViewerSocket;
  #waitsForKeyframe = true;
  #dropped = 0;

  constructor(socket: ViewerSocket) {
    this.#socket = socket;
  }

  /** Pieces left out. */
  get dropped(): number {
    return this.#dropped;
  }

  tell(message: FeedMessage): void {
    this.#socket.send(JSON.stringify(message));
  }

  /** @param piece with its head, as it came. */
  send(kind: PieceKind, piece: Uint8Array): void {
    const waitingBytes = this.#socket.bufferedAmount;
    if (waitingBytes > CUT_BYTES) {
      this.#socket.terminate();
      return;
    }
    // Each JPEG stands for itself; in a video, what follows a gap means nothing before the next keyframe.
    const canBegin = kind !== 'fragment';
    if (kind !== 'init') {
      const isLeftOut = waitingBytes > SLOW_BYTES || (this.#waitsForKeyframe && !canBegin);
      this.#waitsForKeyframe = isLeftOut;
      if (isLeftOut) {
        this.#dropped += 1;
        return;
      }
    }
    this.#socket.send(piece);
  }

  fail(code: string): void {
    this.tell({ kind: 'error', code });
    this.#socket.close();
  }
}
