/**
 * One camera: frames in, decisions out. Video time runs on over the sessions of a camera that comes and goes, and over
 * jumps of its clock; while it cannot be seen, video time stands still, so blindness neither ripens nor ends anything.
 */
import type { CameraConfig, EdgeConfig } from '../../edge-config/contracts/config.ts';
import type { Interest } from '../domain/attention.ts';
import type { FallEvent } from '../domain/fall.ts';
import type { Polygon } from '../domain/geometry.ts';
import type { Person } from '../domain/person.ts';
import { rememberLook, type SeenFrame } from '../domain/replay.ts';
import {
  EMPTY_WATCH,
  interestOf,
  type WatchOutput,
  type WatchState,
  watchFrame,
  zoomPlaces,
} from '../domain/watch.ts';
import type { Clock, Detector, Frame } from '../ports.ts';
import type { Moment } from './alert-service.ts';
import { FrameQueue } from './frame-queue.ts';
import type { InferenceScheduler, Priority } from './scheduler.ts';

export interface CameraPipelineOptions {
  readonly camera: CameraConfig;
  readonly config: Pick<EdgeConfig, 'tracking' | 'fall'> & {
    readonly inference: Pick<EdgeConfig['inference'], 'zoom'>;
  };
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly detector: Detector;
  readonly scheduler: InferenceScheduler;
  readonly onEvent: (camera: CameraConfig, event: FallEvent, moment: Moment) => Promise<void>;
  readonly hooks: CameraHooks;
}

export interface CameraHooks {
  readonly onFrame: (cameraId: string) => void;
  readonly onDropped: (cameraId: string, count: number) => void;
  readonly onInference: (cameraId: string, inferenceMs: number) => void;
  readonly onDetectorFailed: (cameraId: string, error: unknown) => void;
  /** The stream's clock jumped, forwards or back. */
  readonly onTimeJump: (cameraId: string) => void;
  /** For overlays and replay; not on the alert's way. */
  readonly onWatched?: (moment: Moment, output: WatchOutput) => void;
}

/**
 * Video time added between two sessions: longer than the gap across which a speed is trusted, shorter than the time
 * after which a track is lost (see domain/drop.ts and the tracking config).
 */
const SEAM_MS = 1600;
/** Successive pictures of one stream are not farther apart than this; if they seem so, the camera's clock jumped. */
const MAX_LEAP_MS = 10_000;

export class CameraPipeline {
  readonly #options: CameraPipelineOptions;
  readonly #queue = new FrameQueue();
  #watch: WatchState = EMPTY_WATCH;
  #seen: readonly SeenFrame[] = [];
  #working: Promise<void> | undefined;
  /** Monotonic; when the present picture's turn was asked for. */
  #busySinceMs: number | undefined;
  /** What is added to the stream's own time, and that time when it was last seen; undefined in a new session. */
  #offsetMs = 0;
  #anchorMs: number | undefined;
  #lastStreamMs: number | undefined;
  #personsNow = 0;
  #lastFrameWallMs: number | null = null;

  constructor(options: CameraPipelineOptions) {
    this.#options = options;
  }

  get personsNow(): number {
    return this.#personsNow;
  }

  get lastFrameWallMs(): number | null {
    return this.#lastFrameWallMs;
  }

  /** How long the present picture has waited for its turn, been looked at and decided on, ms; 0 when there is none. */
  get busyMs(): number {
    return this.#busySinceMs === undefined ? 0 : this.#options.clock.monotonicMs() - this.#busySinceMs;
  }

