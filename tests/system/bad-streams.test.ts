/** Cameras on a bad day, live: what their streams suffer from is counted by name, and raises nothing. */
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { readElementaryStream } from '../../edge-config/camera-simulator/annexb.ts';
import type { SimulatedCamera } from '../../edge-config/camera-simulator/camera-slot.ts';
import { prepareClip } from '../../edge-config/camera-simulator/media.ts';
import { type MediaTrack, videoTrack } from '../../edge-config/camera-simulator/media-track.ts';
import { CameraSimulator } from '../../edge-config/camera-simulator/simulator.ts';
import { edgeConfigSchema } from '../../edge-config/contracts/config.ts';
import { SystemClock } from '../../gateway/adapters/clock/system-clock.ts';
import { StartLimiter } from '../../gateway/adapters/ffmpeg/start-limiter.ts';
import { createMetrics, type Metrics } from '../../gateway/adapters/http/metrics.ts';
import { OnnxDetectorPool } from '../../gateway/adapters/onnx/detector-pool.ts';
import { Camera } from '../../gateway/camera.ts';
import type { FallEvent } from '../../gateway/domain/fall.ts';
import { AttentionPlaces } from '../../gateway/pipeline/attention-places.ts';
import { InferenceScheduler } from '../../gateway/pipeline/scheduler.ts';
import { loadManifest, verifyModel } from '../../models/manifest.ts';
import { annexB, clipPath, encode, encodeTest } from '../support/made-media.ts';
import { describeWithService } from '../support/services.ts';
import { silentLog } from '../support/silent-log.ts';
import { tempFolder } from '../support/temp-folder.ts';

const ORDINARY = clipPath('squat_pick_up');
/** Each condition ends its test as soon as it holds. */
const PATIENCE = { timeout: 60_000, interval: 100 };

interface Watched {
  readonly metrics: Metrics;
  readonly camera: Camera;
  readonly simulator: CameraSimulator;
  readonly raised: () => readonly FallEvent[];
}

