/**
 * Live views without database, broker and browser: simulated cameras, their ffmpegs, the gateway's views, the console's
 * relay, and who takes in what the relay sends. Prints how soon the first picture comes and how old pictures are.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import WebSocket from 'ws';
import { LiveVideo } from '../../dashboard/server/live-video/live-video.ts';
import { CameraSimulator } from '../../edge-config/camera-simulator/simulator.ts';
import { edgeConfigSchema } from '../../edge-config/contracts/config.ts';
import { type Piece, readPiece } from '../../edge-config/contracts/live-frames.ts';
import { type FeedMessage, feedMessageSchema } from '../../edge-config/contracts/live-video.ts';
import { SystemClock } from '../../gateway/adapters/clock/system-clock.ts';
import { StartLimiter } from '../../gateway/adapters/ffmpeg/start-limiter.ts';
import { createMetrics } from '../../gateway/adapters/http/metrics.ts';
import { PrivacyRenderer } from '../../gateway/adapters/privacy/renderer.ts';
import { feedsTo } from '../../gateway/adapters/ws/feed.ts';
import { Camera } from '../../gateway/camera.ts';
import { AttentionPlaces } from '../../gateway/pipeline/attention-places.ts';
import { LiveViews } from '../../gateway/pipeline/live-views.ts';
import { InferenceScheduler } from '../../gateway/pipeline/scheduler.ts';
import { numberedClip, numberedTrack, pictureAgeMs, readNumberOf } from '../support/live-clip.ts';
import { describeWithService } from '../support/services.ts';
import { silentLog } from '../support/silent-log.ts';

const CAMERAS = ['room', 'masked', 'hevc'] as const;
type CameraId = (typeof CAMERAS)[number];
const CORNERS = (left: number, top: number) => [
  [left, top],
  [1, top],
  [1, 1],
  [left, 1],
];

describeWithService('ffmpeg', 'live feeds', () => {
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-test-'));
  const clock = new SystemClock();
  const stopping = new AbortController();
  let simulator: CameraSimulator;
  let http: Server;
  let live: LiveVideo;
  let views: LiveViews;
  let url: string;
  let running: Promise<unknown>;
  let cameras: Map<string, Camera>;

  beforeAll(async () => {
    const clip = await numberedClip(join(folder, 'numbers.mp4'));
    const [h264, h265] = [await numberedTrack(clip, 'h264'), await numberedTrack(clip, 'h265')];
    simulator = new CameraSimulator({
      host: '127.0.0.1',
      port: 0,
      cameras: CAMERAS.map((path) => ({ path, track: path === 'hevc' ? h265 : h264 })),
    });
    await simulator.start();
    live = new LiveVideo({
      log: silentLog(),
      timers: {
        after: (ms, work) => {
          const timer = setTimeout(work, ms);
          return () => clearTimeout(timer);
        },
      },
      command: async (_gatewayId, command) => {
        if (command.kind === 'live_stop') views.stop(command.viewId);
        if (command.kind !== 'live_start') return;
        const code = views.start(command);
        live.onReply({ commandId: command.commandId, ok: code === null, code, result: null });
      },
      mayWatch: async () => true,
      onCount: () => {},
    });
    http = createServer();
    http.on('upgrade', (request, socket, head) => live.attachUpgrade(request, socket, head));
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(http.address() as { port: number }).port}`;
    startGateway();
    await vi.waitFor(
      () => expect([...cameras.values()].map(({ live: source }) => source.fault)).toEqual([null, null, null]),
      { timeout: 60_000, interval: 100 },
    );
  }, 120_000);
  afterAll(async () => {
    await views?.stopAll();
    stopping.abort();
    await running;
    live?.stop();
    http?.close();
    await simulator?.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 30_000);

  function startGateway(): void {
    const config = edgeConfigSchema.parse({
      version: 1,
      gateway: { id: 'gw-1', county: '520602', township: '520602101', stateDir: 'state' },
      broker: { url: 'mqtt://localhost' },
      console: { url },
      cameras: CAMERAS.map((id) => ({
        ...{ id, name: id, url: simulator.url(id), place: 'yard' },
        zones: [
          // What moves in the clip asks for no attention: this is about who looks.
          { id: 'calm', kind: 'ignore', polygon: CORNERS(0, 0) },
          ...(id === 'masked' ? [{ id: 'bed', kind: 'privacy', polygon: CORNERS(0.5, 0.5) }] : []),
        ],
      })),
    });
    const scheduler = new InferenceScheduler({ slots: 1, clock, onWaited: () => {} });
    cameras = new Map(
      config.cameras.map((camera) => [
        camera.id,
        new Camera({
          ...{ camera, config, clock, scheduler },
          limiter: new StartLimiter(3),
          places: new AttentionPlaces(3),
          detector: { detect: async () => ({ persons: [], inferenceMs: 0 }), close: async () => {} },
          alerts: { handle: async () => {} },
          longWatch: { looked: () => {}, pictured: () => {} },
          metrics: createMetrics(),
          log: silentLog(),
          onState: () => {},
        }),
      ]),
    );
    running = Promise.all([...cameras.values()].map((camera) => camera.run(stopping.signal)));
    views = new LiveViews({
      console: { maxViews: 8, open: feedsTo({ url }) },
      isClearAllowed: true,
      sourceOf: (cameraId) => cameras.get(cameraId)?.live,
      hasPrivacyZones: (cameraId) => cameraId === 'masked',
      renderer: new PrivacyRenderer('skeleton_blur'),
      clock,
      hooks: {
        ...{ onCount: () => {}, onStarted: () => {}, onEnded: () => {} },
        ...{ onDropped: () => {}, onTrouble: () => {} },
      },
    });
  }

  /** The gateway's muxers that run: children of this process. */
  function muxers(): number {
    return readdirSync('/proc').filter((pid) => {
      if (!/^\d+$/.test(pid)) return false;
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        const parent = /^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
        return words.includes('frag_every_frame') && parent === String(process.pid);
      } catch {
        // It ended meanwhile.
        return false;
      }
    }).length;
  }

  interface Seen {
    readonly heard: FeedMessage[];
    readonly pieces: Piece[];
    readonly arrivedMs: number[];
    readonly askedMs: number;
    readonly close: () => void;
  }

  function watch(cameraId: CameraId, mode: 'skeleton' | 'clear', weak = false): Seen {
    const askedMs = Date.now();
    const { viewId } = live.watch({ by: 'ops', gatewayId: 'gw-1', cameraId, mode, weak });
    const socket = new WebSocket(`${url.replace('http', 'ws')}/api/live-video/${viewId}`, {
      headers: { origin: url },
    });
    onTestFinished(() => socket.terminate());
    const seen = {
      ...{ heard: [] as FeedMessage[], pieces: [] as Piece[], arrivedMs: [] as number[], askedMs },
      close: () => socket.close(),
    };
    socket.on('message', (data: Buffer, isBinary) => {
      const piece = isBinary ? readPiece(data) : undefined;
      if (piece !== undefined) {
        seen.pieces.push(piece);
        seen.arrivedMs.push(Date.now());
      } else seen.heard.push(feedMessageSchema.parse(JSON.parse(String(data))));
    });
    return seen;
  }

  const some = async (seen: Seen, count: number): Promise<void> => {
    await expect.poll(() => seen.pieces.length, { timeout: 60_000 }).toBeGreaterThanOrEqual(count);
  };

  function report(what: string, { askedMs, arrivedMs }: Seen, agesMs: readonly number[]): void {
    const sorted = [...agesMs].sort((a, b) => a - b);
    const [median, worst] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)].map((ms) =>
      Math.round(ms ?? -1),
    );
    const first = (arrivedMs[0] ?? Number.NaN) - askedMs;
    process.stdout.write(
      `live feed, ${what}: first after ${first} ms; age ${median} ms (median), ${worst} ms (worst)\n`,
    );
  }

  async function pictureAges(cameraId: CameraId, seen: Seen): Promise<number[]> {
    const startMs = simulator.stats(cameraId).playStartedWallMs ?? Number.NaN;
    const numbers = await Promise.all(seen.pieces.map(({ payload }) => readNumberOf(payload)));
    return numbers.flatMap((number, index) =>
      number === undefined ? [] : [pictureAgeMs(number, (seen.arrivedMs[index] ?? 0) - startMs)],
    );
  }

  it('bring skeletons as pictures that move on, not older than they say', async () => {
    const seen = watch('room', 'skeleton');
    await some(seen, 12);
    expect(seen.heard).toMatchObject([{ kind: 'feed', format: 'jpeg', widthPx: 640, heightPx: 360 }]);
    const agesMs = await pictureAges('room', seen);
    report('skeletons', seen, agesMs.slice(-8));
    expect(
      new Set(await Promise.all(seen.pieces.map(({ payload }) => readNumberOf(payload)))).size,
    ).toBeGreaterThan(5);
  }, 120_000);

  it('bring the clear picture of a plain camera as video, and its muxer ends when the last has left', async () => {
    const seen = watch('room', 'clear');
    await some(seen, 75);
    expect(seen.heard).toMatchObject([{ format: 'video', mime: expect.stringContaining('avc1.4d40') }]);
    expect(seen.pieces.slice(0, 2).map(({ kind }) => kind)).toEqual(['init', 'keyframe']);
    report(
      'video (as the gateway says)',
      seen,
      seen.pieces.slice(-20).map(({ ageMs }) => ageMs),
    );
    expect(muxers()).toBe(1);
    seen.close();
    await expect.poll(muxers, { timeout: 20_000 }).toBe(0);
  }, 120_000);

  it.each(['hevc', 'masked'] as const)(
    'bring %s clear as pictures, with privacy zones black',
    async (cameraId) => {
      const seen = watch(cameraId, 'clear');
      await some(seen, 6);
      expect(seen.heard).toMatchObject([{ format: 'jpeg' }]);
      const newest = seen.pieces.at(-1)?.payload ?? expect.unreachable();
      const corner = { left: 340, top: 200, width: 280, height: 140 };
      const { channels } = await sharp(await sharp(newest).extract(corner).toBuffer()).stats();
      const brightest = Math.max(...channels.map(({ max }) => max));
      if (cameraId === 'masked') expect(brightest).toBeLessThanOrEqual(8);
      else expect(brightest).toBeGreaterThan(100);
      report(`${cameraId}, clear pictures`, seen, (await pictureAges(cameraId, seen)).slice(-4));
    },
    60_000,
  );

  it('are eight at the same time, and no more; a second look at one of them is free', async () => {
    const seen = [
      ...CAMERAS.flatMap((cameraId) => [watch(cameraId, 'skeleton'), watch(cameraId, 'clear')]),
      ...[watch('room', 'clear', true), watch('masked', 'clear', true)],
    ];
    await Promise.all(seen.map((view) => some(view, 8)));
    const ninth = watch('hevc', 'clear', true);
    await expect.poll(() => ninth.heard).toEqual([{ kind: 'error', code: 'LIVE_TOO_MANY' }]);
    const second = watch('room', 'clear');
    await some(second, 2);
    expect(second.pieces.slice(0, 2).map(({ kind }) => kind)).toEqual(['init', 'keyframe']);
    expect(muxers()).toBe(1);
    report(
      'one of eight, skeletons',
      seen[0] ?? second,
      (await pictureAges('room', seen[0] ?? second)).slice(-6),
    );
    for (const view of [...seen, second]) view.close();
    await expect.poll(muxers, { timeout: 20_000 }).toBe(0);
  }, 120_000);
});
