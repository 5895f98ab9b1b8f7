/** What the database refuses now it may take soon. */
import { setTimeout as delay } from 'node:timers/promises';

const RETRY_MS = [200, 1000, 5000] as const;

/** Tries until it is taken. @throws only when the signal aborts. */
export async function untilTaken<T>(
  work: () => Promise<T>,
  {
    signal,
    onRefused,
  }: {
    readonly signal: AbortSignal;
    /** @param attempt from 0. */
    readonly onRefused: (error: unknown, attempt: number) => void;
  },
): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      onRefused(error, attempt);
    }
    await delay(RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)], undefined, { signal });
  }
}
