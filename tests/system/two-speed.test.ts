/** A room stays empty, then someone comes in and falls: seen from the keyframe before, although nothing was decoded. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { prepareClip } from '../../edge-config/camera-simulator/media.ts';
import type { MediaTrack } from '../../edge-config/camera-simulator/media-track.ts';
import { CameraSimulator } from '../../edge-config/camera-simulator/simulator.ts';
import { edgeConfigSchema } from '../../edge-config/contracts/config.ts';
import { SystemClock } from '../../gateway/adapters/clock/system-clock.ts';
import { StartLimiter } from '../../gateway/adapters/ffmpeg/start-limiter.ts';
import { createMetrics } from '../../gateway/adapters/http/metrics.ts';
import { OnnxDetectorPool } from '../../gateway/adapters/onnx/detector-pool.ts';
import { Camera } from '../../gateway/camera.ts';
import type { FallEvent } from '../../gateway/domain/fall.ts';
import { AttentionPlaces } from '../../gateway/pipeline/attention-places.ts';
import { InferenceScheduler } from '../../gateway/pipeline/scheduler.ts';
import type { Detector, Frame } from '../../gateway/ports.ts';
import { loadManifest, verifyModel } from '../../models/manifest.ts';
import { describeWithService } from '../support/services.ts';
import { silentLog } from '../support/silent-log.ts';

const clip = (name: string): string =>
  fileURLToPath(new URL(`../fixtures/clips/${name}.mp4`, import.meta.url));
/** A whole number of keyframe distances, so that the fall's part begins with a keyframe. */
const QUIET_S = 8;
/** The fall begins 1.8 s after the person is there, and is over before the second keyframe that shows someone. */
const CUT_S = 2;
const FALL_STARTS_S = QUIET_S - CUT_S + 3.83;
const ON_FLOOR_S = QUIET_S - CUT_S + 4.77;

describeWithService('ffmpeg', 'a camera at two speeds', () => {
  let track: MediaTrack;
  let pool: OnnxDetectorPool;
  const clock = new SystemClock();

  beforeAll(async () => {
    const empty = await prepareClip({ file: clip('empty_room'), codec: 'h264' });
    const fall = await prepareClip({ file: clip('fall_forward'), codec: 'h264', holdS: 10 });
    const { unitsPerS } = empty;
    const units = [...empty.units.slice(0, QUIET_S * unitsPerS), ...fall.units.slice(CUT_S * unitsPerS)];
    track = { ...empty, units };
    const manifest = loadManifest();
    pool = new OnnxDetectorPool({
      modelPath: await verifyModel(manifest),
      inputWidthPx: 256,
      multipleOfPx: manifest.input.multipleOfPx,
      stridePx: manifest.outputStridePx,
      workers: 1,
      clock,
      onRestart: () => {},
    });
    await pool.start();
  }, 60_000);
  afterAll(() => pool.close());

  it('rests while nobody is there, and misses nothing of the fall', async () => {
    const simulator = new CameraSimulator({ host: '127.0.0.1', port: 0, cameras: [{ path: 'room', track }] });
    await simulator.start();
    onTestFinished(() => simulator.stop());
    const config = edgeConfigSchema.parse({
      version: 1,
      gateway: { id: 'gw-1', county: '520602', township: '520602101', stateDir: 'state' },
      broker: { url: 'mqtt://localhost' },
      fall: { dwellMs: 3000 },
      households: [{ id: 'household-1', label: '三组 7 号', guardianIds: [] }],
      cameras: [
        { id: 'room', name: '堂屋', householdId: 'household-1', url: simulator.url('room'), place: 'yard' },
      ],
    });
    const looked: Frame[] = [];
    const detector: Pick<Detector, 'detect'> = {
      detect: (frame, zoom) => {
        looked.push(frame);
        return pool.detect(frame, zoom);
      },
    };
    const events: FallEvent[] = [];
    const metrics = createMetrics();
    const camera = new Camera({
      camera: config.cameras[0] ?? expect.unreachable(),
      config,
      clock,
      limiter: new StartLimiter(1),
      places: new AttentionPlaces(3),
      detector: { ...detector, close: async () => {} },
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

    await vi.waitFor(() => expect(events.map(({ kind }) => kind)).toContain('raised'), {
      timeout: 60_000,
      interval: 200,
    });

    const times = looked.map(({ streamTimeMs }) => streamTimeMs / 1000);
    // A look now and then while nothing moves; everything from the keyframe before the person on.
    const quiet = times.filter((atS) => atS < QUIET_S - 2.1);
    expect(quiet.length).toBeLessThanOrEqual(2);
    const during = times.filter((atS) => atS >= QUIET_S - 0.1 && atS <= ON_FLOOR_S + 1);
    expect(during[0]).toBeLessThan(QUIET_S + 0.3);
    for (const [index, atS] of during.entries()) {
      expect(atS - (during[index - 1] ?? atS)).toBeLessThan(0.45);
    }
    const raised = events.find(({ kind }) => kind === 'raised');
    expect((raised?.incident.impactMs ?? 0) / 1000).toBeGreaterThan(FALL_STARTS_S - 1);
    expect((raised?.incident.impactMs ?? 0) / 1000).toBeLessThan(ON_FLOOR_S + 1);
    expect(simulator.stats('room').sessionsStarted).toBe(1);
    const attended = await metrics.attended.get();
    expect(attended.values).toMatchObject([{ labels: { camera: 'room' }, value: 1 }]);
  }, 90_000);
});
