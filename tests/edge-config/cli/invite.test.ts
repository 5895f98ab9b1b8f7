/** `shouwang dashboard invite` on a real embedded database and on a real PostgreSQL. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { openDatabase } from '../../../dashboard/server/store/database.ts';
import { readLink } from '../../../dashboard/server/store/links.ts';
import { readAccount } from '../../../dashboard/server/store/users.ts';
import { openConsoleDatabase } from '../../../edge-config/cli/run/console-database.ts';
import type { ConsoleConfig } from '../../../edge-config/contracts/console-config.ts';
import { startPostgres } from '../../support/postgres.ts';
import { describeWithService } from '../../support/services.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const BIN = fileURLToPath(new URL('../../../edge-config/cli/shouwang.mjs', import.meta.url));

function invite(file: string, ...words: string[]) {
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    [BIN, 'dashboard', 'invite', '--config', file, '--lang', 'en', ...words],
    { encoding: 'utf8' },
  );
  return { status, stderr, stdout };
}

function configFile(folder: string, database: ConsoleConfig['database'], port = 1): string {
  const file = join(folder, 'console.yaml');
  const config = {
    ...{ version: 1, consoleId: 'test', county: '520602', http: { port }, database },
    ...{ broker: { url: 'mqtt://127.0.0.1:1' }, guardianBrokerUrl: 'ws://127.0.0.1:1', guardianKey: 'a key' },
  };
  writeFileSync(file, stringify(config), { mode: 0o600 });
  return file;
}

const tokenIn = (text: string): string =>
  /^http:\/\/127\.0\.0\.1:\d+\/link\/([\w-]{43})$/m.exec(text)?.[1] ?? '';
const now = (): string => new Date().toISOString();

describe('shouwang dashboard invite', () => {
  it('makes an administrator by default, others by word, and a new link for who is there', async () => {
    const folder = tempFolder();
    // As in the file: relative to its folder.
    const file = configFile(folder, { kind: 'embedded', directory: 'database' });
    const place = { kind: 'embedded', directory: join(folder, 'database') } as const;
    expect(invite(file)).toMatchObject({ status: 5, stderr: expect.stringContaining('DATABASE_UNUSABLE') });
    await (await openDatabase(place)).destroy();

    const first = invite(file);
    expect([first.status, first.stderr]).toEqual([0, '']);
    const second = invite(file);
    const auditor = ['--role', 'auditor', '--division', '520602', '--display-name', '县审计'];
    const other = invite(file, '--username', 'audit-1', ...auditor);
    expect(other.status).toBe(0);
    expect(invite(file, '--username', 'audit-1', '--role', 'operator')).toMatchObject({ status: 2 });
    expect(invite(file, '--username', 'Audit 1')).toMatchObject({ status: 2 });
    expect(invite(file, '--division', '52')).toMatchObject({ status: 2 });

    const database = await openDatabase(place);
    onTestFinished(() => database.destroy());
    expect(await readLink(database, tokenIn(first.stdout), now())).toBeUndefined();
    expect(await readLink(database, tokenIn(second.stdout), now())).toMatchObject({ role: 'administrator' });
    expect(await readLink(database, tokenIn(other.stdout), now())).toMatchObject({ displayName: '县审计' });
    expect(await readAccount(database, 'audit-1', now())).toMatchObject({
      role: 'auditor',
      division: '520602',
    });
  }, 180_000);

  it('leaves an embedded database alone while a console answers', async () => {
    // Whoever answers there is taken for the console.
    const folder = tempFolder();
    const server = createServer((_request, response) => response.end('{}'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const file = configFile(folder, { kind: 'embedded', directory: 'database' }, port);
    await expect(openConsoleDatabase(file)).rejects.toMatchObject({ code: 'CONSOLE_RUNNING' });
  });
});

describeWithService('postgresql', 'shouwang dashboard invite on PostgreSQL', (executable) => {
  it('works while a console is connected', async () => {
    const server = await startPostgres(executable);
    onTestFinished(() => server.stop());
    const place = { kind: 'server', url: server.url } as const;
    const database = await openDatabase(place);
    onTestFinished(() => database.destroy());
    const made = invite(configFile(tempFolder(), place), '--username', 'desk-9', '--role', 'operator');
    expect([made.status, made.stderr]).toEqual([0, '']);
    expect(await readLink(database, tokenIn(made.stdout), now())).toMatchObject({ username: 'desk-9' });
  }, 120_000);
});
