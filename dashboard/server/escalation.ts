/** Winds the clocks of escalation: each second it looks for what is due, and tells the boards. */
import type { Transaction } from 'kysely';
import type { RungRole } from '../../edge-config/contracts/escalation.ts';
import type { Alert } from '../../edge-config/contracts/messages.ts';
import { acknowledge, climb, stop, type Told } from '../domain/escalation.ts';
import type { CountyRules } from './county-rules.ts';
import { nextHourMs } from './digest-hours.ts';
import type { Metrics } from './metrics.ts';
import { type LadderNotifier, type Phones, raisedMessages, rungMessages } from './notify/rung-messages.ts';
import type { Log, WallClock } from './ports.ts';
import type { Database } from './store/database.ts';
import { type Duty, readDuty } from './store/duty.ts';
import { type DueEscalation, type EscalationChange, windEscalations } from './store/escalations.ts';
import { guardianSubscriptions, responderSubscriptions } from './store/push.ts';
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
  readonly notifiers: readonly LadderNotifier[];
  /** Whether this console has Web Push. */
  readonly hasPush: boolean;
  readonly onAlertChanged: (alertId: string) => void;
}

const NOTHING = { told: [], next: [], sounds: false, notify: [], isResumed: false, digest: null } as const;

export class Escalator {
  readonly #options: EscalatorOptions;
  #isBusy = false;

  constructor(options: EscalatorOptions) {
    this.#options = options;
  }

  /** To be called every second or so, and when something is new; a call while one runs is left out. */
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
    const dutyOf = (index: number): Duty => duties[index] ?? (() => undefined);
    const decided = dues.map((due, index) => this.#decide(due, dutyOf(index), nowMs));
    const phones = await this.#readPhones(tx, dues, decided, dutyOf);
    const { notifiers, timeZone } = this.#options;
    const moment = { nowMs, timeZone };
    return dues.map((due, index) => {
      const { change, rungs } = decided[index] ?? { change: { ...NOTHING, state: due.state }, rungs: [] };
      const own = phonesOf(phones, due.alert.alertId);
      const notify = rungs.flatMap((rung) =>
        rungMessages(due.alert, { ...rung, duty: dutyOf(index) }, notifiers, own, moment),
      );
      return {
        ...change,
        notify: isNew(due) ? [...raisedMessages(due.alert, own, moment), ...notify] : notify,
      };
    });
  }

  /** Browsers of all who may be named now. */
  async #readPhones(
    tx: Transaction<Schema>,
    dues: readonly DueEscalation[],
    decided: readonly Decision[],
    dutyOf: (index: number) => Duty,
  ): Promise<Phones> {
    if (!this.#options.hasPush) return { guardians: [], responders: [] };
    const alertIds = dues.flatMap((due, index) =>
      isNew(due) || (decided[index]?.rungs.length ?? 0) > 0 ? due.alert.alertId : [],
    );
    const responderIds = decided.flatMap(({ rungs }, index) =>
      rungs
        .flatMap(({ tells }) => tells.flatMap((role) => dutyOf(index)(role) ?? []))
        .flatMap((who) => ('responderId' in who ? who.responderId : [])),
    );
    return {
      guardians: await guardianSubscriptions(tx, alertIds),
      responders: await responderSubscriptions(tx, [...new Set(responderIds)]),
    };
  }

  #decide(due: DueEscalation, duty: Duty, nowMs: number): Decision {
    const { alert, division, state } = due;
    // A test must reach nobody who would run.
    if (alert.status === 'test') return { change: { ...NOTHING, state: stop(state) }, rungs: [] };
    // An alert that became graver climbs the steeper ladder from here.
    const ladder = this.#options.rules.ladderOf(division, alert.severity).value;
    if (ladder === null) {
      return { change: { ...NOTHING, state: stop(state), digest: this.#digestOf(alert, nowMs) }, rungs: [] };
    }
    if (state.phase === 'held' && state.dueMs === null) {
      const held = acknowledge(ladder, state, nowMs);
      return {
        change: { ...NOTHING, state: held, next: ladder.rungs[state.rung + 1]?.tells ?? [] },
        rungs: [],
      };
    }
    const [next, told] = climb(ladder, state, nowMs, (tells) => isHeld(tells, duty));
    const { log, metrics } = this.#options;
    for (const { isResumed, isVacant, rung, tells } of told) {
      metrics.escalations.inc({ rung: String(rung) });
      log.info({ alertId: alert.alertId, rung, tells, isResumed, isVacant }, 'escalated');
    }
    const change = {
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
      digest: null,
    };
    return { change: { ...NOTHING, ...change }, rungs: told };
  }

  #digestOf({ county }: Alert, nowMs: number): EscalationChange['digest'] {
    const { rules, timeZone } = this.#options;
    const dueMs = nextHourMs(nowMs, rules.digestHoursOf(county).value, timeZone);
    return { county, dueAt: new Date(dueMs).toISOString() };
  }
}

/** What becomes of an alert's clock, and the rungs that are told now; their messages are made once it is known who has a phone. */
interface Decision {
  readonly change: EscalationChange;
  readonly rungs: readonly Told<RungRole>[];
}

/** Nothing of it has been told yet; a test never is. */
function isNew({ alert, state }: DueEscalation): boolean {
  return state.rung === -1 && state.phase === 'climbing' && alert.status !== 'test';
}

function phonesOf({ guardians, responders }: Phones, alertId: string): Phones {
  return { guardians: guardians.filter((each) => each.alertId === alertId), responders };
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