describeWithService('ffmpeg', 'streams on a bad day', () => {
  let detector: OnnxDetectorPool;
  let ordinary: MediaTrack;
  const clock = new SystemClock();

  beforeAll(async () => {
    const manifest = loadManifest();
    detector = new OnnxDetectorPool({
      modelPath: await verifyModel(manifest),
      inputWidthPx: 256,
      multipleOfPx: manifest.input.multipleOfPx,
      stridePx: manifest.outputStridePx,
      workers: 1,
      clock,
      onRestart: () => {},
    });
    await detector.start();
    ordinary = await prepareClip({ file: ORDINARY, codec: 'h264' });
  }, 60_000);
  afterAll(() => detector.close());

  async function watch(played: Omit<SimulatedCamera, 'path'>): Promise<Watched> {
    const simulator = new CameraSimulator({
      host: '127.0.0.1',
      port: 0,
      cameras: [{ path: 'room', ...played }],
    });
    await simulator.start();
    onTestFinished(() => simulator.stop());
    const config = edgeConfigSchema.parse({
      version: 1,
      gateway: { id: 'gw-1', county: '520602', township: '520602101', stateDir: 'state' },
      broker: { url: 'mqtt://localhost' },
      households: [{ id: 'household-1', label: '三组 7 号', guardianIds: [] }],
      cameras: [
        { id: 'room', name: '堂屋', householdId: 'household-1', url: simulator.url('room'), place: 'yard' },
      ],
    });
    const events: FallEvent[] = [];
    const metrics = createMetrics();
    const camera = new Camera({
      camera: config.cameras[0] ?? expect.unreachable(),
      config,
      clock,
      limiter: new StartLimiter(1),
      places: new AttentionPlaces(3),
      detector: { detect: (frame, zoom) => detector.detect(frame, zoom), close: async () => {} },
      scheduler: new InferenceScheduler({ slots: 1, clock, onWaited: () => {} }),
      alerts: { handle: async (_camera, event) => void events.push(event) },
      longWatch: { looked: () => {}, pictured: () => {} },
      metrics,
      log: silentLog(),
      onState: () => {},
    });
    const stopping = new AbortController();
    const running = camera.run(stopping.signal);
    onTestFinished(async () => {
      stopping.abort();
      await running;
    });
    return { metrics, camera, simulator, raised: () => events.filter(({ kind }) => kind === 'raised') };
  }

  async function made(source: string): Promise<MediaTrack> {
    const file = await encodeTest(source, `${tempFolder()}/made.mp4`);
    return prepareClip({ file, codec: 'h264' });
  }

  /** Sum over the samples whose labels hold those given. */
  async function count(
    metric: { get(): Promise<{ values: { value: number; labels: object }[] }> },
    labels: Record<string, string> = {},
  ): Promise<number> {
    const { values } = await metric.get();
    return values
      .filter((sample) =>
        Object.entries(labels).every(([name, value]) =>
          Object.entries(sample.labels).some(([key, found]) => key === name && found === value),
        ),
      )
      .reduce((sum, { value }) => sum + value, 0);
  }

  it.each([
    ['green', 'color=c=0x00ff00:s=640x360:d=8:r=15', 'uniform'],
    ['gray', 'color=c=gray:s=640x360:d=8:r=15', 'uniform'],
    // What a recorder sends whose camera is gone: the last pictures, over and over.
    ['frozen', 'testsrc2=s=640x360:d=2:r=15', 'frozen'],
  ])(
    'counts %s pictures by name and looks for nobody in them',
    async (_name, source, fault) => {
      const { metrics, raised } = await watch({ track: await made(source) });
      await vi.waitFor(async () => {
        expect(await count(metrics.pictureFaults, { camera: 'room', fault })).toBeGreaterThanOrEqual(3);
      }, PATIENCE);
      expect(raised()).toEqual([]);
    },
    90_000,
  );

  it('counts damage in the compressed stream', async () => {
    const { metrics, simulator, raised } = await watch({ track: ordinary });
    simulator.setFaults('room', { corruptFraction: 0.1, lossFraction: 0.05, seed: 3 });
    await vi.waitFor(async () => expect(await count(metrics.frames)).toBeGreaterThan(10), PATIENCE);
    // Damage is counted when a decoder ends, as the connection does here.
    simulator.setFaults('room', { cut: { how: 'fin', afterFrames: 0 } });
    await vi.waitFor(async () => {
      expect(await count(metrics.streamFaults, { camera: 'room' })).toBeGreaterThan(0);
    }, PATIENCE);
    expect(raised()).toEqual([]);
  }, 90_000);

  it('goes on when the camera is set to another resolution, or to another codec', async () => {
    const larger = await prepareClip({
      file: await encode(ORDINARY, `${tempFolder()}/larger.mp4`, { options: ['-s', '1280x960'] }),
      codec: 'h264',
    });
    const { metrics, simulator, camera, raised } = await watch({ track: ordinary, alternate: larger });
    await vi.waitFor(async () => expect(await count(metrics.frames)).toBeGreaterThan(5), PATIENCE);
    simulator.setFaults('room', { useAlternate: true });
    const before = camera.read().framesSeen;
    await vi.waitFor(() => expect(camera.read().framesSeen).toBeGreaterThan(before + 60), PATIENCE);
    const decided = await count(metrics.frames);
    await vi.waitFor(async () => expect(await count(metrics.frames)).toBeGreaterThan(decided + 5), PATIENCE);
    expect(raised()).toEqual([]);
  }, 90_000);

  it('watches a stream that has no keyframe after its first', async () => {
    const file = await encode(ORDINARY, `${tempFolder()}/refresh.mp4`, {
      options: ['-g', '9999', '-x264opts', 'intra-refresh', '-r', '15'],
    });
    const { metrics, camera } = await watch({
      track: videoTrack(readElementaryStream('h264', await annexB(file)), 15),
    });
    await vi.waitFor(async () => expect(await count(metrics.attended)).toBe(1), PATIENCE);
    const before = await count(metrics.frames);
    await vi.waitFor(async () => expect(await count(metrics.frames)).toBeGreaterThan(before + 10), PATIENCE);
    expect(camera.read().state).toBe('watching');
  }, 90_000);
});
