import type { Clock } from '../../ports.ts';

/** A burst after a network pause is at most a few seconds of buffered video; more is not video that was seen. */
const MAX_AHEAD_MS = 10_000;

/** Whether a live stream's own time runs away from the time that has passed: its timestamps have jumped. */
export class StreamPace {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  #firstMs: number | undefined;

  constructor(clock: Pick<Clock, 'monotonicMs'>) {
    this.#clock = clock;
  }

  isAhead(streamTimeMs: number): boolean {
    const nowMs = this.#clock.monotonicMs();
    this.#firstMs ??= nowMs - streamTimeMs;
    return streamTimeMs - (nowMs - this.#firstMs) > MAX_AHEAD_MS;
  }
}
