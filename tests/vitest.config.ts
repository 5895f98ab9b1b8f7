import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** One process per file and no retries: a flaky test is a bug to mend, never to repeat. */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['tests/**/*.test.ts', 'tests/**/*.test.tsx'],
    globalSetup: ['./tests/support/template-database.ts'],
    setupFiles: ['./tests/support/fixed-seed.ts'],
    pool: 'forks',
    maxWorkers: 2,
    retry: 0,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // A condition is waited for as long as a slow machine may take; it ends as soon as it holds.
    expect: { poll: { timeout: 10_000, interval: 25 } },
    reporters: ['default', './tests/support/closing-line.reporter.ts'],
  },
});
