/**
 * What the gateway costs: each scene is served by simulated cameras, watched by a real gateway, and weighed against
 * ffmpeg alone on the same streams in the same run. Every part is a process of its own, so that only the gateway's
 * tree of processes counts.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { ShouwangError } from '../contracts/errors.ts';
import { type Child, startFfmpeg, startShouwang } from './children.ts';
import { readProcesses, treeCpuMs } from './cpu.ts';
import { isUnsettled, judge, readMetric, type Scene, type SceneFigures, type Verdict } from './report.ts';
import { writeGateway, writeSimulator } from './scene.ts';

export interface BenchOptions {
  readonly scenes: readonly Scene[];
  readonly cameras: number;
  /** Measured time of each scene, s. */
  readonly seconds: number;
  /** Time between all cameras watching and the measurement, s. */
  readonly settleS: number;
  readonly say: (line: string) => void;
  /** Told of each scene as soon as it is measured. */
  readonly onVerdict: (verdict: Verdict) => void;
  readonly signal: AbortSignal;
}

/** The floor is a few clock ticks a second: it needs longer than the full decode for the same precision. */
const FLOOR_S = 20;
const FULL_DECODE_S = 10;
/** An ffmpeg probes the stream before it does its work. */
const FFMPEG_SETTLE_S = 3;
const FRAMES_LOOKED_AT_PER_S = 5;
const FRAME_WIDTH_PX = 512;
const WATCHING_WITHIN_S = 60;
const POLL_MS = 500;
const ATTENDED = 'shouwang_gateway_camera_attended';

/** Of `/healthz`, what the bench needs; the answer is 503 while there is no broker, and complete. */
const healthSchema = z.object({ cameras: z.array(z.object({ state: z.string() })) });

/**
 * @throws ShouwangError BENCH_UNSUPPORTED, BENCH_FAILED
 * @throws the signal's reason when it is aborted
 */
export async function bench(options: BenchOptions): Promise<void> {
  // Known before minutes are spent.
  readProcesses();
  for (const scene of options.scenes) {
    const figures = await benchScene(scene, options);
    if (isUnsettled(figures)) options.say(`${scene}: not at rest when measured, use a longer --settle`);
    options.onVerdict(judge(figures));
  }
}

