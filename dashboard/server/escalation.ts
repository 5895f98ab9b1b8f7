/** Winds the clocks of escalation: each second it looks for what is due, and tells the boards. */
import type { Transaction } from 'kysely';
import { ulid } from 'ulid';
import type { RungRole } from '../../edge-config/contracts/escalation.ts';
import type { Alert } from '../../edge-config/contracts/messages.ts';
import type { NotifierConfig } from '../../edge-config/contracts/notify.ts';
import { acknowledge, climb, stop } from '../domain/escalation.ts';
import type { CountyRules } from './county-rules.ts';
import { nextHourMs } from './digest-hours.ts';
import type { Metrics } from './metrics.ts';
import type { Log, WallClock } from './ports.ts';
import type { Database } from './store/database.ts';
import { type Duty, readDuty } from './store/duty.ts';
import { type DueEscalation, type EscalationChange, windEscalations } from './store/escalations.ts';
import type { NewMessage } from './store/notifications.ts';
import type { Schema } from './store/schema.ts';

export interface EscalatorOptions {
  readonly consoleId: string;
  readonly database: Database;
  readonly clock: WallClock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly rules: CountyRules;
  /** IANA name: in which the hours of digests count. */
  readonly timeZone: string;
  readonly notifiers: readonly Pick<NotifierConfig, 'id' | 'roles'>[];
  readonly onAlertChanged: (alertId: string) => void;
}

const NOTHING = { told: [], next: [], sounds: false, notify: [], isResumed: false, digest: null } as const;

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
    const { clock, consoleId, database, onAlertChanged, rules } = this.#options;
    try {
      await rules.refresh();
      const nowMs = clock.wallMs();
      const changed = await windEscalations(database, {
        at: new Date(nowMs).toISOString(),
        actor: consoleId,
        decide: (tx, due) => this.#decideAll(tx, due, nowMs),
      });
      for (const alertId of changed) onAlertChanged(alertId);
    } finally {
      this.#isBusy = false;
    }
  }

  async #decideAll(
    tx: Transaction<Schema>,
    dues: readonly DueEscalation[],
    nowMs: number,
  ): Promise<EscalationChange[]> {
    const duties = await readDuty(tx, dues, new Date(nowMs).toISOString());
    return dues.map((due, index) => this.#decide(due, duties[index] ?? (() => undefined), nowMs));
  }

  #decide(due: DueEscalation, duty: Duty, nowMs: number): EscalationChange {
    const { alert, division, state } = due;
    // A test must reach nobody who would run.
    if (alert.status === 'test') return { ...NOTHING, state: stop(state) };
    // An alert that became graver climbs the steeper ladder from here.
    const ladder = this.#options.rules.ladderOf(division, alert.severity).value;
    if (ladder === null) return { ...NOTHING, state: stop(state), digest: this.#digestOf(alert, nowMs) };
    if (state.phase === 'held' && state.dueMs === null) {
      const held = acknowledge(ladder, state, nowMs);
      return { ...NOTHING, state: held, next: ladder.rungs[state.rung + 1]?.tells ?? [] };
    }
    const [next, told] = climb(ladder, state, nowMs, (tells) => isHeld(tells, duty));
    const { log, metrics } = this.#options;
    for (const { isResumed, isVacant, rung, tells } of told) {
      metrics.escalations.inc({ rung: String(rung) });
      log.info({ alertId: alert.alertId, rung, tells, isResumed, isVacant }, 'escalated');
    }
    return {
      state: next,
      // The first rung is the alert itself: its gateway told them.
      told: told
        .filter(({ rung }) => rung > 0)
        .map(({ isVacant, tells }) => ({
          ...{ tells, target: targetOf(tells, duty, isVacant) },
          at: new Date(nowMs).toISOString(),
        })),
      next: next.dueMs === null ? [] : (ladder.rungs[next.rung + 1]?.tells ?? []),
      sounds: ladder.rungs[next.rung]?.sounds ?? false,
      isResumed: told.some((rung) => rung.isResumed),
      notify: told.flatMap(({ tells }) => this.#messagesOf(alert, tells, duty)),
      digest: null,
    };
  }

  #digestOf({ county }: Alert, nowMs: number): EscalationChange['digest'] {
    const { rules, timeZone } = this.#options;
    const dueMs = nextHourMs(nowMs, rules.digestHoursOf(county).value, timeZone);
    return { county, dueAt: new Date(dueMs).toISOString() };
  }

  #messagesOf(alert: Alert, tells: readonly RungRole[], duty: Duty): NewMessage[] {
    return this.#options.notifiers.flatMap(({ id, roles: served }) => {
      const roles = tells.filter((role) => served.includes(role));
      if (roles.length === 0) return [];
      const { alertId, evidence, occurredAt, place, severity, status, type } = alert;
      const messageId = ulid();
      const told = { notificationId: messageId, alertId, roles, type, severity, status, occurredAt };
      const recipients = roles.flatMap((role) => duty(role) ?? []);
      return {
        ...{ messageId, kind: 'rung', notifier: id, alertId },
        body: { kind: 'alert', ...told, recipients, placeLabel: place.label, reason: evidence.reason },
      };
    });
  }
}

/** The county’s room is where the console is: somebody is there, on any list or none. */
function isHeld(tells: readonly RungRole[], duty: Duty): boolean {
  return tells.some((role) => role === 'county' || duty(role)?.length !== 0);
}

function targetOf(tells: readonly RungRole[], duty: Duty, isVacant: boolean): string | null {
  if (isVacant) return '';
  const labels = tells
    .flatMap((role) => duty(role) ?? [])
    .flatMap(({ label }) => (label === '' ? [] : label));
  return labels.length === 0 ? null : [...new Set(labels)].join('、');
}
