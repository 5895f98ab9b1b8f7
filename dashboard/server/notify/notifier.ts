/** Sends what waits in `notifications`: each second what is due, again after a refusal, until it is given up. */
import type { Notification, NotifierConfig } from '../../../edge-config/contracts/notify.ts';
import type { Metrics } from '../metrics.ts';
import type { Log, WallClock } from '../ports.ts';
import type { Database } from '../store/database.ts';
import {
  type Attempt,
  type ClaimedNotification,
  claimNotifications,
  recordAttempt,
} from '../store/notifications.ts';

export interface NotifierOptions {
  readonly database: Database;
  readonly clock: WallClock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly notifiers: readonly NotifierConfig[];
  /** @throws Error whose message may be shown. */
  readonly send: (to: NotifierConfig, body: Notification) => Promise<void>;
  readonly onAlertChanged: (alertId: string) => void;
}

/** Waits before the next attempt, s; after the last the message is given up, and the board says so. */
const RETRY_S = [5, 15, 60, 300] as const;
/** An attempt that has not ended by then died with its console. */
const LEASE_MS = 30_000;
const AT_ONCE = 20;

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
      const { clock, database } = this.#options;
      const nowMs = clock.wallMs();
      const claimed = await claimNotifications(database, {
        at: instant(nowMs),
        leaseUntil: instant(nowMs + LEASE_MS),
        limit: AT_ONCE,
      });
      await Promise.all(claimed.map((notification) => this.#deliver(notification)));
    } finally {
      this.#isBusy = false;
    }
  }

  async #deliver(notification: ClaimedNotification): Promise<void> {
    const { clock, database, log, metrics, onAlertChanged } = this.#options;
    const { body, notifier } = notification;
    const attempt = await this.#attempt(notification);
    const result =
      attempt.kind === 'delivered' ? 'delivered' : attempt.retryAt === null ? 'failed' : 'refused';
    metrics.notifications.inc({ notifier, result });
    if (attempt.kind === 'refused') {
      log.warn(
        { notifier, alertId: body.alertId, error: attempt.error, result },
        'a message to people was refused',
      );
    }
    await recordAttempt(database, notification, attempt, instant(clock.wallMs()));
    if (result !== 'refused') onAlertChanged(body.alertId);
  }

  async #attempt({ attempts, body, notifier: id }: ClaimedNotification): Promise<Attempt> {
    const { clock, notifiers, send } = this.#options;
    const notifier = notifiers.find((item) => item.id === id);
    if (notifier === undefined) return { kind: 'refused', error: 'not configured any more', retryAt: null };
    try {
      await send(notifier, body);
      return { kind: 'delivered' };
    } catch (error) {
      const waitS = RETRY_S[attempts - 1];
      const retryAt = waitS === undefined ? null : instant(clock.wallMs() + waitS * 1000);
      return { kind: 'refused', error: error instanceof Error ? error.message : 'refused', retryAt };
    }
  }
}

function instant(wallMs: number): string {
  return new Date(wallMs).toISOString();
}
