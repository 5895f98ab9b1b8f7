/**
 * The long watch: days of stillness, absence and blindness, over cameras and households. Decides nothing by itself: it
 * hands looks, keyframes and ticks to the pure machines of `domain/quiet`, and keeps their state through restarts.
 */
import type { CameraConfig, EdgeConfig } from '../../edge-config/contracts/config.ts';
import type { HouseholdStatus } from '../../edge-config/contracts/messages.ts';
import type { GrayPicture } from '../domain/motion.ts';
import type { PictureFault } from '../domain/picture.ts';
import type { BlindReason } from '../domain/quiet/blindness.ts';
import { type Hours, type LocalTime, within } from '../domain/quiet/calendar.ts';
import {
  type CameraWatchState,
  EMPTY_CAMERA_WATCH,
  isKnown,
  onLook,
  onPicture,
  onTick,
  resumed,
} from '../domain/quiet/camera-watch.ts';
import type { Concern } from '../domain/quiet/concern.ts';
import {
  EMPTY_PRESENCE,
  type PresenceParams,
  type PresenceState,
  unlearn,
  updatePresence,
} from '../domain/quiet/presence.ts';
import type { Track } from '../domain/tracker.ts';
import type { Clock, WatchStore } from '../ports.ts';
import { zonesOf } from './camera-pipeline.ts';
import { householdStatus } from './household-status.ts';
import { blindnessParams, hoursOf, presenceParams, stillLimits } from './quiet-params.ts';

type Household = EdgeConfig['households'][number];

/** Whom a concern is about. */
export type ConcernSubject =
  | { readonly kind: 'camera'; readonly camera: CameraConfig }
  | { readonly kind: 'household'; readonly household: Household };

export interface LongWatchOptions {
  readonly config: EdgeConfig;
  readonly clock: Clock;
  readonly localTime: (wallMs: number) => LocalTime;
  readonly store: WatchStore;
  /** `offline`: no session; `no_frames`: a session without pictures; null: pictures come. */
  readonly readCamera: (cameraId: string) => 'offline' | 'no_frames' | null;
  readonly onConcern: (subject: ConcernSubject, concern: Concern) => void;
  /** The disk refuses; what is counted lives on in memory and is tried again. */
  readonly onSaveFailed: (error: unknown) => void;
}

/** Alerts of minutes and hours may come this late. */
const TICK_MS = 10_000;
/** What can be lost by a power cut: no more than this of a count of minutes. */
const SAVE_EVERY_MS = 30_000;
/** What a camera usually shows is the largest part and changes over hours. */
const SAVE_SIGHT_EVERY_MS = 15 * 60_000;
/** Between two ticks no more than this is counted: the machine slept, or was stopped. */
const MAX_STEP_MS = 60_000;

export class LongWatch {
  readonly #options: LongWatchOptions;
  readonly #cameras = new Map<string, CameraWatchState>();
  readonly #households = new Map<string, PresenceState>();
  /** Of the configuration, read once. */
  readonly #stillLimits: ReturnType<typeof stillLimits>;
  readonly #childHours: Hours;
  readonly #curfewHours: Hours;
  readonly #rules: ReadonlyMap<string, PresenceParams>;
  #local: LocalTime;
  #lastTickMs: number;
  #lastSaveMs: number;
  #lastSightSaveMs: number;

  constructor(options: LongWatchOptions) {
    const { clock, config, localTime, store } = options;
    this.#options = options;
    const kept = store.load();
    for (const { id } of config.cameras) {
      this.#cameras.set(id, resumed(kept.cameras.get(id) ?? EMPTY_CAMERA_WATCH));
    }
    for (const { id } of config.households)
      this.#households.set(id, kept.households.get(id) ?? EMPTY_PRESENCE);
    this.#stillLimits = stillLimits(config);
    this.#childHours = hoursOf(config.calendar.childHours);
    this.#curfewHours = hoursOf(config.calendar.curfewHours);
    this.#rules = new Map(config.households.map((home) => [home.id, presenceParams(config, home)]));
    this.#local = localTime(clock.wallMs());
    this.#lastTickMs = clock.monotonicMs();
    this.#lastSaveMs = this.#lastTickMs;
    this.#lastSightSaveMs = this.#lastTickMs;
  }

