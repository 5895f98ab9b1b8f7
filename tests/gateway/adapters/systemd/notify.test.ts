/** The service manager as the gateway speaks to it: a stand-in `systemd-notify`, first in PATH, keeps what it is told. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tellSystemd } from '../../../../gateway/adapters/systemd/notify.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { silentLog } from '../../../support/silent-log.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const WATCHDOG_S = 60;

function standIn(script: string) {
  const folder = tempFolder();
  const file = join(folder, 'told');
  writeFileSync(join(folder, 'systemd-notify'), `#!/bin/sh\n${script.replaceAll('FILE', file)}\n`, {
    mode: 0o755,
  });
  const told = (): string[] => (existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []);
  const env: NodeJS.ProcessEnv = {
    PATH: [folder, process.env['PATH']].join(delimiter),
    NOTIFY_SOCKET: '/run/of/the/test',
    WATCHDOG_USEC: String(WATCHDOG_S * 1_000_000),
    SECRET: 'not for others',
  };
  return { told, env };
}

describe('tellSystemd', () => {
  it('tells that the service is ready, lives and stops, each in its time', async () => {
    const { env, told } = standIn('echo "$NOTIFY_SOCKET $SECRET $@" >> FILE');
    const clock = new FakeClock();
    let sleeps = 0;
    const counted = {
      sleep: (ms: number, signal?: AbortSignal): Promise<void> => {
        sleeps += 1;
        return clock.sleep(ms, signal);
      },
    };
    const stop = tellSystemd({ env, clock: counted, log: silentLog(), standstills: () => [] });
    const line = (state: string): string => `/run/of/the/test  ${state}`;
    await expect.poll(() => sleeps).toBe(1);
    expect(told()).toEqual([line('READY=1'), line('WATCHDOG=1')]);
    await clock.advance((WATCHDOG_S / 3) * 1000 - 1);
    expect(told()).toHaveLength(2);
    await clock.advance(1);
    await expect.poll(() => sleeps).toBe(2);
    await stop();
    expect(told().slice(2)).toEqual([line('WATCHDOG=1'), line('STOPPING=1')]);
  });

  it('gives no sign of life while something stands still, says so once, and goes on afterwards', async () => {
    const { env, told } = standIn('echo "$@" >> FILE');
    const clock = new FakeClock();
    const log = silentLog();
    let still: string[] = ['camera yard'];
    let looks = 0;
    const standstills = (): Promise<string[]> => {
      looks += 1;
      return Promise.resolve(still);
    };
    const stop = tellSystemd({ env, clock, log, standstills });
    for (const look of [1, 2, 3]) {
      await expect.poll(() => looks).toBe(look);
      await clock.advance((WATCHDOG_S / 3) * 1000);
    }
    await expect.poll(() => looks).toBe(4);
    expect(told()).toEqual(['READY=1']);
    expect(log.lines.map(({ fields }) => fields)).toEqual([{ still: ['camera yard'] }]);
    still = [];
    await clock.advance((WATCHDOG_S / 3) * 1000);
    await expect.poll(told).toEqual(['READY=1', 'WATCHDOG=1']);
    await stop();
  });

  it('tells readiness alone where no watchdog is set, and nothing where there is no systemd', async () => {
    const { env, told } = standIn('echo "$@" >> FILE');
    const quiet = { clock: new FakeClock(), log: silentLog(), standstills: () => [] };
    const { NOTIFY_SOCKET: _socket, ...without } = env;
    await tellSystemd({ ...quiet, env: without })();
    expect(told()).toEqual([]);
    const { WATCHDOG_USEC: _usec, ...unwatched } = env;
    const stop = tellSystemd({ ...quiet, env: unwatched });
    await expect.poll(told).toEqual(['READY=1']);
    await stop();
    expect(told()).toEqual(['READY=1', 'STOPPING=1']);
  });

  it('goes on when systemd cannot be told, and logs it once', async () => {
    const { env } = standIn('exit 3');
    const clock = new FakeClock();
    const log = silentLog();
    let looks = 0;
    const standstills = (): string[] => {
      looks += 1;
      return [];
    };
    const stop = tellSystemd({ env, clock, log, standstills });
    await expect.poll(() => looks).toBe(1);
    await stop();
    expect(log.lines.filter(({ level }) => level === 'warn').length).toBeGreaterThan(0);
    expect(log.lines.map(({ message }) => message)).not.toContain('no more signs of life to systemd');
  });
});
