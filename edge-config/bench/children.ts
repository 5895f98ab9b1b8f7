/** The processes of a bench: the product's own commands and ffmpeg, each a child of its own that can be measured. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ShouwangError } from '../contracts/errors.ts';

const CLI = fileURLToPath(new URL('../cli/main.ts', import.meta.url));
const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));
const LAST_WORDS = 2000;

export interface Child {
  readonly pid: number;
  /** Resolves with the first match in what the child says; rejects when it ends before. */
  heard(pattern: RegExp): Promise<RegExpExecArray>;
  stop(): Promise<void>;
}

/** @param args words after `shouwang`. */
export function startShouwang(args: readonly string[]): Child {
  // The fourth is a lifeline: the child ends when the bench does (cli/until-stopped.ts).
  const child = spawn(process.execPath, ['--import', 'tsx', CLI, ...args], {
    cwd: CHECKOUT,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  });
  return watched(child);
}

export function startFfmpeg(args: readonly string[]): Child {
  return watched(spawn('ffmpeg', ['-v', 'error', ...args], { stdio: ['ignore', 'pipe', 'pipe'] }));
}

function watched(child: ChildProcess): Child {
  let said = '';
  const listeners = new Set<() => void>();
  const hear = (chunk: Buffer): void => {
    said += String(chunk);
    for (const listener of listeners) listener();
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  return {
    pid: child.pid ?? 0,
    heard: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const match = pattern.exec(said);
          if (match === null) return;
          listeners.delete(look);
          resolve(match);
        };
        listeners.add(look);
        look();
        void ended.then(() => reject(new ShouwangError('BENCH_FAILED', said.slice(-LAST_WORDS))));
      }),
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
