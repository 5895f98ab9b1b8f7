/**
 * Frames of one camera that wait for the model. A burst from the ring (the seconds before the motion) is looked at frame
 * by frame; but once a frame has waited too long, all but the newest are given up: late pictures help nobody.
 */
import type { Frame } from '../ports.ts';
import type { Priority } from './scheduler.ts';

/** Long enough for a burst of some seconds at 25 ms each, short enough that a decision is never late. */
const MAX_WAIT_MS = 1500;
/** Memory: a frame is about half a megabyte. */
const MAX_FRAMES = 40;

export class FrameQueue {
  #waiting: { readonly frame: Frame; readonly priority: Priority; readonly sinceMs: number }[] = [];

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Of the newest frame; the older ones go with it. */
  get priority(): Priority {
    return this.#waiting.at(-1)?.priority ?? 'idle';
  }

  /** @returns how many frames had to go. */
  push(frame: Frame, priority: Priority, nowMs: number): number {
    this.#waiting.push({ frame, priority, sinceMs: nowMs });
    return this.#waiting.length > MAX_FRAMES ? this.#keepNewest() : 0;
  }

  take(nowMs: number): { readonly next: Frame | undefined; readonly dropped: number } {
    const oldest = this.#waiting[0];
    const isLate = oldest !== undefined && nowMs - oldest.sinceMs > MAX_WAIT_MS;
    const dropped = isLate ? this.#keepNewest() : 0;
    return { next: this.#waiting.shift()?.frame, dropped };
  }

  clear(): void {
    this.#waiting = [];
  }

  #keepNewest(): number {
    const dropped = this.#waiting.length - 1;
    this.#waiting = this.#waiting.slice(-1);
    return dropped;
  }
}
