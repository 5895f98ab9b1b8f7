/**
 * What is left on a disk after a power cut. The gateway runs under strace, which tells every write and every sync; then
 * its folder is made anew with only what was synced: each file as it was at its last fsync. That the files themselves
 * exist is taken for granted, as journaling file systems keep it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const STRACE = '/usr/bin/strace';
const CALLS = 'write,pwrite64,fsync,fdatasync,ftruncate';
/** Longer than any single write of the outbox. */
const STRING_BYTES = 4_000_000;
const KILLED = '+++ killed by SIGKILL +++';

/** Whether strace is installed, and this user may trace. */
export function canTrace(): boolean {
  return spawnSync(STRACE, ['-qq', '-o', '/dev/null', process.execPath, '--version']).status === 0;
}

interface Disk {
  /** As at the last sync. */
  synced: Buffer;
  now: Buffer;
}

export class TracedFolder {
  readonly #folder: string;
  readonly #log: string;
  /** What was there before counts as synced. */
  readonly #disks = new Map<string, Disk>();

  /** To be made before the program starts. */
  constructor(folder: string) {
    this.#folder = folder;
    this.#log = `${folder}.strace`;
    rmSync(this.#log, { force: true });
    for (const name of readdirSync(folder)) {
      const bytes = readFileSync(join(folder, name));
      this.#disks.set(join(folder, name), { synced: bytes, now: bytes });
    }
  }

  /** The program and arguments to run Node under; strace steps aside, so that signals reach Node itself. */
  get tracer(): { readonly execPath: string; readonly execArgv: readonly string[] } {
    const options = ['-D', '-f', '-q', '--seccomp-bpf', '-y', '-xx', '-s', String(STRING_BYTES)];
    return {
      execPath: STRACE,
      execArgv: [...options, '-e', `trace=${CALLS}`, '-o', this.#log, process.execPath],
    };
  }

  /** Whether strace has told all of a program that was killed. */
  get isEnded(): boolean {
    return existsSync(this.#log) && readFileSync(this.#log, 'latin1').includes(KILLED);
  }

  /**
   * Puts the files back to what was synced.
   * @returns bytes that were written and are gone.
   */
  cutPower(): number {
    for (const line of readFileSync(this.#log, 'latin1').split('\n')) this.#replay(line);
    rmSync(this.#log);
    let lost = 0;
    for (const [path, { synced, now }] of this.#disks) {
      // A file that was removed stays so. Shared memory of the database is made of its log at the next start.
      if (!existsSync(path)) continue;
      if (path.endsWith('-shm')) rmSync(path);
      else {
        if (!synced.equals(now)) lost += Math.max(1, now.length - synced.length);
        writeFileSync(path, synced);
      }
    }
    return lost;
  }

  #replay(line: string): void {
    const call = parseCall(line);
    if (call === undefined || !call.path.startsWith(`${this.#folder}/`)) return;
    const disk = this.#disks.get(call.path) ?? { synced: Buffer.alloc(0), now: Buffer.alloc(0) };
    this.#disks.set(call.path, disk);
    if (call.name === 'fsync' || call.name === 'fdatasync') disk.synced = disk.now;
    else if (call.name === 'ftruncate') disk.now = resized(disk.now, call.size);
    else disk.now = written(disk.now, call.bytes, call.offset ?? disk.now.length);
  }
}

interface Call {
  readonly name: string;
  readonly path: string;
  readonly bytes: Buffer;
  /** Undefined for the end of the file. */
  readonly offset: number | undefined;
  readonly size: number;
}

/** One line such as `12 pwrite64(21<\x2f…>, "\x01…", 4096, 32) = 4096`; what was interrupted is told at its start. */
function parseCall(line: string): Call | undefined {
  const [, name = '', path = '', rest = ''] = /^\d+\s+(\w+)\(\d+<([^>]*)>(.*)$/.exec(line) ?? [];
  if (name === '') return undefined;
  const [, text = '', numbers = ''] = /^, "([^"]*)", (.*)$/.exec(rest) ?? [];
  const [, offset] = /^\d+, (\d+)/.exec(numbers) ?? [];
  const [, size] = /^, (\d+)/.exec(rest) ?? [];
  return {
    name,
    path: fromHex(path).toString('utf8'),
    bytes: fromHex(text),
    offset: name === 'pwrite64' ? Number(offset) : undefined,
    size: Number(size ?? 0),
  };
}

function fromHex(text: string): Buffer {
  return Buffer.from(text.replaceAll('\\x', ''), 'hex');
}

function resized(bytes: Buffer, size: number): Buffer {
  const next = Buffer.alloc(size);
  bytes.copy(next);
  return next;
}

function written(before: Buffer, bytes: Buffer, offset: number): Buffer {
  const next = resized(before, Math.max(before.length, offset + bytes.length));
  bytes.copy(next, offset);
  return next;
}