  /** Ticks until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#options.clock.sleep(TICK_MS, signal);
      if (!signal.aborted) this.tick();
    }
  }

  /** A picture was looked at. */
  looked(camera: CameraConfig, streamTimeMs: number, tracks: readonly Track[], aspect: number): void {
    const { minute } = this.#local;
    const [state, concerns] = onLook(this.#camera(camera.id), {
      streamTimeMs,
      tracks,
      restZones: zonesOf(camera, 'rest', aspect),
      waterZones: zonesOf(camera, 'water', aspect),
      exitZones: zonesOf(camera, 'exit', aspect),
      limits: this.#stillLimits(this.#local),
      isChildHours: within(this.#childHours, minute),
      isCurfew: within(this.#curfewHours, minute),
    });
    this.#cameras.set(camera.id, state);
    this.#tell({ kind: 'camera', camera }, concerns);
  }

  /** A keyframe came, looked at or not. */
  pictured(cameraId: string, streamTimeMs: number, picture: GrayPicture, fault: PictureFault | null): void {
    const { blindness } = this.#options.config;
    this.#cameras.set(
      cameraId,
      onPicture(this.#camera(cameraId), { streamTimeMs, picture, fault }, blindness),
    );
  }

  /** Every few seconds, whatever the cameras do. */
  tick(): void {
    const { clock, config, localTime, readCamera } = this.#options;
    const nowMs = clock.monotonicMs();
    const stepMs = Math.min(nowMs - this.#lastTickMs, MAX_STEP_MS);
    this.#lastTickMs = nowMs;
    this.#local = localTime(clock.wallMs());
    const before = new Map(this.#cameras);
    const params = blindnessParams(config);
    for (const camera of config.cameras) {
      const offline = readCamera(camera.id);
      const [state, concerns] = onTick(this.#camera(camera.id), { nowMs, offline }, params);
      this.#cameras.set(camera.id, state);
      this.#tell({ kind: 'camera', camera }, concerns);
    }
    for (const household of config.households) {
      const cameras = config.cameras.filter(({ householdId }) => householdId === household.id);
      const states = cameras.flatMap(({ id }) => before.get(id) ?? []);
      const seeing = states.filter(({ seen }) => seen);
      const [presence, concerns] = updatePresence(
        this.#households.get(household.id) ?? EMPTY_PRESENCE,
        {
          stepMs,
          local: this.#local,
          known: cameras.every(({ id }) => isKnown(this.#camera(id))),
          seen: seeing.length > 0,
          wallMs: clock.wallMs(),
          exited: seeing.length > 0 && seeing.every(({ atExit }) => atExit),
        },
        this.#rulesOf(household),
      );
      this.#households.set(household.id, presence);
      this.#tell({ kind: 'household', household }, concerns);
    }
    if (nowMs - this.#lastSaveMs >= SAVE_EVERY_MS) this.save();
  }

  /** People said that an alert about this household was false: its usual widens. */
  wasFalse(householdId: string): void {
    const household = this.#options.config.households.find(({ id }) => id === householdId);
    const presence = this.#households.get(householdId);
    if (household === undefined || presence === undefined) return;
    this.#households.set(householdId, unlearn(presence, this.#rulesOf(household)));
    this.save();
  }

  /** Why a camera does not see and for how long; null while it does. */
  blindness(cameraId: string): { readonly reason: BlindReason; readonly forMs: number } | null {
    const { blind } = this.#camera(cameraId).blindness;
    if (blind === null) return null;
    return { reason: blind.reason, forMs: this.#options.clock.monotonicMs() - blind.sinceMs };
  }

  /** What is known of one household, for the board. */
  household(household: Household): HouseholdStatus {
    const presence = this.#households.get(household.id) ?? EMPTY_PRESENCE;
    return householdStatus(household, presence, this.#local, this.#rulesOf(household));
  }

  /** @param isLast whether the gateway stops: then everything is written. */
  save(isLast = false): void {
    const nowMs = this.#options.clock.monotonicMs();
    const withSight = isLast || nowMs - this.#lastSightSaveMs >= SAVE_SIGHT_EVERY_MS;
    this.#lastSaveMs = nowMs;
    if (withSight) this.#lastSightSaveMs = nowMs;
    const { onSaveFailed, store } = this.#options;
    try {
      store.save({ cameras: this.#cameras, households: this.#households }, { withSight });
    } catch (error) {
      onSaveFailed(error);
    }
  }

  #rulesOf(household: Household): PresenceParams {
    return this.#rules.get(household.id) ?? presenceParams(this.#options.config, household);
  }

  #camera(id: string): CameraWatchState {
    return this.#cameras.get(id) ?? EMPTY_CAMERA_WATCH;
  }

  /** The alert first, then the state that remembers it: a crash between the two tells twice rather than never. */
  #tell(subject: ConcernSubject, concerns: readonly Concern[]): void {
    for (const concern of concerns) this.#options.onConcern(subject, concern);
    if (concerns.length > 0) this.save();
  }
}
