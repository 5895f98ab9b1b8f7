/**
 * Shares the inference threads between the cameras: a suspected fall goes before what moves, that before someone who is
 * still, that before an empty room. Who waits long rises, so that no camera is forgotten; waits are measured. A camera
 * picks its frame only when its turn comes, so that waiting never makes a picture old.
 */
import type { Clock } from '../ports.ts';

export const PRIORITIES = ['suspected', 'moving', 'still', 'idle'] as const;
export type Priority = (typeof PRIORITIES)[number];

export interface SchedulerOptions {
  /** Inferences at the same time: as many as there are threads. */
  readonly slots: number;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly onWaited: (cameraId: string, priority: Priority, waitedMs: number) => void;
}

interface Waiter {
  readonly cameraId: string;
  readonly priority: Priority;
  readonly sinceMs: number;
  readonly start: () => void;
}

/** Waiting this long is worth one step of priority. */
const STEP_MS = 2000;

export class InferenceScheduler {
  readonly #options: SchedulerOptions;
  #waiting: Waiter[] = [];
  #free: number;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#free = options.slots;
  }

  /** Longest present wait, ms; 0 when nobody waits. */
  get longestWaitMs(): number {
    const nowMs = this.#options.clock.monotonicMs();
    return Math.max(0, ...this.#waiting.map(({ sinceMs }) => nowMs - sinceMs));
  }

  /** Runs `work` when a thread is free for it. */
  async run<T>(cameraId: string, priority: Priority, work: () => Promise<T>): Promise<T> {
    const { clock, onWaited } = this.#options;
    const sinceMs = clock.monotonicMs();
    if (this.#free > 0) this.#free -= 1;
    else {
      await new Promise<void>((start) => this.#waiting.push({ cameraId, priority, sinceMs, start }));
    }
    onWaited(cameraId, priority, clock.monotonicMs() - sinceMs);
    try {
      return await work();
    } finally {
      this.#handOn();
    }
  }

  #handOn(): void {
    const nowMs = this.#options.clock.monotonicMs();
    let first: Waiter | undefined;
    for (const waiter of this.#waiting) {
      if (first === undefined || rank(waiter, nowMs) < rank(first, nowMs)) first = waiter;
    }
    if (first === undefined) {
      this.#free += 1;
      return;
    }
    this.#waiting = this.#waiting.filter((waiter) => waiter !== first);
    first.start();
  }
}

/** Lower goes first; of equals the one that came first, since the list is in order of arrival. */
function rank({ priority, sinceMs }: Waiter, nowMs: number): number {
  return PRIORITIES.indexOf(priority) - Math.floor((nowMs - sinceMs) / STEP_MS);
}
