/**
 * From a decision to the outbox: names the alert, writes it durably, and only then does anything else with it (the
 * still follows as an update of the same alert). Wall times are recorded here; none of them decides anything.
 */
import { ulid } from 'ulid';
import type { CameraConfig, EdgeConfig } from '../../edge-config/contracts/config.ts';
import type { Alert, Evidence, GuardianAlert } from '../../edge-config/contracts/messages.ts';
import type { AlertStatus, Severity } from '../../edge-config/contracts/primitives.ts';
import { fallConfidence, fallEvidence } from '../domain/evidence.ts';
import type { FallEvent } from '../domain/fall.ts';
import type { Polygon } from '../domain/geometry.ts';
import type { Person } from '../domain/person.ts';
import type { Clock, Frame, Outbox, OutboxItem, StillRenderer } from '../ports.ts';

export interface AlertServiceOptions {
  readonly config: EdgeConfig;
  readonly clock: Clock;
  readonly outbox: Outbox;
  /** Null when stills are switched off. */
  readonly renderer: StillRenderer | null;
  readonly hooks: AlertHooks;
}

export interface AlertHooks {
  readonly onAlert: (alert: Alert, committedWallMs: number) => void;
  readonly onSuspected: (cameraId: string, streamTimeMs: number) => void;
  readonly onCleared: (cameraId: string, reason: string) => void;
  readonly onStillFailed: (alertId: string, error: unknown) => void;
  readonly onUnwritten: (alertId: string, error: unknown) => void;
}

/** What the picture showed at the moment of the event. */
export interface Moment {
  readonly frame: Frame;
  /** Video time of the camera over all its sessions, ms; `frame.streamTimeMs` counts one session only. */
  readonly streamTimeMs: number;
  readonly persons: readonly Person[];
  readonly privacyZones: readonly Polygon[];
}

interface OpenIncident {
  readonly suspectedWallMs: number;
  alert: Alert | null;
}

/** A guardian’s copy is of no use after a day: the phone says so rather than ringing. */
const GUARDIAN_EXPIRY_MS = 24 * 3600 * 1000;
/** Suspicions remembered per gateway; the oldest go first. */
const MAX_OPEN_INCIDENTS = 1000;

export class AlertService {
  readonly #options: AlertServiceOptions;
  /** Keyed by camera and impact time: the impact of an incident never changes, its track id may. */
  readonly #open = new Map<string, OpenIncident>();

  /** Events the disk refused; kept in memory, in order, until it takes them. */
  #unwritten: OutboxItem[] = [];

  constructor(options: AlertServiceOptions) {
    this.#options = options;
  }

  get unwritten(): number {
    return this.#unwritten.length;
  }

  /** Called with the heartbeat: a full disk that has room again loses nothing. */
  retryUnwritten(): void {
    const waiting = this.#unwritten;
    this.#unwritten = [];
    for (const item of waiting) this.#write(item);
  }

  async handle(camera: CameraConfig, event: FallEvent, moment: Moment): Promise<void> {
    const key = `${camera.id}/${event.incident.impactMs}/${event.incident.suspectedMs}`;
    const wallMsAt = (streamMs: number): number => moment.frame.wallMs - (moment.streamTimeMs - streamMs);
    switch (event.kind) {
      case 'suspected':
        this.#remember(key, { suspectedWallMs: moment.frame.wallMs, alert: null });
        this.#options.hooks.onSuspected(camera.id, event.streamTimeMs);
        return;
      case 'cleared':
        this.#open.delete(key);
        this.#options.hooks.onCleared(camera.id, event.reason);
        return;
      case 'raised': {
        if (event.incident.restZone && this.#options.config.fall.restZoneSeverity === 'ignore') {
          this.#options.hooks.onCleared(camera.id, 'rest_zone');
          return;
        }
        const suspectedWallMs = this.#open.get(key)?.suspectedWallMs ?? wallMsAt(event.incident.suspectedMs);
        const alert = this.#raise(camera, {
          type: event.incident.type,
          severity: fallSeverity(event),
          status: 'actual',
          occurredWallMs: wallMsAt(event.incident.impactMs),
          confidence: fallConfidence(event),
          evidence: evidenceOf(event, this.#options.config),
          stages: {
            impactStreamMs: event.incident.impactMs,
            suspectedStreamMs: event.incident.suspectedMs,
            raisedStreamMs: event.streamTimeMs,
            suspectedAt: instant(suspectedWallMs),
          },
        });
        this.#remember(key, { suspectedWallMs, alert });
        await this.#attachStill(key, alert, moment);
        return;
      }
      case 'ended': {
        const raised = this.#open.get(key)?.alert;
        this.#open.delete(key);
        if (!raised) return;
        const evidence = evidenceOf(event, this.#options.config);
        this.#commit({ ...next(raised), phase: 'ended', msgType: 'Cancel', evidence }, null);
      }
    }
  }

