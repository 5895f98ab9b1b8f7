/**
 * Tells systemd that a service is ready, lives and stops (sd_notify(3)). Node has no datagram sockets of the UNIX kind, so
 * the program `systemd-notify` speaks; the unit needs `NotifyAccess=all` for it. Without systemd nothing happens.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Clock } from '../../ports.ts';
import type { Log } from '../log/log.ts';

export interface SystemdOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly log: Log;
  /** What stands still. While it is anything, systemd hears no sign of life, and restarts the service in the end. */
  readonly standstills: () => readonly string[] | Promise<readonly string[]>;
}

const run = promisify(execFile);
/** A message that takes longer is given up; the next one follows soon. */
const TIMEOUT_MS = 5000;
/** Two signs of life may be lost. */
const SIGNS_A_TERM = 3;

/**
 * To be called once the service is ready.
 * @returns to be called, once, when it begins to stop.
 */
export function tellSystemd({ clock, env, log, standstills }: SystemdOptions): () => Promise<void> {
  if (!env['NOTIFY_SOCKET']) return () => Promise.resolve();
  const { NOTIFY_SOCKET, PATH } = env;
  const stopping = new AbortController();
  let lastFault = '';
  const tell = async (state: string): Promise<void> => {
    try {
      await run('systemd-notify', [state], { timeout: TIMEOUT_MS, env: { NOTIFY_SOCKET, PATH } });
      lastFault = '';
    } catch (error) {
      const fault = String(error);
      if (fault !== lastFault) log.warn({ error }, 'systemd could not be told');
      lastFault = fault;
    }
  };
  const termMs = Number(env['WATCHDOG_USEC'] ?? 0) / 1000;
  let lastStill = '';
  const sign = async (): Promise<void> => {
    const still = await standstills();
    if (still.length === 0) await tell('WATCHDOG=1');
    else if (String(still) !== lastStill)
      log.error({ still }, 'something stands still: no sign of life to systemd');
    lastStill = String(still);
  };
  const live = async (): Promise<void> => {
    await tell('READY=1');
    while (termMs > 0 && !stopping.signal.aborted) {
      await sign();
      await clock.sleep(termMs / SIGNS_A_TERM, stopping.signal);
    }
  };
  const living = live().catch((error: unknown) => log.error({ error }, 'no more signs of life to systemd'));
  return async () => {
    stopping.abort();
    await tell('STOPPING=1');
    await living;
  };
}
