/** How busy the machine is, everything that runs on it included: most of a gateway's work is its ffmpegs'. */
import { cpus, freemem, totalmem } from 'node:os';

export interface MachineLoad {
  /** Share of all cores that was busy since the reading before, percent. */
  readonly cpuPercent: number;
  /** Share of the memory that is taken, percent. */
  readonly memoryPercent: number;
}

interface Ticks {
  readonly busy: number;
  readonly all: number;
}

/** @returns a reader; its first reading is of the time since it was made. */
export function machineLoadReader(): () => MachineLoad {
  let before = ticks();
  return () => {
    const now = ticks();
    const all = now.all - before.all;
    const cpuPercent = all > 0 ? Math.round((100 * (now.busy - before.busy)) / all) : 0;
    before = now;
    return { cpuPercent, memoryPercent: Math.round(100 * (1 - freemem() / totalmem())) };
  };
}

function ticks(): Ticks {
  let busy = 0;
  let all = 0;
  for (const { times } of cpus()) {
    const total = times.user + times.nice + times.sys + times.idle + times.irq;
    busy += total - times.idle;
    all += total;
  }
  return { busy, all };
}
