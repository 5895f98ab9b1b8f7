/** One camera as the gateway runs it: its stream kept alive, its pictures decided on, its state told. */
import type { CameraConfig, EdgeConfig } from '../edge-config/contracts/config.ts';
import { decodeAttended } from './adapters/ffmpeg/attention-decoder.ts';
import { CameraTap } from './adapters/ffmpeg/camera-tap.ts';
import { knock } from './adapters/ffmpeg/knock.ts';
import { LiveMuxer } from './adapters/ffmpeg/live-muxer.ts';
import type { StartLimiter } from './adapters/ffmpeg/start-limiter.ts';
import { type CameraState, superviseCamera } from './adapters/ffmpeg/supervise.ts';
import type { Metrics } from './adapters/http/metrics.ts';
import type { Log } from './adapters/log/log.ts';
import type { LivePicture, LiveSource } from './live-ports.ts';
import type { AlertService } from './pipeline/alert-service.ts';
import type { AttentionPlaces } from './pipeline/attention-places.ts';
import { CameraPipeline, zonesOf } from './pipeline/camera-pipeline.ts';
import { LivePictures } from './pipeline/live-pictures.ts';
import type { LongWatch } from './pipeline/long-watch.ts';
import type { InferenceScheduler } from './pipeline/scheduler.ts';
import type { CameraReading } from './pipeline/status.ts';
import { TwoSpeed } from './pipeline/two-speed.ts';
import type { Clock, Detector, Frame } from './ports.ts';

export interface CameraOptions {
  readonly camera: CameraConfig;
  readonly config: EdgeConfig;
  readonly clock: Clock;
  readonly limiter: StartLimiter;
  readonly places: AttentionPlaces;
  readonly detector: Detector;
  readonly scheduler: InferenceScheduler;
  readonly alerts: Pick<AlertService, 'handle'>;
  readonly longWatch: Pick<LongWatch, 'looked' | 'pictured'>;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly onState: (camera: CameraConfig) => void;
}

export class Camera {
  readonly #options: CameraOptions;
  readonly #pipeline: CameraPipeline;
  readonly #twoSpeed: TwoSpeed;
  readonly #livePictures = new LivePictures();
  readonly #liveVideo = new LiveMuxer(() => this.#tap?.ring);
  /** The present session's connection. */
  #tap: CameraTap | undefined;
  /** The attention decoder that runs, or has just been told to stop. */
  #decoding: Promise<void> = Promise.resolve();
  #state: CameraState;
  /** Pictures received in sessions that are over. */
  #picturesBefore = 0;

