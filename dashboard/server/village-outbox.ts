/**
 * Tells gateways what people did. What the broker has not taken stays in the database and goes out when it is back; a
 * gateway that is away gets it from the broker, which keeps its session. At least once: a gateway may hear it again.
 */
import { ulid } from 'ulid';
import { makeEnvelope } from '../../edge-config/contracts/envelope.ts';
import { topics } from '../../edge-config/contracts/topics.ts';
import type { Log, WallClock } from './ports.ts';
import type { Database } from './store/database.ts';
import { dropForVillage, readForVillages } from './store/village-messages.ts';

export interface VillageOutboxOptions {
  readonly consoleId: string;
  readonly database: Database;
  readonly clock: WallClock;
  readonly log: Log;
  readonly isConnected: () => boolean;
  /** Resolves when the broker has it; rejects when it is away. */
  readonly publish: (topic: string, payload: string) => Promise<void>;
}

const AT_ONCE = 50;

export class VillageOutbox {
  readonly #options: VillageOutboxOptions;
  #isBusy = false;
  /** Something was written down while the last were on their way. */
  #isAsked = false;

  constructor(options: VillageOutboxOptions) {
    this.#options = options;
  }

  /** Somebody did something: not to wait for the next look. */
  kick(): void {
    this.look().catch((error: unknown) =>
      this.#options.log.warn({ error }, 'the villages could not be told'),
    );
  }

  /** To be called every second or so; a call while one runs lets it go on. */
  async look(): Promise<void> {
    this.#isAsked = true;
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      while (this.#isAsked && this.#options.isConnected()) {
        this.#isAsked = false;
        if (await this.#sendSome()) this.#isAsked = true;
      }
    } finally {
      this.#isBusy = false;
    }
  }

  /** @returns whether there may be more. */
  async #sendSome(): Promise<boolean> {
    const { clock, consoleId, database, isConnected, publish } = this.#options;
    const messages = await readForVillages(database, AT_ONCE);
    for (const { gateway, message, serial } of messages) {
      if (!isConnected()) return false;
      const head = {
        ...{ id: ulid(), source: `console/${consoleId}`, type: 'shouwang.human.v1' as const },
        time: new Date(clock.wallMs()).toISOString(),
      };
      await publish(topics.human(gateway), JSON.stringify(makeEnvelope(head, message)));
      await dropForVillage(database, serial);
    }
    return messages.length === AT_ONCE;
  }
}
