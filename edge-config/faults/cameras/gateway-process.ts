/** A whole gateway as a process: cameras, model, outbox, broker. What it raised is told by its own log. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import type { EdgeConfigInput } from '../../contracts/config.ts';
import { END_THREADS, WAITS_DIVIDED_BY } from '../preload/orders.ts';
import { type ChildInfo, childrenOf, memoryOf, nameOf } from './processes.ts';

const CLI = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));
/** Loaded before the gateway, whose own code knows nothing of it. */
const PRELOAD = new URL('../preload/gateway.mjs', import.meta.url).href;

export interface CameraHealth {
  readonly id: string;
  readonly state: string;
  readonly reason: string | null;
}

/** What a gateway has left behind. */
export interface Leftovers {
  readonly processes: number;
  readonly files: number;
}

export interface GatewaySetup {
  readonly folder: string;
  readonly config: EdgeConfigInput;
  readonly httpPort: number;
  /** 1 is life: the waits between sessions of a camera are this many times shorter. */
  readonly waitsDividedBy: number;
}

/** Only the one that speaks to a camera is told whom it may speak to. */
const TAP_OPTION = '-protocol_whitelist';
/** Where a tap puts what it copies. */
const SOCKET = /^unix:(.+)$/;

export class GatewayProcess {
  readonly #folder: string;
  readonly #config: EdgeConfigInput;
  readonly #httpPort: number;
  readonly #waitsDividedBy: number;
  #child: ChildProcess | undefined;
  readonly #ffmpegPids = new Set<number>();
  readonly #sockets = new Set<string>();
  /** Alerts of any type whose first event is in the outbox. */
  readonly raised = new Set<string>();
  /** Threads of the model that died, as its log tells. */
  threadsDied = 0;
  rssPeakMiB = 0;

  constructor({ folder, config, httpPort, waitsDividedBy }: GatewaySetup) {
    this.#folder = folder;
    this.#config = config;
    this.#httpPort = httpPort;
    this.#waitsDividedBy = waitsDividedBy;
    mkdirSync(folder, { recursive: true });
  }

  start(): void {
    const file = join(this.#folder, 'gateway.yaml');
    writeFileSync(file, stringify(this.#config), { mode: 0o600 });
    const imports = ['--import', 'tsx', '--import', PRELOAD];
    const child = spawn(process.execPath, [...imports, CLI, 'gateway', '--config', file], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...process.env, [WAITS_DIVIDED_BY]: String(this.#waitsDividedBy) },
    });
    if (child.stderr === null) throw new Error('the gateway has no log');
    createInterface({ input: child.stderr }).on('line', (line) => this.#hear(line));
    this.#child = child;
  }

  /** @throws when it has ended. */
  requireAlive(): void {
    this.#measure();
    if (this.#hasEnded) throw new Error('the gateway has ended by itself');
  }

  /**
   * Empty while it does not answer.
   * @throws when it has ended.
   */
  async cameras(): Promise<readonly CameraHealth[]> {
    this.requireAlive();
    const answer = await this.#get('/healthz');
    return answer === undefined ? [] : ((await answer.json()) as { cameras: CameraHealth[] }).cameras;
  }

  /** Keyframes of each camera that showed something and were judged, since the start. */
  async keyframes(): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>();
    for (const [labels, value] of await this.#samples('keyframes_total')) {
      const camera = /camera="([^"]*)"/.exec(labels)?.[1] ?? '';
      counts.set(camera, (counts.get(camera) ?? 0) + value);
    }
    return counts;
  }

  /** Falls raised since the start. */
  async falls(): Promise<number> {
    const samples = await this.#samples('alert_events_total');
    const falls = samples.filter(([labels]) => /type="fall"/.test(labels) && /phase="raised"/.test(labels));
    return falls.reduce((sum, [, value]) => sum + value, 0);
  }

  /** Sessions with cameras that have ended since the start: attempts that failed among them. */
  async sessionsEnded(): Promise<number> {
    const samples = await this.#samples('camera_sessions_ended_total');
    return samples.reduce((sum, [, value]) => sum + value, 0);
  }

  /** Each thread of the model ends with its next answer. */
  endThreads(): void {
    this.#child?.send(END_THREADS);
  }

  /** What it holds now, MiB. */
  get rssMiB(): number {
    const pid = this.#child?.pid;
    return pid === undefined ? 0 : memoryOf(pid).rssMiB;
  }

  get ffmpegs(): ChildInfo[] {
    const pid = this.#child?.pid;
    return pid === undefined ? [] : childrenOf(pid).filter(({ name }) => name === 'ffmpeg');
  }

  /** Those that hold the cameras' sessions. */
  get taps(): ChildInfo[] {
    return this.ffmpegs.filter(isTap);
  }

  /** Those that decode everything of an attended camera. */
  get decoders(): ChildInfo[] {
    return this.ffmpegs.filter((child) => !isTap(child) && !child.isZombie);
  }

  /** The dead that nobody buried, and what is more than a tap and a decoder for each camera. */
  strays(): number {
    const cameras = this.#config.cameras.length;
    const zombies = this.ffmpegs.filter(({ isZombie }) => isZombie).length;
    const surplus = (children: readonly ChildInfo[]): number => Math.max(0, children.length - cameras);
    return zombies + surplus(this.taps) + surplus(this.decoders);
  }

  async stop(): Promise<Leftovers> {
    const child = this.#child;
    if (child !== undefined && !this.#hasEnded) {
      this.#measure();
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
    }
    return {
      // A number may belong to something else by now.
      processes: [...this.#ffmpegPids].filter((pid) => nameOf(pid) === 'ffmpeg').length,
      files: [...this.#sockets].filter((path) => existsSync(path)).length,
    };
  }

  get #hasEnded(): boolean {
    const child = this.#child;
    return child !== undefined && (child.exitCode !== null || child.signalCode !== null);
  }

  #get(path: string): Promise<Response | undefined> {
    return fetch(`http://127.0.0.1:${this.#httpPort}${path}`).catch(() => undefined);
  }

  /** Labels and values of one metric; none while the gateway does not answer. */
  async #samples(metric: string): Promise<(readonly [string, number])[]> {
    const text = (await (await this.#get('/metrics'))?.text()) ?? '';
    const found = text.matchAll(new RegExp(`^shouwang_gateway_${metric}\\{(.*)\\} (\\S+)$`, 'gm'));
    return [...found].map(([, labels = '', value]) => [labels, Number(value)] as const);
  }

  #measure(): void {
    const pid = this.#child?.pid;
    if (pid === undefined) return;
    this.rssPeakMiB = Math.max(this.rssPeakMiB, memoryOf(pid).peakMiB);
    for (const { pid: ffmpeg, args } of this.ffmpegs) {
      this.#ffmpegPids.add(ffmpeg);
      for (const argument of args) {
        const socket = SOCKET.exec(argument)?.[1];
        if (socket !== undefined) this.#sockets.add(socket);
      }
    }
  }

  #hear(line: string): void {
    if (line.includes('"inference thread restarts"')) this.threadsDied += 1;
    if (!line.includes('"alert written"')) return;
    const { alertId, phase } = JSON.parse(line) as { alertId: string; phase: string };
    if (phase === 'raised') this.raised.add(alertId);
  }
}

function isTap({ args, isZombie }: ChildInfo): boolean {
  return !isZombie && args.includes(TAP_OPTION);
}