  constructor(options: CameraOptions) {
    const { camera, config, clock, detector, places, scheduler, alerts, longWatch, metrics, log } = options;
    this.#options = options;
    this.#state = { state: 'connecting', reason: null, sinceWallMs: clock.wallMs() };
    const label = { camera: camera.id };
    this.#pipeline = new CameraPipeline({
      camera,
      config,
      clock,
      detector,
      scheduler,
      onEvent: (source, event, moment) => alerts.handle(source, event, moment),
      hooks: {
        onFrame: () => metrics.frames.inc(label),
        onDropped: (_id, count) => metrics.framesDropped.inc(label, count),
        onInference: (_id, inferenceMs) => metrics.inferenceSeconds.observe(inferenceMs / 1000),
        onWatched: (moment, { tracks }) => {
          const { frame, streamTimeMs } = moment;
          longWatch.looked(camera, streamTimeMs, tracks, frame.widthPx / frame.heightPx);
          this.#livePictures.give('judged', moment);
        },
        onTimeJump: () => metrics.timeJumps.inc(label),
        onDetectorFailed: (cameraId, error) => {
          metrics.detectorFailures.inc();
          log.warn({ cameraId, error }, 'a frame was lost in the detector');
        },
      },
    });
    this.#twoSpeed = new TwoSpeed({
      camera,
      config,
      interest: () => (this.#livePictures.isWatched ? 'urgent' : this.#pipeline.interest),
      places,
      sighted: (frame) => this.#pipeline.sighted(frame),
      offer: (frame, priority) => {
        this.#pipeline.offer(frame, priority).catch((error: unknown) => {
          log.error({ cameraId: camera.id, error }, 'a frame could not be decided on');
        });
      },
      decodeAll: (fromStreamMs, onFrame, signal) => this.#decodeAll(fromStreamMs, onFrame, signal),
      hooks: {
        onKeyframe: ({ reason }) => metrics.keyframes.inc({ ...label, motion: reason }),
        onPicture: (streamTimeMs, picture, fault) =>
          longWatch.pictured(camera.id, streamTimeMs, picture, fault),
        onAttention: (attended) => metrics.attended.set(label, attended ? 1 : 0),
        onRefused: () => metrics.attentionRefused.inc(label),
        onFault: (fault, frame) => {
          metrics.pictureFaults.inc({ ...label, fault });
          // Nothing is looked for in it, but whoever watches sees what the camera shows.
          this.#livePictures.give('judged', this.#withoutPersons(frame));
        },
      },
    });
  }

  /** Runs until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { camera, config, clock, limiter, metrics, log, onState } = this.#options;
    const { id: cameraId, url, username, password } = camera;
    await superviseCamera({
      clock,
      limiter,
      random: Math.random,
      signal,
      knock: (aborted) => knock(url, aborted),
      open: () =>
        new CameraTap({
          cameraId,
          address: {
            url,
            ...(username === undefined ? {} : { username }),
            ...(password === undefined ? {} : { password }),
          },
          widthPx: config.inference.frameWidthPx,
          clock,
          onReceived: (streamTimeMs) => this.#twoSpeed.received(streamTimeMs),
        }),
      onSession: (tap) => {
        this.#picturesBefore += this.#tap?.ring.pictures ?? 0;
        this.#tap = tap;
        this.#twoSpeed.beginSession();
        this.#pipeline.beginSession();
      },
      onKeyframe: (frame) => this.#twoSpeed.keyframe(frame, this.#tap?.ring.gopMs ?? null),
      onState: (state) => this.#become(state, onState),
      onEnd: (end) => {
        this.#twoSpeed.rest();
        this.#liveVideo.end();
        metrics.cameraSessionsEnded.inc({ camera: cameraId, reason: end.code });
        metrics.streamFaults.inc({ camera: cameraId }, end.faults);
        log.warn({ cameraId, code: end.code, detail: end.detail }, 'camera session ended');
      },
    });
    this.#twoSpeed.rest();
    this.#liveVideo.end();
    await this.#decoding;
  }

  /** For who wants to see it live. */
  get live(): LiveSource {
    const { state, reason } = this.#state;
    return {
      fault: state === 'watching' ? null : (reason ?? 'LIVE_UNAVAILABLE'),
      codec: this.#tap?.ring.codec ?? null,
      watchVideo: (sink) => this.#liveVideo.watch(sink),
      watchPictures: (kind, onPicture) => {
        const stop = this.#livePictures.watch(kind, onPicture);
        this.#twoSpeed.attendNow();
        return stop;
      },
    };
  }

  /** How long the present picture has been in the model's queue, in the model and decided on, ms. */
  get busyMs(): number {
    return this.#pipeline.busyMs;
  }

  read(): CameraReading {
    const { personsNow, lastFrameWallMs } = this.#pipeline;
    const framesSeen = this.#picturesBefore + (this.#tap?.ring.pictures ?? 0);
    return { ...this.#state, personsNow, lastFrameWallMs, framesSeen };
  }

  async #decodeAll(
    fromStreamMs: number,
    onFrame: (frame: Frame) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const { camera, clock, config, metrics, log } = this.#options;
    const tap = this.#tap;
    const before = this.#decoding;
    if (tap === undefined) return;
    const { framesPerS, frameWidthPx: widthPx } = config.inference;
    const decode = async (): Promise<void> => {
      // One decoder a camera: the one before has been told to stop.
      await before;
      const end = await decodeAttended(
        { cameraId: camera.id, tap, framesPerS, widthPx, clock },
        fromStreamMs,
        (frame) => {
          tap.decodedElsewhere();
          onFrame(frame);
          this.#livePictures.give('decoded', this.#withoutPersons(frame));
        },
        signal,
      );
      metrics.streamFaults.inc({ camera: camera.id }, end.faults);
      metrics.skippedSeconds.inc({ camera: camera.id }, end.skippedMs / 1000);
      if (end.code === 'ENDED' || end.code === 'STALLED') {
        log.warn({ cameraId: camera.id, code: end.code }, 'the attention decoder is lost');
      }
    };
    this.#decoding = decode();
    await this.#decoding;
  }

  #withoutPersons(frame: Frame): LivePicture {
    const privacyZones = zonesOf(this.#options.camera, 'privacy', frame.widthPx / frame.heightPx);
    return { frame, persons: [], privacyZones };
  }

  #become(next: CameraState, onState: CameraOptions['onState']): void {
    const { camera, metrics, log } = this.#options;
    const labels = ({ state, reason }: CameraState): { camera: string; state: string; reason: string } => ({
      camera: camera.id,
      state,
      reason: reason ?? '',
    });
    metrics.cameraState.remove(labels(this.#state));
    metrics.cameraState.set(labels(next), 1);
    this.#state = next;
    log.info({ cameraId: camera.id, state: next.state, code: next.reason }, 'camera state');
    onState(camera);
  }
}
