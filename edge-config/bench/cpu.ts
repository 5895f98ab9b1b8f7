/** CPU time of a process and all its descendants, from /proc (proc(5)); Linux only. */
import { readdirSync, readFileSync } from 'node:fs';
import { ShouwangError } from '../contracts/errors.ts';

export interface ProcessStat {
  readonly pid: number;
  readonly parentPid: number;
  /** Of the process itself and of its children that ended and were waited for, clock ticks. */
  readonly ticks: number;
}

/** Linux's USER_HZ, which is 100 on every architecture that Node runs on. */
const TICKS_PER_S = 100;

/** One line of /proc/PID/stat; the name in parentheses may itself hold spaces and parentheses. */
export function parseStat(line: string): ProcessStat | undefined {
  const nameEnd = line.lastIndexOf(')');
  if (nameEnd === -1) return undefined;
  const pid = Number.parseInt(line, 10);
  const fields = line.slice(nameEnd + 2).split(' ');
  // Counted from the state, which is field 3: ppid 4, utime 14, stime 15, cutime 16, cstime 17.
  const parentPid = Number(fields[1]);
  const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0);
  return Number.isFinite(ticks + pid + parentPid) ? { pid, parentPid, ticks } : undefined;
}

/**
 * CPU ms that the tree has used so far; undefined when its root is gone. Each process is counted once: the living and
 * the not yet waited for by themselves, the others by the parent that waited for them.
 */
export function treeCpuMs(stats: readonly ProcessStat[], rootPid: number): number | undefined {
  if (!stats.some(({ pid }) => pid === rootPid)) return undefined;
  const tree = new Set([rootPid]);
  for (let size = 0; size !== tree.size; ) {
    size = tree.size;
    for (const { pid, parentPid } of stats) if (tree.has(parentPid)) tree.add(pid);
  }
  const ticks = stats.filter(({ pid }) => tree.has(pid)).reduce((sum, stat) => sum + stat.ticks, 0);
  return (ticks * 1000) / TICKS_PER_S;
}

/** @throws ShouwangError BENCH_UNSUPPORTED where /proc is absent or of another kind (macOS, Windows, BSD) */
export function readProcesses(): ProcessStat[] {
  let names: string[];
  try {
    names = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch (cause) {
    throw new ShouwangError('BENCH_UNSUPPORTED', 'there is no /proc here', { cause });
  }
  const stats = names.flatMap((name) => {
    try {
      return parseStat(readFileSync(`/proc/${name}/stat`, 'utf8')) ?? [];
    } catch {
      // It has ended since it was listed.
      return [];
    }
  });
  if (!stats.some(({ pid }) => pid === process.pid)) {
    throw new ShouwangError('BENCH_UNSUPPORTED', '/proc does not show this process as Linux does');
  }
  return stats;
}
