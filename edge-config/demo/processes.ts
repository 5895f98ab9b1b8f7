/**
 * The demo's processes: separate, as in production, each restarted with backoff when it dies, all stopped together.
 * What they write goes to one log file each; secrets reach them by config files that only this user can read.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../cli/main.ts', import.meta.url));
const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));
/** Waits before a dead process is started again. */
const RESTART_MS = [500, 1000, 2000, 5000] as const;
/** A process that does not end on SIGTERM within this is killed. */
const KILL_AFTER_MS = 5000;

export interface ProcessSpec {
  readonly name: string;
  /** Words after `shouwang`. */
  readonly args: readonly string[];
}

export interface ProcessHooks {
  readonly onExit: (name: string, how: string) => void;
}

export class DemoProcesses {
  readonly #folder: string;
  readonly #hooks: ProcessHooks;
  readonly #running = new Map<string, ChildProcess>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #stopping = false;

  constructor(folder: string, hooks: ProcessHooks) {
    this.#folder = folder;
    this.#hooks = hooks;
  }

  logFile(name: string): string {
    return join(this.#folder, `${name}.log`);
  }

  start(spec: ProcessSpec, failures = 0): void {
    const log = createWriteStream(this.logFile(spec.name), { flags: 'a', mode: 0o600 });
    const startedAtMs = performance.now();
    const child = spawn(process.execPath, ['--import', 'tsx', CLI, ...spec.args], {
      cwd: CHECKOUT,
      // The fourth is a lifeline: when the demo itself is killed it closes, and the child ends (cli/until-stopped.ts).
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // A group of its own: Ctrl-C reaches the demo alone, which then stops the others in order.
      detached: true,
    });
    child.stdout?.pipe(log, { end: false });
    child.stderr?.pipe(log, { end: false });
    this.#running.set(spec.name, child);
    child.once('exit', (code, signal) => {
      log.end();
      this.#running.delete(spec.name);
      if (this.#stopping) return;
      this.#hooks.onExit(spec.name, signal ?? `exit ${code ?? '?'}`);
      const again = performance.now() - startedAtMs > 30_000 ? 0 : failures + 1;
      const waitMs = RESTART_MS[Math.min(again, RESTART_MS.length) - 1] ?? RESTART_MS[0];
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        this.start(spec, again);
      }, waitMs);
      this.#timers.add(timer);
    });
  }

  /** In reverse order of starting: those that send stop before those that receive. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const timer of this.#timers) clearTimeout(timer);
    for (const child of [...this.#running.values()].reverse()) await end(child);
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((resolve) => {
    const killer = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
    child.once('exit', () => {
      clearTimeout(killer);
      resolve();
    });
    child.kill('SIGTERM');
  });
}
