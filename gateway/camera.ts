/** One camera as the gateway runs it: its stream kept alive, its pictures decided on, its state told. */
import type { CameraConfig, EdgeConfig } from '../edge-config/contracts/config.ts';
import { FfmpegFrameSource } from './adapters/ffmpeg/frame-source.ts';
import type { StartLimiter } from './adapters/ffmpeg/start-limiter.ts';
import { type CameraState, superviseCamera } from './adapters/ffmpeg/supervise.ts';
import type { Metrics } from './adapters/http/metrics.ts';
import type { Log } from './adapters/log/log.ts';
import type { AlertService } from './pipeline/alert-service.ts';
import { CameraPipeline } from './pipeline/camera-pipeline.ts';
import type { CameraReading } from './pipeline/status.ts';
import type { Clock, Detector } from './ports.ts';

/** Frames are this wide before the model's own input is made of them; the still is made of them too. */
export const FRAME_WIDTH_PX = 512;

export interface CameraOptions {
  readonly camera: CameraConfig;
  readonly config: EdgeConfig;
  readonly clock: Clock;
  readonly limiter: StartLimiter;
  readonly detector: Detector;
  readonly alerts: AlertService;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly onState: (camera: CameraConfig) => void;
}

export class Camera {
  readonly #options: CameraOptions;
  readonly #pipeline: CameraPipeline;
  #state: CameraState;
  #framesSeen = 0;

  constructor(options: CameraOptions) {
    const { camera, config, clock, detector, alerts, metrics, log } = options;
    this.#options = options;
    this.#state = { state: 'connecting', reason: null, sinceWallMs: clock.wallMs() };
    this.#pipeline = new CameraPipeline({
      camera,
      config,
      detector,
      onEvent: (source, event, moment) => alerts.handle(source, event, moment),
      hooks: {
        onFrame: () => {
          this.#framesSeen += 1;
          metrics.frames.inc({ camera: camera.id });
        },
        onDropped: () => metrics.framesDropped.inc({ camera: camera.id }),
        onInference: (_id, inferenceMs) => metrics.inferenceSeconds.observe(inferenceMs / 1000),
        onDetectorFailed: (cameraId, error) => {
          metrics.detectorFailures.inc();
          log.warn({ cameraId, error }, 'a frame was lost in the detector');
        },
      },
    });
  }

  /** Runs until `signal` aborts. */
  run(signal: AbortSignal): Promise<void> {
    const { camera, config, clock, limiter, metrics, log } = this.#options;
    const { url, username, password } = camera;
    return superviseCamera({
      clock,
      limiter,
      random: Math.random,
      signal,
      open: () =>
        new FfmpegFrameSource({
          cameraId: camera.id,
          input: {
            kind: 'rtsp',
            url,
            ...(username === undefined ? {} : { username }),
            ...(password === undefined ? {} : { password }),
          },
          framesPerS: config.inference.framesPerS,
          widthPx: FRAME_WIDTH_PX,
          clock,
        }),
      onSession: () => this.#pipeline.beginSession(),
      onFrame: (frame) =>
        this.#pipeline.offer(frame).catch((error: unknown) => {
          log.error({ cameraId: camera.id, error }, 'a frame could not be decided on');
        }),
      onState: (state) => this.#become(state),
      onEnd: (end) => {
        metrics.cameraSessionsEnded.inc({ camera: camera.id, reason: end.code });
        log.warn({ cameraId: camera.id, code: end.code, detail: end.detail }, 'camera session ended');
      },
    });
  }

  read(): CameraReading {
    const { personsNow, lastFrameWallMs } = this.#pipeline;
    return { ...this.#state, personsNow, lastFrameWallMs, framesSeen: this.#framesSeen };
  }

  #become(next: CameraState): void {
    const { camera, metrics, log, onState } = this.#options;
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
