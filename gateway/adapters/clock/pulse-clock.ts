/** A clock for one endless loop: a loop that gets on goes to sleep again and again, so its sleep tells of its life. */
import type { Clock } from '../../ports.ts';

export class PulseClock implements Clock {
  readonly #clock: Clock;
  #awakeByMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#awakeByMs = clock.monotonicMs();
  }

  /** How long ago the loop should have gone to sleep again, ms; 0 while it sleeps in time. */
  get overdueMs(): number {
    return Math.max(0, this.#clock.monotonicMs() - this.#awakeByMs);
  }

  wallMs(): number {
    return this.#clock.wallMs();
  }

  monotonicMs(): number {
    return this.#clock.monotonicMs();
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.#awakeByMs = this.#clock.monotonicMs() + ms;
    return this.#clock.sleep(ms, signal);
  }
}