  /** How much the last decisions want to see of what comes next. */
  get interest(): Interest {
    return interestOf(this.#watch);
  }

  /** A new session of the stream: its clock begins anew. */
  beginSession(): void {
    this.#queue.clear();
    this.#anchorMs = undefined;
    this.#personsNow = 0;
  }

  /** A picture that is seen, though not looked at: the camera is alive. */
  sighted(frame: Frame): void {
    this.#lastFrameWallMs = frame.wallMs;
    this.#align(frame);
  }

  /** @returns when all frames offered so far have been decided on or dropped (files wait for it, live streams do not). */
  offer(frame: Frame, priority: Priority): Promise<void> {
    const { hooks, camera, clock } = this.#options;
    hooks.onFrame(camera.id);
    this.#lastFrameWallMs = frame.wallMs;
    const dropped = this.#queue.push(frame, priority, clock.monotonicMs());
    if (dropped > 0) hooks.onDropped(camera.id, dropped);
    this.#working ??= this.#drain().finally(() => {
      this.#working = undefined;
      this.#busySinceMs = undefined;
    });
    return this.#working;
  }

  async #drain(): Promise<void> {
    const { camera, clock, hooks, scheduler } = this.#options;
    while (!this.#queue.isEmpty) {
      this.#busySinceMs = clock.monotonicMs();
      const priority = this.interest === 'urgent' ? 'suspected' : this.#queue.priority;
      const found = await scheduler.run(camera.id, priority, async () => {
        const { next: frame, dropped } = this.#queue.take(clock.monotonicMs());
        if (dropped > 0) hooks.onDropped(camera.id, dropped);
        return frame === undefined ? undefined : this.#detect(frame);
      });
      if (found !== undefined) await this.#decide(found.frame, found.streamTimeMs, found.persons);
    }
  }

  /** The frame's persons and its time over all sessions; nothing for one that is past, or that the detector lost. */
  async #detect(
    frame: Frame,
  ): Promise<{ frame: Frame; streamTimeMs: number; persons: readonly Person[] } | undefined> {
    const { camera, config, detector, hooks } = this.#options;
    // Read before the await: a session that begins meanwhile must not shift this frame's time.
    const streamTimeMs = this.#align(frame);
    if (this.#lastStreamMs !== undefined && streamTimeMs <= this.#lastStreamMs) return undefined;
    this.#lastStreamMs = streamTimeMs;
    try {
      const { persons, inferenceMs } = await detector.detect(
        frame,
        config.inference.zoom ? zoomPlaces(this.#watch) : [],
      );
      hooks.onInference(camera.id, inferenceMs);
      return { frame, streamTimeMs, persons };
    } catch (error) {
      hooks.onDetectorFailed(camera.id, error);
      return undefined;
    }
  }

  /** Keeps video time going on across sessions and jumps. */
  #align({ streamTimeMs }: Frame): number {
    const { camera, hooks } = this.#options;
    const hasJumped = this.#anchorMs !== undefined && Math.abs(streamTimeMs - this.#anchorMs) > MAX_LEAP_MS;
    if (hasJumped) hooks.onTimeJump(camera.id);
    if (this.#lastStreamMs !== undefined && (hasJumped || this.#anchorMs === undefined)) {
      this.#offsetMs = this.#lastStreamMs + SEAM_MS - streamTimeMs;
    }
    this.#anchorMs = streamTimeMs;
    return streamTimeMs + this.#offsetMs;
  }

  async #decide(frame: Frame, streamTimeMs: number, persons: readonly Person[]): Promise<void> {
    const { camera, config, hooks, onEvent } = this.#options;
    const aspect = frame.widthPx / frame.heightPx;
    const scene = {
      aspect,
      restZones: zonesOf(camera, 'rest', aspect),
      ignoreZones: zonesOf(camera, 'ignore', aspect),
    };
    const [watch, output] = watchFrame(this.#watch, { streamTimeMs, persons, scene }, config);
    this.#watch = watch;
    this.#personsNow = output.tracks.length;
    const privacyZones = zonesOf(camera, 'privacy', aspect);
    this.#seen = rememberLook(this.#seen, { streamTimeMs, tracks: output.tracks, aspect, privacyZones });
    const moment: Moment = {
      frame,
      streamTimeMs,
      persons: output.tracks.map((track) => track.person),
      privacyZones,
      seen: this.#seen,
    };
    hooks.onWatched?.(moment, output);
    for (const event of output.events) await onEvent(camera, event, moment);
  }
}

/** Corners from shares of the picture to frame heights. */
export function zonesOf(
  camera: Pick<CameraConfig, 'zones'>,
  kind: CameraConfig['zones'][number]['kind'],
  aspect: number,
): Polygon[] {
  return camera.zones
    .filter((zone) => zone.kind === kind)
    .map((zone) => zone.polygon.map(([x, y]) => ({ x: x * aspect, y })));
}
