/** A PostgreSQL server of its own that can be stopped, and put back to an earlier state. As root it runs as `postgres`. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { accessSync, chownSync, constants, cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { freePorts } from '../demo/ports.ts';

const PROGRAMS = ['postgres', 'initdb'] as const;
const READY_WITHIN_MS = 30_000;
const POLL_MS = 50;

/** The folder of its programs: in PATH, or where Debian keeps them, newest version first. */
export function findPostgres(): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...debianFolders()];
  return folders.find((folder) => PROGRAMS.every((program) => isExecutable(join(folder, program))));
}

export class PostgresServer {
  readonly url: string;
  readonly #programs: string;
  readonly #data: string;
  readonly #folder: string;
  readonly #port: number;
  readonly #user: { readonly uid?: number; readonly gid?: number };
  #process: ChildProcess | undefined;

  /** @param folder is made, or exists and is empty. */
  static async create(programs: string, folder: string): Promise<PostgresServer> {
    const [port = 0] = await freePorts(1);
    const server = new PostgresServer(programs, folder, port);
    await server.start();
    return server;
  }

  private constructor(programs: string, folder: string, port: number) {
    this.#programs = programs;
    this.#folder = folder;
    this.#data = join(folder, 'data');
    this.#port = port;
    this.url = `postgres://test@127.0.0.1:${port}/postgres`;
    const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
    this.#user = process.getuid?.() === 0 ? { uid: id('-u'), gid: id('-g') } : {};
    mkdirSync(folder, { recursive: true });
    if (this.#user.uid !== undefined && this.#user.gid !== undefined) {
      chownSync(folder, this.#user.uid, this.#user.gid);
    }
    const options = ['-D', this.#data, '-U', 'test', '--auth=trust', '--no-sync', '-E', 'UTF8'];
    // Small segments of its log, so that a small disk is full of data rather than of room for logs.
    this.#run('initdb', [...options, '--wal-segsize=1']);
  }

  get isRunning(): boolean {
    const child = this.#process;
    return child !== undefined && child.exitCode === null && child.signalCode === null;
  }

  /** @throws when it does not answer in time. */
  async start(): Promise<void> {
    const options = ['-D', this.#data, '-p', String(this.#port), '-k', this.#folder, '-h', '127.0.0.1'];
    this.#process = spawn(join(this.#programs, 'postgres'), options, {
      ...this.#user,
      cwd: this.#folder,
      stdio: 'ignore',
    });
    for (let waitedMs = 0; !(await this.#answers()); waitedMs += POLL_MS) {
      if (waitedMs > READY_WITHIN_MS) throw new Error('PostgreSQL does not answer');
      await delay(POLL_MS);
    }
  }

  /** Also of one that has ended by itself. */
  async stop(): Promise<void> {
    const child = this.#process;
    if (child === undefined || !this.isRunning) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    // "Fast shutdown": it does not wait for its clients to leave.
    child.kill('SIGINT');
    await ended;
  }

  async backUp(): Promise<void> {
    await this.stop();
    rmSync(this.#backup, { recursive: true, force: true });
    this.#copy(this.#data, this.#backup);
    await this.start();
  }

  async restore(): Promise<void> {
    await this.stop();
    rmSync(this.#data, { recursive: true, force: true });
    this.#copy(this.#backup, this.#data);
    await this.start();
  }

  get #backup(): string {
    return join(this.#folder, 'backup');
  }

  #copy(from: string, to: string): void {
    if (this.#user.uid === undefined) cpSync(from, to, { recursive: true, preserveTimestamps: true });
    else execFileSync('cp', ['-a', from, to]);
  }

  #run(program: (typeof PROGRAMS)[number], options: readonly string[]): void {
    execFileSync(join(this.#programs, program), options, {
      ...this.#user,
      cwd: this.#folder,
      stdio: 'ignore',
    });
  }

  async #answers(): Promise<boolean> {
    const client = new pg.Client({ connectionString: this.url });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.end();
      return true;
    } catch {
      return false;
    }
  }
}

function debianFolders(): string[] {
  const root = '/usr/lib/postgresql';
  try {
    const versions = readdirSync(root).sort((a, b) => Number(b) - Number(a));
    return versions.map((version) => join(root, version, 'bin'));
  } catch {
    return [];
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
