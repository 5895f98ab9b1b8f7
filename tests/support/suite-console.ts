/** A console with an embedded database for all tests of a suite: starting one takes seconds. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { startTestConsole, type TestConsole } from './console.ts';

/** To be called in `describe`. @returns what gives the console within a test, and in hooks that come after. */
export function suiteConsole(): () => TestConsole {
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-test-'));
  let test: TestConsole | undefined;
  beforeAll(async () => {
    test = await startTestConsole({ kind: 'embedded', directory: join(folder, 'database') });
  }, 60_000);
  afterAll(async () => {
    await test?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return () => {
    if (test === undefined) throw new Error('the console runs within tests only');
    return test;
  };
}
