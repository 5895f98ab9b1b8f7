/**
 * One camera: frames in, decisions out. A mailbox of one frame keeps the newest and counts what it drops, so a slow
 * model makes the picture sparser and never later. Video time runs on over the sessions of a camera that comes and
 * goes; while it cannot be seen, video time stands still, so blindness neither ripens nor ends anything.
 */
import type { CameraConfig, EdgeConfig } from '../../edge-config/contracts/config.ts';
import type { FallEvent } from '../domain/fall.ts';
import type { Polygon } from '../domain/geometry.ts';
import type { Person } from '../domain/person.ts';
import { EMPTY_WATCH, type WatchOutput, type WatchState, watchFrame } from '../domain/watch.ts';
import type { Detector, Frame } from '../ports.ts';
import type { Moment } from './alert-service.ts';

export interface CameraPipelineOptions {
  readonly camera: CameraConfig;
  readonly config: Pick<EdgeConfig, 'tracking' | 'fall'>;
  readonly detector: Detector;
  readonly onEvent: (camera: CameraConfig, event: FallEvent, moment: Moment) => Promise<void>;
  readonly hooks: CameraHooks;
}

export interface CameraHooks {
  readonly onFrame: (cameraId: string) => void;
  readonly onDropped: (cameraId: string) => void;
  readonly onInference: (cameraId: string, inferenceMs: number) => void;
  readonly onDetectorFailed: (cameraId: string, error: unknown) => void;
  /** For overlays and replay; not on the alert's way. */
  readonly onWatched?: (moment: Moment, output: WatchOutput) => void;
}

/**
 * Video time added between two sessions: longer than the gap across which a speed is trusted, shorter than the time
 * after which a track is lost (see domain/fall.ts and the tracking config).
 */
const SESSION_SEAM_MS = 1600;

export class CameraPipeline {
  readonly #options: CameraPipelineOptions;
  #watch: WatchState = EMPTY_WATCH;
  #waiting: Frame | undefined;
  #working: Promise<void> | undefined;
  /** Video time at which the present session began. */
  #sessionStartMs = 0;
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

  /** A new session of the stream: its clock starts at 0 again. */
  beginSession(): void {
    this.#waiting = undefined;
    this.#sessionStartMs = this.#lastStreamMs === undefined ? 0 : this.#lastStreamMs + SESSION_SEAM_MS;
    this.#personsNow = 0;
  }

  /** Newest wins. @returns when the frame before it has been decided on (files wait for it, live streams do not). */
  offer(frame: Frame): Promise<void> {
    const { hooks, camera } = this.#options;
    hooks.onFrame(camera.id);
    this.#lastFrameWallMs = frame.wallMs;
    if (this.#waiting !== undefined) hooks.onDropped(camera.id);
    this.#waiting = frame;
    this.#working ??= this.#drain().finally(() => {
      this.#working = undefined;
    });
    return this.#working;
  }

  async #drain(): Promise<void> {
    for (let frame = this.#waiting; frame !== undefined; frame = this.#waiting) {
      this.#waiting = undefined;
      await this.#decide(frame);
    }
  }

  async #decide(frame: Frame): Promise<void> {
    const { camera, config, detector, hooks, onEvent } = this.#options;
    // Read before the await: a session that begins meanwhile must not shift this frame's time.
    const streamTimeMs = this.#sessionStartMs + frame.streamTimeMs;
    let persons: readonly Person[];
    try {
      const detection = await detector.detect(frame);
      hooks.onInference(camera.id, detection.inferenceMs);
      persons = detection.persons;
    } catch (error) {
      hooks.onDetectorFailed(camera.id, error);
      return;
    }
    this.#lastStreamMs = streamTimeMs;
    const aspect = frame.widthPx / frame.heightPx;
    const scene = {
      aspect,
      restZones: zones(camera, 'rest', aspect),
      ignoreZones: zones(camera, 'ignore', aspect),
    };
    const [watch, output] = watchFrame(this.#watch, { streamTimeMs, persons, scene }, config);
    this.#watch = watch;
    this.#personsNow = output.tracks.length;
    const moment: Moment = {
      frame,
      streamTimeMs,
      persons: output.tracks.map((track) => track.person),
      privacyZones: zones(camera, 'privacy', aspect),
    };
    hooks.onWatched?.(moment, output);
    for (const event of output.events) await onEvent(camera, event, moment);
  }
}

/** Corners from shares of the picture to frame heights. */
function zones(camera: CameraConfig, kind: 'rest' | 'ignore' | 'privacy', aspect: number): Polygon[] {
  return camera.zones
    .filter((zone) => zone.kind === kind)
    .map((zone) => zone.polygon.map(([x, y]) => ({ x: x * aspect, y })));
}
