/** A whole gateway as a process: cameras, model, outbox, broker. What it raised is told by its own log. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import type { EdgeConfigInput } from '../../contracts/config.ts';
import { type ChildInfo, childrenOf, isAlive, peakMiBOf } from './processes.ts';

const CLI = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));

export interface CameraHealth {
  readonly id: string;
  readonly state: string;
  readonly reason: string | null;
}

export class GatewayProcess {
  readonly #folder: string;
  readonly #config: EdgeConfigInput;
  readonly #httpPort: number;
  #child: ChildProcess | undefined;
  /** Alerts whose first event is in the outbox, with their newest sequence. */
  readonly raised = new Map<string, number>();
  rssPeakMiB = 0;

  constructor(folder: string, config: EdgeConfigInput, httpPort: number) {
    this.#folder = folder;
    this.#config = config;
    this.#httpPort = httpPort;
    mkdirSync(folder, { recursive: true });
  }

  start(): void {
    const file = join(this.#folder, 'gateway.yaml');
    writeFileSync(file, stringify(this.#config), { mode: 0o600 });
    const child = spawn(process.execPath, ['--import', 'tsx', CLI, 'gateway', '--config', file], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    if (child.stderr === null) throw new Error('the gateway has no log');
    createInterface({ input: child.stderr }).on('line', (line) => this.#hear(line));
    this.#child = child;
  }

  /** Empty while it does not answer. */
  async cameras(): Promise<readonly CameraHealth[]> {
    this.#measure();
    const answer = await fetch(`http://127.0.0.1:${this.#httpPort}/healthz`).catch(() => undefined);
    if (answer === undefined) return [];
    return ((await answer.json()) as { cameras: CameraHealth[] }).cameras;
  }

  get ffmpegs(): ChildInfo[] {
    const pid = this.#child?.pid;
    return pid === undefined ? [] : childrenOf(pid).filter(({ name }) => name === 'ffmpeg');
  }

  /** @returns processes of its that are left over. */
  async stop(): Promise<number> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return 0;
    this.#measure();
    const pids = this.ffmpegs.map(({ pid }) => pid);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
    return pids.filter(isAlive).length;
  }

  #measure(): void {
    const pid = this.#child?.pid;
    if (pid !== undefined) this.rssPeakMiB = Math.max(this.rssPeakMiB, peakMiBOf(pid));
  }

  #hear(line: string): void {
    if (!line.includes('"alert written"')) return;
    const { alertId, sequence } = JSON.parse(line) as { alertId: string; sequence: number };
    this.raised.set(alertId, Math.max(sequence, this.raised.get(alertId) ?? 0));
  }
}
