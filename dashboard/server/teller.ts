/**
 * Tells the boards what changed. Changes of one thing that follow each other closely are told once, and all that changed
 * meanwhile is read in one query: a board must not wait for the reading of what the next message overwrites.
 */

export interface TellerOptions {
  /** Changes within this of the first are told with it, ms. */
  readonly gatherMs: number;
  /** Reads what is named and tells it. */
  readonly tell: (ids: readonly string[]) => Promise<void>;
  /** From a change until it was told, ms. */
  readonly onTold: (tookMs: number) => void;
  readonly onFailed: (error: unknown) => void;
}

export class Teller {
  readonly #options: TellerOptions;
  /** When each first changed, by the monotonic clock. */
  #changed = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #isTelling = false;

  constructor(options: TellerOptions) {
    this.#options = options;
  }

  changed(id: string): void {
    if (!this.#changed.has(id)) this.#changed.set(id, performance.now());
    this.#wind();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#changed.clear();
  }

  /** While one batch is read the next gathers: a slow database makes larger batches, not a queue of them. */
  #wind(): void {
    if (this.#isTelling || this.#timer !== undefined || this.#changed.size === 0) return;
    this.#timer = setTimeout(() => void this.#tell(), this.#options.gatherMs);
  }

  async #tell(): Promise<void> {
    const { onFailed, onTold, tell } = this.#options;
    this.#timer = undefined;
    this.#isTelling = true;
    const batch = this.#changed;
    this.#changed = new Map();
    try {
      await tell([...batch.keys()]);
      for (const changedMs of batch.values()) onTold(performance.now() - changedMs);
    } catch (error) {
      onFailed(error);
    } finally {
      this.#isTelling = false;
      this.#wind();
    }
  }
}
