/** From the long watch's concerns to alerts, and from what people say of them back to what is learnt. */
import type { EdgeConfig } from '../../edge-config/contracts/config.ts';
import type { Alert, Evidence, HumanMessage } from '../../edge-config/contracts/messages.ts';
import type { Concern } from '../domain/quiet/concern.ts';
import type { Clock } from '../ports.ts';
import type { AlertBook } from './alert-book.ts';
import { placeOf } from './alert-service.ts';
import type { ConcernSubject } from './long-watch.ts';

export interface ConcernAlertsOptions {
  readonly config: EdgeConfig;
  readonly clock: Pick<Clock, 'wallMs'>;
  readonly book: AlertBook;
}

export class ConcernAlerts {
  readonly #options: ConcernAlertsOptions;
  /** Absences told of late and their households: people may call one false after it has ended. */
  readonly #absences = new Map<string, string>();
  /** Alerts that were called false: several people may say so, and a message may come twice; it is learnt from once. */
  readonly #learnt = new Set<string>();

  constructor(options: ConcernAlertsOptions) {
    this.#options = options;
  }

  handle(subject: ConcernSubject, concern: Concern): void {
    const { book, clock } = this.#options;
    const key = `${concern.type}/${subjectId(subject)}/${concern.key}`;
    const evidence: Evidence = {
      reason: concern.reason,
      measurements: [...concern.measurements],
      timeline: [],
    };
    switch (concern.kind) {
      case 'raised':
        // Told before a crash, and found again after it: one alert.
        if (book.update(key, { severity: concern.severity, evidence }) !== undefined) return;
        this.#remember(
          subject,
          book.raise(key, {
            ...this.#place(subject),
            type: concern.type,
            severity: concern.severity,
            status: 'actual',
            occurredWallMs: clock.wallMs() - concern.sinceMs,
            confidence: CONFIDENCE,
            evidence,
            stages: NO_STAGES,
          }),
        );
        return;
      case 'updated':
        book.update(key, { severity: concern.severity, evidence });
        return;
      case 'ended':
        book.end(key, { evidence });
    }
  }

  /** Something is wrong with the gateway itself: told once, closed by people. */
  raiseFault(reason: Concern['reason']): void {
    const { book, clock, config } = this.#options;
    book.raise(null, {
      cameraId: null,
      householdId: null,
      place: { kind: 'public', label: config.gateway.id },
      type: 'gateway_fault',
      severity: 'minor',
      status: 'actual',
      occurredWallMs: clock.wallMs(),
      confidence: 1,
      evidence: { reason, measurements: [], timeline: [] },
      stages: NO_STAGES,
    });
  }

  /** @returns the household whose absence was no reason to worry, if that is what people said. */
  answered({ alertId, action, outcome }: HumanMessage): string | undefined {
    const isFalse = action === 'false' || outcome === 'false';
    const alert = [...this.#options.book.openAlerts.values()].find((item) => item.alertId === alertId);
    if (action === 'closed') this.#options.book.closed(alertId);
    if (!isFalse || this.#learnt.has(alertId)) return undefined;
    this.#learnt.add(alertId);
    for (const oldest of this.#learnt) {
      if (this.#learnt.size <= MAX_ABSENCES) break;
      this.#learnt.delete(oldest);
    }
    return alert?.type === 'absence' ? (alert.householdId ?? undefined) : this.#absences.get(alertId);
  }

  #remember(subject: ConcernSubject, { alertId, type }: Alert): void {
    if (type !== 'absence' || subject.kind !== 'household') return;
    this.#absences.set(alertId, subject.household.id);
    for (const oldest of this.#absences.keys()) {
      if (this.#absences.size <= MAX_ABSENCES) break;
      this.#absences.delete(oldest);
    }
  }

  #place(subject: ConcernSubject): Pick<Alert, 'cameraId' | 'householdId' | 'place'> {
    const { config } = this.#options;
    if (subject.kind === 'camera') return placeOf(config, subject.camera);
    const { id, label } = subject.household;
    const first = config.cameras.find(({ householdId }) => householdId === id);
    return { cameraId: null, householdId: id, place: { kind: first?.place ?? 'yard', label } };
  }
}

const MAX_ABSENCES = 200;
/** A rule was broken or it was not; how often that means harm is for people to learn. */
const CONFIDENCE = 0.5;
/** The long watch has no moment in the video. */
const NO_STAGES = {
  impactStreamMs: null,
  suspectedStreamMs: null,
  raisedStreamMs: 0,
  suspectedAt: null,
} as const;

function subjectId(subject: ConcernSubject): string {
  return subject.kind === 'camera' ? subject.camera.id : subject.household.id;
}
