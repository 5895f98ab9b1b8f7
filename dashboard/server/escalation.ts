/** Winds the clocks of escalation: each second it looks for what is due, and tells the boards. */
import { ulid } from 'ulid';
import type { Ladders, RungRole } from '../../edge-config/contracts/escalation.ts';
import type { Alert } from '../../edge-config/contracts/messages.ts';
import type { NotifierConfig } from '../../edge-config/contracts/notify.ts';
import { acknowledge, climb, stop } from '../domain/escalation.ts';
import type { Metrics } from './metrics.ts';
import type { Log, WallClock } from './ports.ts';
import type { Database } from './store/database.ts';
import { type DueEscalation, type EscalationChange, windEscalations } from './store/escalations.ts';
import type { NewNotification } from './store/notifications.ts';

export interface EscalatorOptions {
  readonly consoleId: string;
  readonly database: Database;
  readonly clock: WallClock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly ladders: Ladders;
  readonly notifiers: readonly Pick<NotifierConfig, 'id' | 'roles'>[];
  readonly onAlertChanged: (alertId: string) => void;
}

export class Escalator {
  readonly #options: EscalatorOptions;
  #isBusy = false;

  constructor(options: EscalatorOptions) {
    this.#options = options;
  }

  /** To be called every second or so; a call while one runs is left out. */
  async look(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    const { clock, consoleId, database, onAlertChanged } = this.#options;
    const nowMs = clock.wallMs();
    try {
      const changed = await windEscalations(database, {
        at: new Date(nowMs).toISOString(),
        actor: consoleId,
        decide: (due) => this.#decide(due, nowMs),
      });
      for (const alertId of changed) onAlertChanged(alertId);
    } finally {
      this.#isBusy = false;
    }
  }

  #decide({ alert, state }: DueEscalation, nowMs: number): EscalationChange {
    const { ladders, log, metrics } = this.#options;
    // A test must reach nobody who would run; an alert that became graver climbs the steeper ladder from here.
    const ladder = alert.status === 'test' ? null : ladders[alert.severity];
    if (ladder === null)
      return { state: stop(state), told: [], next: [], sounds: false, notify: [], isResumed: false };
    if (state.phase === 'held' && state.dueMs === null) {
      const held = acknowledge(ladder, state, nowMs);
      return {
        state: held,
        told: [],
        next: ladder.rungs[state.rung + 1]?.tells ?? [],
        sounds: false,
        notify: [],
        isResumed: false,
      };
    }
    const [next, told] = climb(ladder, state, nowMs);
    for (const { isResumed, rung, tells } of told) {
      metrics.escalations.inc({ rung: String(rung) });
      log.info({ alertId: alert.alertId, rung, tells, isResumed }, 'escalated');
    }
    return {
      state: next,
      // The first rung is the alert itself: its gateway told them.
      told: told
        .filter(({ rung }) => rung > 0)
        .map(({ tells }) => ({ tells, at: new Date(nowMs).toISOString() })),
      next: next.dueMs === null ? [] : (ladder.rungs[next.rung + 1]?.tells ?? []),
      sounds: ladder.rungs[next.rung]?.sounds ?? false,
      isResumed: told.some((rung) => rung.isResumed),
      notify: told.flatMap(({ tells }) => this.#notificationsOf(alert, tells)),
    };
  }

  #notificationsOf(alert: Alert, tells: readonly RungRole[]): NewNotification[] {
    return this.#options.notifiers.flatMap(({ id, roles: served }) => {
      const roles = tells.filter((role) => served.includes(role));
      if (roles.length === 0) return [];
      const { alertId, occurredAt, severity, status, type } = alert;
      const told = { alertId, roles, type, severity, status, placeLabel: alert.place.label, occurredAt };
      return { notifier: id, body: { notificationId: ulid(), ...told, reason: alert.evidence.reason } };
    });
  }
}
