import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../../ports.ts';

export class SystemClock implements Clock {
  wallMs(): number {
    return Date.now();
  }

  monotonicMs(): number {
    return performance.now();
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    // Waking early by abort is a normal way to wake.
    await delay(ms, undefined, signal === undefined ? {} : { signal }).catch(() => {});
  }
}
