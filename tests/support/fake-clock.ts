/** A clock that moves only when told; sleepers wake in order of their time. */
import type { Clock } from '../../gateway/ports.ts';

export class FakeClock implements Clock {
  #nowMs = 0;
  #wallStartMs: number;
  #sleepers: { readonly atMs: number; readonly wake: () => void }[] = [];

  constructor(wallStartMs: number = Date.parse('2026-03-01T08:00:00Z')) {
    this.#wallStartMs = wallStartMs;
  }

  wallMs(): number {
    return this.#wallStartMs + this.#nowMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  jumpWall(byMs: number): void {
    this.#wallStartMs += byMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const sleeper = { atMs: this.#nowMs + ms, wake };
      this.#sleepers.push(sleeper);
      signal?.addEventListener('abort', wake, { once: true });
    });
  }

  /** Moves time on, waking each sleeper at its own time and letting its consequences run. */
  async advance(ms: number): Promise<void> {
    const targetMs = this.#nowMs + ms;
    await settled();
    for (;;) {
      const next = this.#sleepers.filter((item) => item.atMs <= targetMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined) break;
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.wake();
      await settled();
    }
    this.#nowMs = targetMs;
    await settled();
  }
}

/** All promise callbacks that are ready have run. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
