/** The processes that a process has started, as Linux tells them. */
import { readdirSync, readFileSync } from 'node:fs';

export interface ChildInfo {
  readonly pid: number;
  readonly name: string;
  readonly isZombie: boolean;
  readonly args: readonly string[];
}

export function childrenOf(parentPid: number): ChildInfo[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => readChild(Number(pid), parentPid));
}

/** What it holds, and the most that it has held, MiB. */
export function memoryOf(pid: number): { readonly rssMiB: number; readonly peakMiB: number } {
  const status = read(`/proc/${pid}/status`);
  const [, rss] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
  const [, peak] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? [];
  return { rssMiB: Number(rss ?? 0) / 1024, peakMiB: Number(peak ?? 0) / 1024 };
}

/** Empty when it has ended. */
export function nameOf(pid: number): string {
  return read(`/proc/${pid}/comm`).trim();
}

function readChild(pid: number, parentPid: number): ChildInfo[] {
  // The name stands in parentheses and may hold anything: proc(5).
  const [, name = '', state = '', parent = ''] =
    /^\d+ \((.*)\) (\S) (\d+)/s.exec(read(`/proc/${pid}/stat`)) ?? [];
  if (Number(parent) !== parentPid) return [];
  const args = read(`/proc/${pid}/cmdline`).split('\0');
  return [{ pid, name, isZombie: state === 'Z', args }];
}

/** Empty when it has ended meanwhile. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
