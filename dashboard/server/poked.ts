/** Work that is done soon after it was asked for, never twice at once: what was asked for meanwhile is one more round. */

export interface PokedOptions {
  readonly work: () => Promise<void>;
  readonly onFailed: (error: unknown) => void;
}

/** What follows closely is done with it, ms. */
const GATHER_MS = 20;

export class Poked {
  readonly #options: PokedOptions;
  #timer: NodeJS.Timeout | undefined;
  #isBusy = false;
  #isAsked = false;
  #isStopped = false;

  constructor(options: PokedOptions) {
    this.#options = options;
  }

  poke(): void {
    this.#isAsked = true;
    if (this.#isStopped || this.#isBusy || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => void this.#run(), GATHER_MS);
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  async #run(): Promise<void> {
    this.#timer = undefined;
    this.#isBusy = true;
    this.#isAsked = false;
    try {
      await this.#options.work();
    } catch (error) {
      this.#options.onFailed(error);
    } finally {
      this.#isBusy = false;
    }
    if (this.#isAsked) this.poke();
  }
}
