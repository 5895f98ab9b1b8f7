/** The units as installers get them: systemd understands every line, and they start what is there. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { describeWithService } from '../../support/services.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const unitPath = (name: string): string => join(ROOT, 'edge-config/systemd', `shouwang-${name}.service`);

describe.each(['gateway', 'dashboard'])('the unit of the %s', (name) => {
  const lines = readFileSync(unitPath(name), 'utf8').split('\n');

  it('is started again whatever happens, and watched', () => {
    expect(lines).toEqual(
      expect.arrayContaining([
        ...['Type=notify', 'NotifyAccess=all', 'WatchdogSec=60', 'StartLimitIntervalSec=0'],
        ...['Restart=always', 'RestartSec=2', 'TimeoutStopSec=15', 'User=shouwang'],
      ]),
    );
  });

  it('starts a command of this project, from where the guide puts it', () => {
    const start = lines.find((line) => line.startsWith('ExecStart='));
    const [, program = '', command] = / node (\S+) (\S+) --config /.exec(start ?? '') ?? [];
    expect(existsSync(join(ROOT, program))).toBe(true);
    expect(command).toBe(name);
    const guide = readFileSync(join(ROOT, 'docs/guides/installer.md'), 'utf8');
    for (const key of ['WorkingDirectory', 'EnvironmentFile', 'StateDirectory']) {
      const value = lines.find((line) => line.startsWith(`${key}=`))?.split('=')[1] ?? '';
      expect(guide).toContain(value.replace(/^-/, ''));
    }
  });
});

describeWithService('systemd', 'the units under systemd', (analyze) => {
  it.each(['gateway', 'dashboard'])('are understood: %s', (name) => {
    const { status, stderr } = spawnSync(analyze, ['verify', '--man=no', unitPath(name)], {
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});
