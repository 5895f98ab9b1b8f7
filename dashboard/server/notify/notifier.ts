/** Sends what other systems are told: each second what is due, again after a refusal, until it is given up. */
import type { Log, WallClock } from '../ports.ts';
import type { Database } from '../store/database.ts';
import { type ClaimedMessage, claimMessages, recordEventAttempt } from '../store/notifications.ts';
import type { WebhookTarget } from './webhook.ts';

export interface NotifierOptions {
  readonly database: Database;
  readonly clock: WallClock;
  readonly log: Log;
  readonly targets: readonly (WebhookTarget & { readonly id: string })[];
  /** @throws Error whose message may be shown. */
  readonly send: (to: WebhookTarget, message: ClaimedMessage) => Promise<void>;
  readonly count: (notifier: string, result: 'delivered' | 'refused' | 'failed') => void;
}

const RETRY_S = [5, 15, 60, 300, 900, 1800] as const;
/** Another system may be away for a day: a weekend’s worth of alerts is not kept for it. */
const GIVE_UP_MS = 24 * 3600_000;
/** An attempt that has not ended by then died with its console. */
const LEASE_MS = 30_000;
const AT_ONCE = 20;
/** Full batches in one look; the rest waits for the next. */
const ROUNDS = 10;

export class Notifier {
  readonly #options: NotifierOptions;
  #isBusy = false;

  constructor(options: NotifierOptions) {
    this.#options = options;
  }

  /** To be called every second or so; a call while one runs is left out. */
  async look(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      for (let round = 0; round < ROUNDS; round += 1) {
        const { clock, database } = this.#options;
        const nowMs = clock.wallMs();
        const claimed = await claimMessages(database, {
          ...{ at: instant(nowMs), kinds: ['event'], limit: AT_ONCE },
          leaseUntil: instant(nowMs + LEASE_MS),
        });
        await Promise.all(claimed.map((message) => this.#deliver(message)));
        // Of an alert only the first event is taken: the next may be due by now.
        if (claimed.length === 0) return;
      }
    } finally {
      this.#isBusy = false;
    }
  }

  async #deliver(message: ClaimedMessage): Promise<void> {
    const { clock, count, database, log } = this.#options;
    const { alertId, kind, notifier } = message;
    const attempt = await this.#attempt(message);
    const isDelivered = attempt === 'delivered';
    const result = isDelivered ? 'delivered' : attempt.retryAt === null ? 'failed' : 'refused';
    count(notifier, result);
    if (!isDelivered) {
      log.warn({ notifier, kind, alertId, error: attempt.error, result }, 'a message was refused');
    }
    await recordEventAttempt(database, message, attempt, instant(clock.wallMs()));
  }

  async #attempt(message: ClaimedMessage): Promise<Parameters<typeof recordEventAttempt>[2]> {
    const { clock, send, targets } = this.#options;
    const target = targets.find(({ id }) => id === message.notifier);
    if (target === undefined) return { error: 'not configured any more', retryAt: null };
    try {
      await send(target, message);
      return 'delivered';
    } catch (error) {
      const nowMs = clock.wallMs();
      const waitS = RETRY_S[Math.min(message.attempts, RETRY_S.length) - 1];
      const isOver = waitS === undefined || nowMs - message.madeAtMs >= GIVE_UP_MS;
      const retryAt = isOver ? null : instant(nowMs + waitS * 1000);
      return { error: error instanceof Error ? error.message : 'refused', retryAt };
    }
  }
}

function instant(wallMs: number): string {
  return new Date(wallMs).toISOString();
}