  /** A test from the console or an installer: the whole way, marked as a test end to end. */
  raiseTest(camera: CameraConfig): Alert {
    const nowMs = this.#options.clock.wallMs();
    return this.#raise(camera, {
      type: 'fall',
      severity: 'minor',
      status: 'test',
      occurredWallMs: nowMs,
      confidence: 1,
      evidence: {
        reason: { zh: '测试预警，没有人跌倒', en: 'A test alert; nobody has fallen' },
        measurements: [],
        timeline: [],
      },
      stages: { impactStreamMs: null, suspectedStreamMs: null, raisedStreamMs: 0, suspectedAt: null },
    });
  }

  #raise(
    camera: CameraConfig,
    what: Pick<Alert, 'type' | 'severity' | 'status' | 'confidence' | 'evidence' | 'stages'> & {
      readonly occurredWallMs: number;
    },
  ): Alert {
    const { gateway, households } = this.#options.config;
    const household = households.find((item) => item.id === camera.householdId);
    const raisedWallMs = this.#options.clock.wallMs();
    const { occurredWallMs, ...rest } = what;
    const alert: Alert = {
      alertId: ulid(raisedWallMs),
      sequence: 1,
      phase: 'raised',
      msgType: 'Alert',
      gatewayId: gateway.id,
      county: gateway.county,
      township: gateway.township,
      householdId: camera.householdId ?? null,
      cameraId: camera.id,
      place: {
        kind: camera.place,
        label: household === undefined ? camera.name : `${household.label} · ${camera.name}`.slice(0, 120),
      },
      occurredAt: instant(occurredWallMs),
      raisedAt: instant(raisedWallMs),
      image: null,
      guardianIds: household?.guardianIds ?? [],
      ...rest,
    };
    this.#commit(alert, null);
    return alert;
  }

  /** A still that cannot be made costs the picture, never the alert. */
  async #attachStill(key: string, alert: Alert, moment: Moment): Promise<void> {
    const { renderer, hooks } = this.#options;
    if (renderer === null) return;
    try {
      const { jpeg, info } = await renderer.render(moment);
      const open = this.#open.get(key);
      // It may have ended while the still was made: the still then comes too late to matter.
      if (open?.alert?.alertId !== alert.alertId) return;
      const updated: Alert = { ...next(open.alert), phase: 'updated', msgType: 'Update', image: info };
      open.alert = updated;
      this.#commit(updated, jpeg);
    } catch (error) {
      hooks.onStillFailed(alert.alertId, error);
    }
  }

  #commit(alert: Alert, jpeg: Buffer | null): void {
    const guardianAlerts = alert.guardianIds.map((guardianId) => ({ guardianId, alert: forGuardian(alert) }));
    this.#write({ alert, guardianAlerts, jpeg });
  }

  #write(item: OutboxItem): void {
    if (this.#unwritten.length > 0) {
      this.#unwritten.push(item);
      return;
    }
    try {
      const committedWallMs = this.#options.outbox.put(item);
      this.#options.hooks.onAlert(item.alert, committedWallMs);
    } catch (error) {
      this.#unwritten.push(item);
      this.#options.hooks.onUnwritten(item.alert.alertId, error);
    }
  }

  #remember(key: string, incident: OpenIncident): void {
    this.#open.set(key, incident);
    for (const oldest of this.#open.keys()) {
      if (this.#open.size <= MAX_OPEN_INCIDENTS) break;
      this.#open.delete(oldest);
    }
  }
}

/**
 * The fast path on the floor is the gravest; out of sight, or found lying, is less sure; someone beside who is up and
 * about takes a step off; what rests above the floor is most often sleep.
 */
function fallSeverity({ incident, reason }: FallEvent): Severity {
  if (incident.restZone || incident.aboveFloor) return 'minor';
  if (reason !== 'dwell') return incident.company ? 'moderate' : 'severe';
  return incident.company ? 'severe' : 'extreme';
}

function evidenceOf(event: FallEvent, config: EdgeConfig): Evidence {
  const { reason, measurements, timeline } = fallEvidence(event, config.fall);
  return { reason, measurements: [...measurements], timeline: [...timeline] };
}

function next(alert: Alert): Alert {
  return { ...alert, sequence: alert.sequence + 1 };
}

function forGuardian(alert: Alert): GuardianAlert {
  return {
    alertId: alert.alertId,
    sequence: alert.sequence,
    phase: alert.phase,
    type: alert.type,
    severity: alert.severity,
    status: alert.status satisfies AlertStatus,
    placeLabel: alert.place.label,
    occurredAt: alert.occurredAt,
    raisedAt: alert.raisedAt,
    expiresAt: instant(Date.parse(alert.raisedAt) + GUARDIAN_EXPIRY_MS),
    confidence: alert.confidence,
    reason: alert.evidence.reason,
  };
}

function instant(wallMs: number): string {
  return new Date(wallMs).toISOString();
}
