/** A PostgreSQL server of its own for a test. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PostgresServer } from '../../edge-config/faults/postgres.ts';

export async function startPostgres(executable: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-postgres-'));
  const server = await PostgresServer.create(dirname(executable), folder);
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
