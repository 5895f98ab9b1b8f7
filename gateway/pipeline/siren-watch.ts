/**
 * When nobody can be told: an alert that no console has taken within the set time, and that nobody answered, sounds the
 * local siren. The guardians are told over the broker all along; this is for the neighbours.
 */
import type { Alert } from '../../edge-config/contracts/messages.ts';
import type { Clock } from '../ports.ts';

export interface SirenWatchOptions {
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly afterMs: number;
  /** Whether the console's receipt for this alert is still missing. */
  readonly isUnproven: (alertId: string) => boolean;
  /** Rejects when it did not sound. */
  readonly sound: (alert: Alert) => Promise<void>;
  readonly onSounded: (alert: Alert) => void;
  readonly onFailed: (alert: Alert, error: unknown) => void;
}

interface Waiting {
  readonly alert: Alert;
  readonly dueMs: number;
  readonly attempts: number;
}

/** Only what cannot wait for the network. */
const SEVERITIES: ReadonlySet<Alert['severity']> = new Set(['extreme', 'severe']);
const MAX_ATTEMPTS = 5;
const RETRY_MS = 10_000;

export class SirenWatch {
  readonly #options: SirenWatchOptions;
  readonly #waiting = new Map<string, Waiting>();

  constructor(options: SirenWatchOptions) {
    this.#options = options;
  }

  /** Every event of an alert, as it is written. */
  heard(alert: Alert): void {
    const { alertId, phase, severity, status } = alert;
    if (phase === 'ended') this.#waiting.delete(alertId);
    if (phase !== 'raised' || status !== 'actual' || !SEVERITIES.has(severity)) return;
    const dueMs = this.#options.clock.monotonicMs() + this.#options.afterMs;
    this.#waiting.set(alertId, { alert, dueMs, attempts: 0 });
  }

  /** Somebody has it in hand. */
  answered(alertId: string): void {
    this.#waiting.delete(alertId);
  }

  /** Every few seconds. */
  tick(): void {
    const { clock, isUnproven } = this.#options;
    const nowMs = clock.monotonicMs();
    for (const [alertId, waiting] of this.#waiting) {
      if (!isUnproven(alertId)) this.#waiting.delete(alertId);
      else if (waiting.dueMs <= nowMs) this.#sound(alertId, waiting, nowMs);
    }
  }

  #sound(alertId: string, { alert, attempts }: Waiting, nowMs: number): void {
    const { onFailed, onSounded, sound } = this.#options;
    this.#waiting.delete(alertId);
    sound(alert).then(
      () => onSounded(alert),
      (error: unknown) => {
        onFailed(alert, error);
        if (attempts + 1 >= MAX_ATTEMPTS) return;
        this.#waiting.set(alertId, { alert, dueMs: nowMs + RETRY_MS, attempts: attempts + 1 });
      },
    );
  }
}