async function benchScene(scene: Scene, options: BenchOptions): Promise<SceneFigures> {
  const { say, cameras, seconds, settleS, signal } = options;
  signal.throwIfAborted();
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-bench-'));
  const running: Child[] = [];
  const start = (args: readonly string[]): Child => {
    const child = startShouwang(args);
    running.push(child);
    return child;
  };
  try {
    const paths = Array.from({ length: cameras }, (_, index) => `camera-${index + 1}`);
    const simulator = start(['simulator', '--config', writeSimulator(folder, scene, paths)]);
    // The address of the last camera is told when all are served.
    const [, port = ''] = await simulator.heard(
      new RegExp(`rtsp://127\\.0\\.0\\.1:(\\d+)/${paths.at(-1) ?? ''}`),
    );
    const urls = paths.map((path) => `rtsp://127.0.0.1:${port}/${path}`);
    say(`${scene}: the gateway watches ${cameras} cameras, ${settleS} s to settle, ${seconds} s measured`);
    const gateway = start(['gateway', '--config', writeGateway(folder, urls)]);
    const watched = await measureGateway(gateway, options);
    await gateway.stop();
    say(`${scene}: ffmpeg alone, ${FLOOR_S + FULL_DECODE_S} s`);
    const floorMsPerS = await measureFfmpeg(urls, ['-c', 'copy'], FLOOR_S, signal);
    const scale = `fps=${FRAMES_LOOKED_AT_PER_S},scale=${FRAME_WIDTH_PX}:-2:flags=fast_bilinear`;
    const decode = ['-vf', scale, '-pix_fmt', 'rgb24'];
    const fullDecodeMsPerS = await measureFfmpeg(urls, decode, FULL_DECODE_S, signal);
    return { scene, ...watched, floorMsPerS, fullDecodeMsPerS };
  } finally {
    for (const child of running.reverse()) await child.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureGateway(
  gateway: Child,
  { cameras, seconds, settleS, signal }: BenchOptions,
): Promise<Omit<SceneFigures, 'scene' | 'floorMsPerS' | 'fullDecodeMsPerS'>> {
  const [, port = ''] = await gateway.heard(/"httpPort":(\d+)/);
  const address = `http://127.0.0.1:${port}`;
  const metrics = async (): Promise<string> => (await fetch(`${address}/metrics`)).text();
  await untilWatching(gateway, address, signal);
  await pause(settleS, gateway, signal);
  const before = await metrics();
  const { cpuMs, elapsedS } = await cpuOver(gateway, seconds, signal);
  const after = await metrics();
  const cameraSeconds = cameras * elapsedS;
  const perCameraSecond = (name: string): number => {
    const metric = `shouwang_gateway_${name}`;
    return (readMetric(after, metric) - readMetric(before, metric)) / cameraSeconds;
  };
  return {
    gatewayMsPerS: cpuMs / cameraSeconds,
    inferenceMsPerS: perCameraSecond('inference_seconds_sum') * 1000,
    inferencesPerS: perCameraSecond('inference_seconds_count'),
    framesPerS: perCameraSecond('frames_total'),
    attendedAtStartShare: readMetric(before, ATTENDED) / cameras,
    attendedAtEndShare: readMetric(after, ATTENDED) / cameras,
  };
}

async function untilWatching(gateway: Child, address: string, signal: AbortSignal): Promise<void> {
  const deadlineMs = performance.now() + WATCHING_WITHIN_S * 1000;
  for (;;) {
    const health = healthSchema.parse(await (await fetch(`${address}/healthz`)).json());
    const states = health.cameras.map(({ state }) => state);
    if (states.every((state) => state === 'watching')) return;
    if (performance.now() > deadlineMs) {
      throw new ShouwangError(
        'BENCH_FAILED',
        `after ${WATCHING_WITHIN_S} s the cameras are ${states.join(', ')}`,
      );
    }
    await pause(POLL_MS / 1000, gateway, signal);
  }
}

/** Mean CPU ms per camera-second of one ffmpeg per camera with these output options. */
async function measureFfmpeg(
  urls: readonly string[],
  output: readonly string[],
  seconds: number,
  signal: AbortSignal,
): Promise<number> {
  const running = urls.map((url) =>
    startFfmpeg(['-rtsp_transport', 'tcp', '-threads', '1', '-i', url, '-an', ...output, '-f', 'null', '-']),
  );
  try {
    await sleep(FFMPEG_SETTLE_S * 1000, undefined, { signal });
    const each = await Promise.all(running.map((child) => cpuOver(child, seconds, signal)));
    return each.reduce((sum, { cpuMs, elapsedS }) => sum + cpuMs / elapsedS, 0) / urls.length;
  } finally {
    await Promise.all(running.map((child) => child.stop()));
  }
}

interface CpuUse {
  readonly cpuMs: number;
  /** As it was, since a busy machine wakes late. */
  readonly elapsedS: number;
}

async function cpuOver(child: Child, seconds: number, signal: AbortSignal): Promise<CpuUse> {
  const read = (): number => {
    const cpuMs = treeCpuMs(readProcesses(), child.pid);
    if (cpuMs === undefined) throw new ShouwangError('BENCH_FAILED', `${child.name} has ended`);
    return cpuMs;
  };
  const startMs = performance.now();
  const before = read();
  await pause(seconds, child, signal);
  return { cpuMs: read() - before, elapsedS: (performance.now() - startMs) / 1000 };
}

/** @throws the child's BENCH_FAILED when it ends meanwhile, the signal's reason when it is aborted */
async function pause(seconds: number, child: Child, signal: AbortSignal): Promise<void> {
  const either = AbortSignal.any([signal, child.ended]);
  try {
    await sleep(seconds * 1000, undefined, { signal: either });
  } catch {
    throw either.reason;
  }
}
