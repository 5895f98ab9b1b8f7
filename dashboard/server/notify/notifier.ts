/** Sends what waits in `notifications`: each second what is due, again after a refusal, until it is given up. */
import type { Log, WallClock } from '../ports.ts';
import type { Database } from '../store/database.ts';
import {
  type Attempt,
  type ClaimedMessage,
  claimMessages,
  type MessageKind,
  recordAttempt,
} from '../store/notifications.ts';
import type { WebhookTarget } from './webhook.ts';

export interface NotifierOptions {
  readonly database: Database;
  readonly clock: WallClock;
  readonly log: Log;
  /** Which messages it sends; those to people never wait behind those to other systems. */
  readonly kinds: readonly MessageKind[];
  readonly targets: readonly (WebhookTarget & { readonly id: string })[];
  readonly retries: Retries;
  /** @throws Error whose message may be shown. */
  readonly send: (to: WebhookTarget, message: ClaimedMessage) => Promise<void>;
  readonly count: (notifier: string, result: 'delivered' | 'refused' | 'failed') => void;
  readonly onAlertChanged: (alertId: string) => void;
}

/** @returns the wait before the next attempt, s; undefined: it is given up. */
export type Retries = (attempts: number, ageMs: number) => number | undefined;

const PEOPLE_RETRY_S = [5, 15, 60, 300] as const;
/** Whoever was not reached by then is called by a person: the board says so. */
export const FOR_PEOPLE: Retries = (attempts) => PEOPLE_RETRY_S[attempts - 1];

const SYSTEMS_RETRY_S = [5, 15, 60, 300, 900, 1800] as const;
const SYSTEMS_GIVE_UP_MS = 24 * 3600_000;
/** Another system may be away for a day: a weekend’s worth of alerts is not kept for it. */
export const FOR_SYSTEMS: Retries = (attempts, ageMs) =>
  ageMs >= SYSTEMS_GIVE_UP_MS ? undefined : SYSTEMS_RETRY_S[Math.min(attempts, SYSTEMS_RETRY_S.length) - 1];

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
        const { clock, database, kinds } = this.#options;
        const nowMs = clock.wallMs();
        const claimed = await claimMessages(database, {
          ...{ at: instant(nowMs), kinds, limit: AT_ONCE },
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
    const { clock, count, database, log, onAlertChanged } = this.#options;
    const { alertId, kind, notifier } = message;
    const attempt = await this.#attempt(message);
    const result =
      attempt.kind === 'delivered' ? 'delivered' : attempt.retryAt === null ? 'failed' : 'refused';
    count(notifier, result);
    if (attempt.kind === 'refused') {
      log.warn({ notifier, kind, alertId, error: attempt.error, result }, 'a message was refused');
    }
    await recordAttempt(database, message, attempt, instant(clock.wallMs()));
    if (result !== 'refused' && kind === 'rung' && alertId !== null) onAlertChanged(alertId);
  }

  async #attempt(message: ClaimedMessage): Promise<Attempt> {
    const { clock, retries, send, targets } = this.#options;
    const target = targets.find(({ id }) => id === message.notifier);
    if (target === undefined) return { kind: 'refused', error: 'not configured any more', retryAt: null };
    try {
      await send(target, message);
      return { kind: 'delivered' };
    } catch (error) {
      const nowMs = clock.wallMs();
      const waitS = retries(message.attempts, nowMs - message.madeAtMs);
      const retryAt = waitS === undefined ? null : instant(nowMs + waitS * 1000);
      return { kind: 'refused', error: error instanceof Error ? error.message : 'refused', retryAt };
    }
  }
}

function instant(wallMs: number): string {
  return new Date(wallMs).toISOString();
}
