/**
 * Commits alerts in groups, since each commit waits for the disk: what arrives while one group is written makes up the
 * next. A lone alert is written at once. Proof to the gateway is the receipt, sent after the commit; the broker's copy is
 * acknowledged before, so that the broker hands over the next: what is lost with this process has no receipt, and its
 * gateway sends it again (docs/decisions/0013).
 */
import { isShouwangError, ShouwangError } from '../../../edge-config/contracts/errors.ts';
import type { GatewayAddress } from '../../../edge-config/contracts/topics.ts';
import { type AlertArrival, type Recorded, recordAlerts } from '../store/arrivals.ts';
import { type Database, isUnstorable } from '../store/database.ts';
import { untilTaken } from './retry.ts';

export interface ArrivedAlert {
  readonly gateway: GatewayAddress;
  readonly arrival: AlertArrival;
  readonly topic: string;
  readonly payload: Buffer;
}

export interface AlertBatchesOptions {
  readonly database: Database;
  /** After the commit, in order of arrival. While it rejects, the group is tried again: it is idempotent. */
  readonly onCommitted: (
    group: readonly { readonly arrived: ArrivedAlert; readonly recorded: Recorded }[],
  ) => Promise<void>;
  /** It can never be committed. */
  readonly onRefused: (arrived: ArrivedAlert, error: ShouwangError) => Promise<void>;
  readonly onRetry: (error: unknown, attempt: number) => void;
}

const GROUP = 64;
/** More than this is not taken from the broker before it is written. */
const MAX_WAITING = 256;

export class AlertBatches {
  readonly #options: AlertBatchesOptions;
  readonly #waiting: ArrivedAlert[] = [];
  readonly #stopping = new AbortController();
  #writing: Promise<void> | undefined;

  constructor(options: AlertBatchesOptions) {
    this.#options = options;
  }

  /** Resolves when there is room for another. */
  async add(arrived: ArrivedAlert): Promise<void> {
    this.#waiting.push(arrived);
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
    });
    if (this.#waiting.length >= MAX_WAITING) await this.settled();
  }

  /** Resolves when all that was added is committed. */
  async settled(): Promise<void> {
    await this.#writing;
  }

  /** What is not committed by now comes again: it has no receipt. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#writing;
  }

  async #write(): Promise<void> {
    const { signal } = this.#stopping;
    while (this.#waiting.length > 0 && !signal.aborted) {
      const group = this.#waiting.slice(0, GROUP);
      await untilTaken(() => this.#commit(group), { signal, onRefused: this.#options.onRetry }).catch(
        () => {},
      );
      this.#waiting.splice(0, group.length);
    }
  }

  async #commit(group: readonly ArrivedAlert[]): Promise<void> {
    const { database, onCommitted, onRefused } = this.#options;
    let results: (Recorded | ShouwangError)[];
    try {
      results = await recordAlerts(
        database,
        group.map(({ arrival }) => arrival),
      );
    } catch (cause) {
      if (!isUnstorable(cause)) throw cause;
      const [only] = group;
      if (only === undefined || group.length > 1) {
        // One of them spoils the group: each on its own.
        for (const arrived of group) await this.#commit([arrived]);
        return;
      }
      results = [new ShouwangError('MESSAGE_MALFORMED', 'it holds a value that cannot be stored', { cause })];
    }
    const committed: { arrived: ArrivedAlert; recorded: Recorded }[] = [];
    for (const [index, arrived] of group.entries()) {
      const recorded = results[index];
      if (isShouwangError(recorded)) await onRefused(arrived, recorded);
      else if (recorded !== undefined) committed.push({ arrived, recorded });
    }
    await onCommitted(committed);
  }
}
