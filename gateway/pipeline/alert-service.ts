/**
 * From the fall machine's decisions to alerts: a suspicion is remembered, a raised fall is written at once, its still
 * follows as an update of the same alert.
 */
import type { CameraConfig, EdgeConfig } from '../../edge-config/contracts/config.ts';
import type { Alert, Evidence } from '../../edge-config/contracts/messages.ts';
import { type Severity, severitySchema } from '../../edge-config/contracts/primitives.ts';
import { fallConfidence, fallEvidence } from '../domain/evidence.ts';
import type { FallEvent } from '../domain/fall.ts';
import type { Polygon } from '../domain/geometry.ts';
import type { Person } from '../domain/person.ts';
import { replayOf, type SeenFrame } from '../domain/replay.ts';
import type { Clock, Frame, StillRenderer } from '../ports.ts';
import { type AlertBook, instant } from './alert-book.ts';

export interface AlertServiceOptions {
  readonly config: EdgeConfig;
  readonly clock: Clock;
  readonly book: AlertBook;
  /** Null when stills are switched off. */
  readonly renderer: StillRenderer | null;
  readonly hooks: AlertHooks;
}

export interface AlertHooks {
  readonly onSuspected: (cameraId: string, streamTimeMs: number) => void;
  readonly onCleared: (cameraId: string, reason: string) => void;
  readonly onStillFailed: (alertId: string, error: unknown) => void;
}

/** What the picture showed at the moment of the event. */
export interface Moment {
  readonly frame: Frame;
  /** Video time of the camera over all its sessions, ms; `frame.streamTimeMs` counts one session only. */
  readonly streamTimeMs: number;
  readonly persons: readonly Person[];
  readonly privacyZones: readonly Polygon[];
  /** Skeletons of the last minute, this moment's last; absent where nobody keeps them. */
  readonly seen?: readonly SeenFrame[];
}

const TEST_REASONS = {
  test: { zh: '测试预警，没有人跌倒', en: 'A test alert; nobody has fallen' },
  exercise: { zh: '演练，没有人跌倒', en: 'A drill; nobody has fallen' },
} as const;

/** Suspicions remembered per gateway; the oldest go first. */
const MAX_SUSPICIONS = 1000;
/** Raised falls whose camera is remembered, for who calls them false. */
const MAX_RAISED = 200;
/**
 * After people called an alert of a camera false, whoever is found lying there without having been seen to drop is told of
 * quietly for so much video time: the same heap of clothes, the same nap. Nothing is held back, a drop that is seen is as
 * grave as ever, and a long lie is grave again. (docs/decisions/0024)
 */
const COOLDOWN_MS = 10 * 60_000;

export class AlertService {
  readonly #options: AlertServiceOptions;
  /** Wall times of suspicions, keyed by camera and impact: the impact of an incident never changes, its track id may. */
  readonly #suspectedWallMs = new Map<string, number>();
  /** Open falls of a run before this one, by camera: their machine is gone, the person may still lie there. */
  readonly #inherited: Map<string, string>;
  /** Cameras of raised falls, by alert; drills and tests are not among them. */
  readonly #raisedAt = new Map<string, string>();
  /** Video time of each camera's newest event, ms. */
  readonly #newestMs = new Map<string, number>();
  /** Until which video time a camera's slow path is quiet, ms. */
  readonly #quietUntilMs = new Map<string, number>();

