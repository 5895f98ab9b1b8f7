/**
 * Real services that some tests need. Under CI a missing one is a failure; elsewhere the tests that need it are
 * skipped and say which service is absent.
 */
import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe } from 'vitest';

export type ServiceName = 'ffmpeg' | 'mosquitto' | 'postgresql' | 'chromium';

const EXECUTABLE: Record<ServiceName, string> = {
  ffmpeg: 'ffmpeg',
  mosquitto: 'mosquitto',
  postgresql: 'postgres',
  chromium: 'chromium',
};

/** Path of the service's executable, or `undefined`. Debian keeps the PostgreSQL server outside PATH. */
export function findService(name: ServiceName): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  folders.push('/usr/sbin', ...postgresFolders());
  return folders.map((folder) => join(folder, EXECUTABLE[name])).find(isExecutable);
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
  const message = `${name} is absent (Debian package: ${name})`;
  if (process.env['CI'] === 'true') throw new Error(`${title}: ${message}`);
  process.stdout.write(`SKIPPED ${title}: ${message}\n`);
  describe.skip(`${title} [${message}]`, () => define(name));
}

function postgresFolders(): string[] {
  try {
    return readdirSync('/usr/lib/postgresql').map((version) => `/usr/lib/postgresql/${version}/bin`);
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
