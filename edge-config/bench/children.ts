/** The processes of a bench: the product's own commands and ffmpeg, each a child of its own that can be measured. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ShouwangError } from '../contracts/errors.ts';

const CLI = fileURLToPath(new URL('../cli/main.ts', import.meta.url));
const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));
/** What is told of a child that ended before its time, characters. */
const LAST_WORDS = 2000;
/** What is kept of a child's words, characters: enough for all it says while it starts. */
const KEPT_WORDS = 100_000;
/** A process that does not end on SIGTERM within this is killed. */
const KILL_AFTER_MS = 5000;

export interface Child {
  readonly name: string;
  readonly pid: number;
  /** Aborted with BENCH_FAILED as its reason when the child ends, so that no wait outlives it. */
  readonly ended: AbortSignal;
  /** @throws ShouwangError BENCH_FAILED when the child ends without saying it */
  heard(pattern: RegExp): Promise<RegExpExecArray>;
  stop(): Promise<void>;
}

/**
 * @param args words after `shouwang`
 * @throws ShouwangError BENCH_FAILED
 */
export function startShouwang(args: readonly string[]): Child {
  const child = spawn(process.execPath, ['--import', 'tsx', CLI, ...args], {
    cwd: CHECKOUT,
    // The fourth is a lifeline: the child ends when the bench does (cli/until-stopped.ts).
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // A group of its own: Ctrl-C reaches the bench alone, which then stops the others in order.
    detached: true,
  });
  return watched(child, `shouwang ${args[0] ?? ''}`);
}

/** @throws ShouwangError BENCH_FAILED */
export function startFfmpeg(args: readonly string[]): Child {
  const child = spawn('ffmpeg', ['-nostdin', '-v', 'error', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  return watched(child, 'ffmpeg');
}

function watched(child: ChildProcess, name: string): Child {
  let said = '';
  const listeners = new Set<() => void>();
  const hear = (chunk: Buffer): void => {
    said = (said + String(chunk)).slice(-KEPT_WORDS);
    for (const listener of listeners) listener();
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  const ended = new AbortController();
  const end = (how: string): void =>
    ended.abort(new ShouwangError('BENCH_FAILED', `${name}: ${how}\n${said.slice(-LAST_WORDS)}`.trim()));
  child.once('error', (error) => end(error.message));
  // Not `exit`: the last words may come after it.
  child.once('close', (code, signal) => end(`ended (${signal ?? `exit ${code ?? '?'}`})`));
  if (child.pid === undefined) throw new ShouwangError('BENCH_FAILED', `${name} cannot be started`);
  return {
    name,
    pid: child.pid,
    ended: ended.signal,
    heard: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const match = pattern.exec(said);
          if (match === null) return;
          listeners.delete(look);
          resolve(match);
        };
        const fail = (): void => reject(ended.signal.reason);
        if (ended.signal.aborted) fail();
        ended.signal.addEventListener('abort', fail, { once: true });
        listeners.add(look);
        look();
      }),
    stop: async () => {
      if (ended.signal.aborted) return;
      await new Promise<void>((resolve) => {
        const killer = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
        ended.signal.addEventListener('abort', () => {
          clearTimeout(killer);
          resolve();
        });
        child.kill('SIGTERM');
      });
    },
  };
}
