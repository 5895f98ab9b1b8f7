/** The raiser as its parent sees it. */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EdgeConfig } from '../contracts/config.ts';
import {
  type CrashPoint,
  RAISED_FILE,
  type RaiserNews,
  type RaiserOrder,
  type RaiserSetup,
} from './raiser-orders.ts';

const PROGRAM = fileURLToPath(new URL('raiser.ts', import.meta.url));

export class RaiserProcess {
  readonly folder: string;
  readonly #config: EdgeConfig;
  #child: ChildProcess | undefined;
  #news: RaiserNews = { connected: false, pending: 0, rssMiB: 0 };
  #newsCount = 0;
  #rssPeakMiB = 0;

  constructor(folder: string, config: EdgeConfig) {
    this.folder = folder;
    this.#config = config;
    mkdirSync(folder, { recursive: true });
  }

  get news(): RaiserNews {
    return this.#news;
  }

  /** How often there were news. */
  get newsCount(): number {
    return this.#newsCount;
  }

  get rssPeakMiB(): number {
    return this.#rssPeakMiB;
  }

  get isRunning(): boolean {
    const child = this.#child;
    return child !== undefined && child.exitCode === null && child.signalCode === null;
  }

  start(crashAt: CrashPoint | null = null): void {
    this.#news = { connected: false, pending: 0, rssMiB: 0 };
    const child = fork(PROGRAM, { execArgv: ['--import', 'tsx'], stdio: 'ignore' });
    this.#child = child;
    child.on('message', (news: RaiserNews) => {
      this.#news = news;
      this.#newsCount += 1;
      this.#rssPeakMiB = Math.max(this.#rssPeakMiB, news.rssMiB);
    });
    // A child that was killed cannot be written to; that it ended is seen by `isRunning`.
    child.on('error', () => {});
    const setup: RaiserSetup = { folder: this.folder, config: this.#config, crashAt };
    child.send(setup);
  }

  order(order: RaiserOrder): void {
    if (this.isRunning) this.#child?.send(order, () => {});
  }

  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const child = this.#child;
    if (child === undefined || !this.isRunning) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }

  /** Every alert that was written down before anything else happened to it. */
  raised(): string[] {
    try {
      return readFileSync(join(this.folder, RAISED_FILE), 'utf8')
        .split('\n')
        .filter((line) => line !== '');
    } catch {
      return [];
    }
  }
}
