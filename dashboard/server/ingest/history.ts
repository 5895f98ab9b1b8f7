/**
 * Which history of events this console stands in. A database that was restored from a backup has lost what came after
 * it: the events it numbers next bear numbers that were given before. From then on this counts as another start, and the
 * gateways, who are told of every start, send again what only the lost history held.
 */
import type { ConsoleStart } from '../../../edge-config/contracts/messages.ts';
import type { Log, WallClock } from '../ports.ts';
import type { Database } from '../store/database.ts';
import { beginStart, newestSerial } from '../store/starts.ts';

export interface HistoryOptions {
  readonly database: Database;
  readonly clock: WallClock;
  readonly log: Log;
  readonly onForked: () => void;
}

export class History {
  readonly #options: HistoryOptions;
  #starts: readonly ConsoleStart[] = [];
  #newest = 0;
  /** A restored database reaches so far, and that is not told yet. */
  #lostAfter: number | undefined;

  private constructor(options: HistoryOptions) {
    this.#options = options;
  }

  static async begin(options: HistoryOptions): Promise<History> {
    const history = new History(options);
    history.#newest = await newestSerial(options.database);
    await history.#begin(history.#newest);
    return history;
  }

  /** The newest starts, oldest first; this one is the last. */
  get starts(): readonly ConsoleStart[] {
    return this.#starts;
  }

  get startId(): string {
    return this.#starts.at(-1)?.startId ?? '';
  }

  /** Before receipts are given: the numbers of events that are new. */
  async committed(serials: readonly number[]): Promise<void> {
    const lowest = Math.min(...serials, Number.POSITIVE_INFINITY);
    if (lowest <= this.#newest) this.#lostAfter = lowest - 1;
    this.#newest = Math.max(this.#newest, ...serials);
    await this.#forkIfLost();
  }

  /** To be called every second or so: a restored database may wait long for its next event. */
  async look(): Promise<void> {
    const before = this.#newest;
    const newest = await newestSerial(this.#options.database);
    // An event that was committed meanwhile has been looked at by `committed`.
    if (newest < before && this.#newest === before) {
      this.#lostAfter = newest;
      this.#newest = newest;
    }
    await this.#forkIfLost();
  }

  /** May be refused by the database, and is then done at the next call. */
  async #forkIfLost(): Promise<void> {
    if (this.#lostAfter === undefined) return;
    const serial = this.#lostAfter;
    await this.#begin(serial);
    this.#lostAfter = undefined;
    this.#options.log.error(
      { serial },
      'the database was restored from an earlier state; the gateways are asked for what it lacks',
    );
    this.#options.onForked();
  }

  async #begin(serial: number): Promise<void> {
    const at = new Date(this.#options.clock.wallMs()).toISOString();
    this.#starts = await beginStart(this.#options.database, { at, serial });
  }
}
