/**
 * How wrong this gateway's clock is against the console's, as far as that is proven. Whatever the console wrote, it wrote
 * before it arrived here; a receipt, after its event was committed here. How long a message was on its way is not known
 * (the broker may have kept it), so a clock is called wrong only by what no delay explains. Alerts keep their times.
 */
import type { Clock } from '../ports.ts';

/** The console's wall time minus our monotonic time lies between these. */
interface Bounds {
  readonly lowMs: number;
  readonly highMs: number;
}

export class ConsoleClock {
  readonly #clock: Pick<Clock, 'wallMs' | 'monotonicMs'>;
  #bounds: Bounds | undefined;
  #lastLowMs: number | undefined;

  constructor(clock: Pick<Clock, 'wallMs' | 'monotonicMs'>) {
    this.#clock = clock;
  }

  /** A message of the console arrives; how old it is nobody knows. @param consoleWallMs when it was written. */
  heard(consoleWallMs: number): void {
    this.#lastLowMs = consoleWallMs - this.#clock.monotonicMs();
    this.#learn({ lowMs: this.#lastLowMs, highMs: Number.POSITIVE_INFINITY });
  }

  /** The message that was heard last answers something that was written here so long ago. */
  heardWithin(maxAgeMs: number): void {
    if (this.#lastLowMs === undefined) return;
    this.#learn({ lowMs: this.#lastLowMs, highMs: this.#lastLowMs + Math.max(0, maxAgeMs) });
  }

  /** Ours minus the console's, ms, positive when ours is fast; it follows when ours is set. Null: nothing is known. */
  get skewMs(): number | null {
    if (this.#bounds === undefined) return null;
    const { lowMs, highMs } = this.#bounds;
    const ourMs = this.#clock.wallMs() - this.#clock.monotonicMs();
    if (ourMs < lowMs) return Math.round(ourMs - lowMs);
    if (ourMs > highMs) return Math.round(ourMs - highMs);
    return highMs === Number.POSITIVE_INFINITY ? null : 0;
  }

  #learn(heard: Bounds): void {
    const known = this.#bounds ?? heard;
    const both = {
      lowMs: Math.max(known.lowMs, heard.lowMs),
      highMs: Math.min(known.highMs, heard.highMs),
    };
    // What contradicts what was known: the console's clock was set meanwhile.
    this.#bounds = both.lowMs <= both.highMs ? both : heard;
  }
}
