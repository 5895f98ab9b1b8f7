/**
 * Real services that some tests need. Under `CI=true` a missing one is a failure; elsewhere the tests that need
 * it are skipped and stdout says which service is absent and which Debian package brings it.
 *
 * Two forms:
 *
 *     // A whole suite: the path is known while the suite is defined.
 *     describeWithService('mosquitto', 'a real broker', (mosquitto) => {
 *       it('keeps a retained message', async () => { spawn(mosquitto, …) });
 *     });
 *
 *     // One test (or `beforeEach`): returns the path, or skips the running test.
 *     it('plays in a browser', async () => {
 *       const chromium = requireService('chromium');
 *     });
 *
 * `companion(path, 'ffprobe')` and `companion(path, 'initdb')` name the programs that lie beside a service's own;
 * a service counts as present only when they are there too.
 */
import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { describe, TestRunner } from 'vitest';

export type ServiceName = 'ffmpeg' | 'mosquitto' | 'postgresql' | 'chromium' | 'systemd';

interface Service {
  readonly executable: string;
  readonly companions: readonly string[];
  readonly debianPackage: string;
}

const SERVICES: Record<ServiceName, Service> = {
  ffmpeg: { executable: 'ffmpeg', companions: ['ffprobe'], debianPackage: 'ffmpeg' },
  mosquitto: { executable: 'mosquitto', companions: [], debianPackage: 'mosquitto' },
  postgresql: { executable: 'postgres', companions: ['initdb'], debianPackage: 'postgresql' },
  chromium: { executable: 'chromium', companions: [], debianPackage: 'chromium' },
  systemd: { executable: 'systemd-analyze', companions: ['systemd-notify'], debianPackage: 'systemd' },
};

/**
 * Path of the service's executable, or `undefined`. Looks in PATH, then where Debian keeps programs outside an
 * ordinary user's PATH: `/usr/sbin` (mosquitto) and `/usr/lib/postgresql/VERSION/bin`, newest version first.
 * PostgreSQL refuses to run as root: such a test must start it as another user.
 */
export function findService(name: ServiceName): string | undefined {
  const { executable, companions } = SERVICES[name];
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', ...postgresFolders()];
  const complete = folders.find((folder) =>
    [executable, ...companions].every((program) => isExecutable(join(folder, program))),
  );
  return complete === undefined ? undefined : join(complete, executable);
}

/**
 * Path of the service's executable. When it is absent: throws under `CI=true`, else skips the running test.
 * Outside a running test nothing can be skipped, so it throws there as well; use `describeWithService`.
 */
export function requireService(name: ServiceName): string {
  const found = findService(name);
  if (found !== undefined) return found;
  const message = absence(name);
  const test = TestRunner.getCurrentTest();
  if (process.env['CI'] === 'true' || test === undefined) throw new Error(message);
  process.stdout.write(`SKIPPED ${test.name}: ${message}\n`);
  return test.context.skip(message);
}

/** `describe` for tests on a real service; `define` gets the path of its executable. */
export function describeWithService(
  name: ServiceName,
  title: string,
  define: (executable: string) => void,
): void {
  const executable = findService(name);
  if (executable !== undefined) {
    describe(title, () => define(executable));
    return;
  }
  const message = absence(name);
  if (process.env['CI'] === 'true') throw new Error(`${title}: ${message}`);
  process.stdout.write(`SKIPPED ${title}: ${message}\n`);
  describe.skip(`${title} [${message}]`, () => define(SERVICES[name].executable));
}

/** Path of another program of the same installation, for example `companion(ffmpeg, 'ffprobe')`. */
export function companion(executable: string, program: string): string {
  return join(dirname(executable), program);
}

function absence(name: ServiceName): string {
  return `${name} is absent (Debian package: ${SERVICES[name].debianPackage})`;
}

function postgresFolders(): string[] {
  const root = '/usr/lib/postgresql';
  try {
    const versions = readdirSync(root).sort((a, b) => Number(b) - Number(a));
    return versions.map((version) => join(root, version, 'bin'));
  } catch {
    return [];
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
