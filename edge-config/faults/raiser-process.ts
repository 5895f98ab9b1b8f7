/** The raiser as its parent sees it. */
import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { EdgeConfig } from '../contracts/config.ts';
import type { CrashPoint, RaiserNews, RaiserOrder, RaiserSetup } from './raiser-orders.ts';

const PROGRAM = fileURLToPath(new URL('raiser.ts', import.meta.url));

const NO_NEWS: RaiserNews = { connected: false, pending: 0, unwritten: 0, unproven: 0, rssMiB: 0 };

export interface RaiserStart {
  readonly crashAt?: CrashPoint;
  /** What Node runs under. */
  readonly tracer?: { readonly execPath: string; readonly execArgv: readonly string[] };
}

export class RaiserProcess {
  readonly folder: string;
  readonly #config: EdgeConfig;
  readonly #raisedFile: string;
  #child: ChildProcess | undefined;
  #news: RaiserNews = NO_NEWS;
  #newsCount = 0;
  #rssPeakMiB = 0;

  constructor(folder: string, config: EdgeConfig) {
    this.folder = folder;
    this.#config = config;
    this.#raisedFile = `${folder}-raised.txt`;
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

  start({ crashAt, tracer }: RaiserStart = {}): void {
    this.#news = NO_NEWS;
    const child = fork(PROGRAM, {
      execArgv: [...(tracer?.execArgv ?? []), '--import', 'tsx'],
      ...(tracer === undefined ? {} : { execPath: tracer.execPath }),
      stdio: 'ignore',
    });
    this.#child = child;
    child.on('message', (news: RaiserNews) => {
      this.#news = news;
      this.#newsCount += 1;
      this.#rssPeakMiB = Math.max(this.#rssPeakMiB, news.rssMiB);
    });
    // A child that was killed cannot be written to; that it ended is seen by `isRunning`.
    child.on('error', () => {});
    const setup: RaiserSetup = {
      ...{ folder: this.folder, raisedFile: this.#raisedFile, config: this.#config },
      crashAt: crashAt ?? null,
    };
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

  /** Every alert that was written down before anything else happened to it, with its newest event. */
  raised(): ReadonlyMap<string, number> {
    if (!existsSync(this.#raisedFile)) return new Map();
    const lines = readFileSync(this.#raisedFile, 'utf8').split('\n');
    return new Map(
      lines.flatMap((line) => {
        const [alertId, sequence] = line.split(' ');
        return alertId === undefined || sequence === undefined ? [] : [[alertId, Number(sequence)] as const];
      }),
    );
  }
}
