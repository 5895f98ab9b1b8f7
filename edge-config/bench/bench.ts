/**
 * What the gateway costs: each scene is served by simulated cameras, watched by a real gateway, and weighed against
 * ffmpeg alone on the same streams in the same run. Every part is a process of its own, so that only the gateway's
 * tree of processes counts.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import type { SimulatorConfigInput } from '../camera-simulator/config.ts';
import type { EdgeConfigInput } from '../contracts/config.ts';
import { type Child, startFfmpeg, startShouwang } from './children.ts';
import { readProcesses, treeCpuMs } from './cpu.ts';
import { judge, readMetric, type Scene, type SceneFigures, type Verdict } from './report.ts';

export interface BenchOptions {
  readonly scenes: readonly Scene[];
  readonly cameras: number;
  /** Measured time of each scene, s. */
  readonly seconds: number;
  /** Time between the first pictures and the measurement, s. */
  readonly settleS: number;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/** 640x360 at 15 frames/s, a keyframe every two seconds. */
const CLIPS: Record<Scene, string> = {
  idle: 'empty_room.mp4',
  still: 'sit_still.mp4',
  moving: 'squat_pick_up.mp4',
};
const CLIP_FOLDER = fileURLToPath(new URL('../../tests/fixtures/clips/', import.meta.url));
/** ffmpeg alone needs no long look: it does the same all the time. */
const REFERENCE_S = 10;
const REFERENCE_SETTLE_S = 3;
const FRAME_RATE_LOOKED_AT = 5;
const FRAME_WIDTH_PX = 512;

/** @throws ShouwangError BENCH_UNSUPPORTED, BENCH_FAILED */
export async function bench(options: BenchOptions): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const scene of options.scenes) {
    if (options.signal.aborted) break;
    verdicts.push(judge(await benchScene(scene, options)));
  }
  return verdicts;
}

async function benchScene(scene: Scene, options: BenchOptions): Promise<SceneFigures> {
  const { say, cameras, seconds } = options;
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-bench-'));
  const running: Child[] = [];
  const kept = (child: Child): Child => {
    running.push(child);
    return child;
  };
  try {
    const paths = Array.from({ length: cameras }, (_, index) => `camera-${index + 1}`);
    const simulator = kept(startShouwang(['simulator', '--config', writeSimulator(folder, scene, paths)]));
    // The address of the last camera is told when all are served.
    const [, port = ''] = await simulator.heard(
      new RegExp(`rtsp://127\\.0\\.0\\.1:(\\d+)/${paths.at(-1) ?? ''}`),
    );
    const urls = paths.map((path) => `rtsp://127.0.0.1:${port}/${path}`);
    say(`${scene}: the gateway watches ${cameras} cameras for ${options.settleS + seconds} s`);
    const gateway = kept(startShouwang(['gateway', '--config', writeGateway(folder, urls)]));
    const watched = await measureGateway(gateway, options);
    await gateway.stop();
    say(`${scene}: ffmpeg alone, ${REFERENCE_S} s each`);
    const floor = await measureFfmpeg(urls, ['-c', 'copy'], options.signal);
    const scale = `fps=${FRAME_RATE_LOOKED_AT},scale=${FRAME_WIDTH_PX}:-2:flags=fast_bilinear`;
    const fullDecode = await measureFfmpeg(urls, ['-vf', scale, '-pix_fmt', 'rgb24'], options.signal);
    return { scene, ...watched, floor, fullDecode };
  } finally {
    for (const child of running.reverse()) await child.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureGateway(
  gateway: Child,
  { cameras, seconds, settleS, signal }: BenchOptions,
): Promise<Pick<SceneFigures, 'gateway' | 'inference' | 'inferencesPerS' | 'attended'>> {
  const [, port = ''] = await gateway.heard(/"httpPort":(\d+)/);
  const metrics = async (): Promise<string> => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  for (;;) {
    const text = await metrics();
    const watching = text.split('\n').filter((line) => /camera_state\{.*state="watching".* 1$/.test(line));
    if (watching.length === cameras) break;
    await sleep(500, undefined, { signal });
  }
  await sleep(settleS * 1000, undefined, { signal });
  const before = await metrics();
  const cpuMs = await cpuOver(gateway.pid, seconds, signal);
  const after = await metrics();
  const cameraSeconds = cameras * seconds;
  const grown = (name: string): number => readMetric(after, name) - readMetric(before, name);
  return {
    gateway: cpuMs / cameraSeconds,
    inference: (grown('shouwang_gateway_inference_seconds_sum') * 1000) / cameraSeconds,
    inferencesPerS: grown('shouwang_gateway_inference_seconds_count') / cameraSeconds,
    attended: readMetric(after, 'shouwang_gateway_camera_attended') / cameras,
  };
}

/** Mean CPU ms per camera-second of ffmpeg with these output options. */
async function measureFfmpeg(
  urls: readonly string[],
  output: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  const running = urls.map((url) =>
    startFfmpeg(['-rtsp_transport', 'tcp', '-threads', '1', '-i', url, '-an', ...output, '-f', 'null', '-']),
  );
  try {
    await sleep(REFERENCE_SETTLE_S * 1000, undefined, { signal });
    const each = await Promise.all(running.map(({ pid }) => cpuOver(pid, REFERENCE_S, signal)));
    return each.reduce((sum, cpuMs) => sum + cpuMs, 0) / (urls.length * REFERENCE_S);
  } finally {
    for (const child of running) await child.stop();
  }
}

async function cpuOver(pid: number, seconds: number, signal: AbortSignal): Promise<number> {
  const before = treeCpuMs(readProcesses(), pid);
  await sleep(seconds * 1000, undefined, { signal });
  return treeCpuMs(readProcesses(), pid) - before;
}

function writeSimulator(folder: string, scene: Scene, paths: readonly string[]): string {
  const config: SimulatorConfigInput = {
    version: 1,
    port: 0,
    cameras: paths.map((path) => ({ path, file: join(CLIP_FOLDER, CLIPS[scene]) })),
  };
  return write(folder, 'cameras.yaml', config);
}

/** Without a broker: a gateway that cannot deliver watches just the same, and keeps what it would tell. */
function writeGateway(folder: string, urls: readonly string[]): string {
  const config: EdgeConfigInput = {
    version: 1,
    gateway: {
      id: 'bench',
      county: '520602',
      township: '520602101',
      stateDir: 'state',
      http: { port: 0 },
    },
    broker: { url: 'mqtt://127.0.0.1:9' },
    cameras: urls.map((url, index) => ({
      id: `camera-${index + 1}`,
      name: `camera ${index + 1}`,
      url,
      place: 'yard',
    })),
  };
  return write(folder, 'gateway.yaml', config);
}

function write(folder: string, name: string, config: object): string {
  const file = join(folder, name);
  writeFileSync(file, stringify(config), { mode: 0o600 });
  return file;
}