  constructor(options: AlertServiceOptions) {
    this.#options = options;
    this.#inherited = new Map(
      [...options.book.openAlerts]
        .filter(([, { type }]) => type === 'fall' || type === 'person_down')
        .map(([key, { cameraId }]) => [cameraId ?? '', key]),
    );
  }

  async handle(camera: CameraConfig, event: FallEvent, moment: Moment): Promise<void> {
    const { book, config, hooks } = this.#options;
    const key = `fall/${camera.id}/${event.incident.impactMs}/${event.incident.suspectedMs}`;
    this.#newestMs.set(camera.id, moment.streamTimeMs);
    switch (event.kind) {
      case 'suspected':
        this.#remember(key, moment.frame.wallMs);
        hooks.onSuspected(camera.id, event.streamTimeMs);
        return;
      case 'cleared':
        this.#suspectedWallMs.delete(key);
        hooks.onCleared(camera.id, event.reason);
        return;
      case 'raised':
        if (event.incident.restZone && config.fall.restZoneSeverity === 'ignore') {
          hooks.onCleared(camera.id, 'rest_zone');
          return;
        }
        await this.#attachStill(key, this.#raise(key, camera, event, moment), moment);
        return;
      case 'updated': {
        const open = book.openAlerts.get(key);
        const severity = graver(open?.severity ?? 'minor', this.#severity(camera, event, moment));
        book.update(key, { severity, evidence: evidenceOf(event, config, open?.evidence.replay) });
        return;
      }
      case 'ended':
        book.end(key, { evidence: evidenceOf(event, config, book.openAlerts.get(key)?.evidence.replay) });
    }
  }

  /** People found that nobody had fallen. Of a drill it says nothing. */
  wasFalse(alertId: string): void {
    const cameraId = this.#raisedAt.get(alertId);
    if (cameraId === undefined) return;
    this.#quietUntilMs.set(cameraId, (this.#newestMs.get(cameraId) ?? 0) + COOLDOWN_MS);
  }

  #severity(camera: CameraConfig, event: FallEvent, { streamTimeMs }: Moment): Severity {
    const isCool = streamTimeMs < (this.#quietUntilMs.get(camera.id) ?? Number.NEGATIVE_INFINITY);
    return isCool && event.incident.type === 'person_down' && !isLongLie(event)
      ? 'minor'
      : fallSeverity(event);
  }

  /** A test or a drill: the whole way, marked as such end to end. A drill is grave, so that its ladder is climbed. */
  raiseTest(camera: CameraConfig, status: 'test' | 'exercise' = 'test'): Alert {
    const { book, clock, config } = this.#options;
    return book.raise(null, {
      ...placeOf(config, camera),
      type: 'fall',
      severity: status === 'exercise' ? 'severe' : 'minor',
      status,
      occurredWallMs: clock.wallMs(),
      confidence: 1,
      evidence: {
        reason: TEST_REASONS[status],
        measurements: [],
        timeline: [],
      },
      stages: { impactStreamMs: null, suspectedStreamMs: null, raisedStreamMs: 0, suspectedAt: null },
    });
  }

  #raise(key: string, camera: CameraConfig, event: FallEvent, moment: Moment): Alert {
    const { book, config } = this.#options;
    const { impactMs, suspectedMs, type } = event.incident;
    const replay = replayOf(moment.seen ?? [], { impactMs, trackId: event.trackId });
    const evidence = evidenceOf(event, config, replay);
    const inherited = this.#inherited.get(camera.id);
    this.#inherited.delete(camera.id);
    if (inherited !== undefined && book.openAlerts.has(inherited)) {
      // Open since before a restart, and now found again: one person, one alert.
      book.rename(inherited, key);
      const severity = this.#severity(camera, event, moment);
      const found = book.update(key, { severity, evidence });
      if (found !== undefined) return found;
    }
    const wallMsAt = (streamMs: number): number => moment.frame.wallMs - (moment.streamTimeMs - streamMs);
    const suspectedWallMs = this.#suspectedWallMs.get(key) ?? wallMsAt(suspectedMs);
    this.#suspectedWallMs.delete(key);
    const raised = book.raise(key, {
      ...placeOf(config, camera),
      type,
      severity: this.#severity(camera, event, moment),
      status: 'actual',
      occurredWallMs: wallMsAt(impactMs),
      confidence: fallConfidence(event),
      evidence,
      stages: {
        impactStreamMs: impactMs,
        suspectedStreamMs: suspectedMs,
        raisedStreamMs: event.streamTimeMs,
        suspectedAt: instant(suspectedWallMs),
      },
    });
    this.#raisedAt.set(raised.alertId, camera.id);
    dropOldest(this.#raisedAt, MAX_RAISED);
    return raised;
  }

  /** A still that cannot be made costs the picture, never the alert. */
  async #attachStill(key: string, alert: Alert, moment: Moment): Promise<void> {
    const { book, renderer, hooks } = this.#options;
    if (renderer === null) return;
    try {
      const { jpeg, info } = await renderer.render(moment);
      // It may have ended while the still was made: the still then comes too late to matter.
      if (book.openAlerts.get(key)?.alertId === alert.alertId) book.update(key, { image: info }, jpeg);
    } catch (error) {
      hooks.onStillFailed(alert.alertId, error);
    }
  }

  #remember(key: string, wallMs: number): void {
    this.#suspectedWallMs.set(key, wallMs);
    dropOldest(this.#suspectedWallMs, MAX_SUSPICIONS);
  }
}

/** Where an alert of this camera is, in words and ids. */
export function placeOf(
  { households }: Pick<EdgeConfig, 'households'>,
  camera: CameraConfig,
): Pick<Alert, 'cameraId' | 'householdId' | 'place'> {
  const household = households.find((item) => item.id === camera.householdId);
  return {
    cameraId: camera.id,
    householdId: camera.householdId ?? null,
    place: {
      kind: camera.place,
      label: household === undefined ? camera.name : `${household.label} · ${camera.name}`.slice(0, 120),
    },
  };
}

/** Minutes on the floor from which it is a long lie, whatever was thought at first: muscles and kidneys suffer. */
const GRAVE_AFTER_MS = 15 * 60_000;

/**
 * The fast path on the floor is the gravest; out of sight, or found lying, is less sure; someone beside who is up and
 * about takes a step off; what rests above the floor is most often sleep. Who lies long is in danger, however it began.
 */
function fallSeverity({ incident, reason }: FallEvent): Severity {
  if (incident.restZone || incident.aboveFloor) return 'minor';
  if (isLongLie({ incident })) return 'extreme';
  if (reason !== 'dwell') return incident.company ? 'moderate' : 'severe';
  return incident.company ? 'severe' : 'extreme';
}

function isLongLie({ incident }: Pick<FallEvent, 'incident'>): boolean {
  return incident.lastDownMs - incident.downSinceMs >= GRAVE_AFTER_MS;
}

function dropOldest(map: Map<string, unknown>, most: number): void {
  for (const oldest of map.keys()) {
    if (map.size <= most) return;
    map.delete(oldest);
  }
}

/** Whoever lies on is in no less danger than at first. */
function graver(a: Severity, b: Severity): Severity {
  const { options } = severitySchema;
  return options.indexOf(a) <= options.indexOf(b) ? a : b;
}

/** @param replay made once, when the alert was raised; what is said later keeps it. */
function evidenceOf(event: FallEvent, config: EdgeConfig, replay: Evidence['replay'] = null): Evidence {
  const { reason, measurements, timeline } = fallEvidence(event, config.fall);
  return { reason, measurements: [...measurements], timeline: [...timeline], replay };
}
