/** `shouwang dashboard invite` on a real embedded database and on a real PostgreSQL. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { type Database, openDatabase } from '../../../dashboard/server/store/database.ts';
import { readLink } from '../../../dashboard/server/store/links.ts';
import { readAccount } from '../../../dashboard/server/store/users.ts';
import { type Invitation, invite } from '../../../edge-config/cli/run/invite.ts';
import type { ConsoleConfig } from '../../../edge-config/contracts/console-config.ts';
import { startPostgres } from '../../support/postgres.ts';
import { describeWithService } from '../../support/services.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const BIN = fileURLToPath(new URL('../../../edge-config/cli/shouwang.mjs', import.meta.url));

function configFile(folder: string, database: ConsoleConfig['database'], port = 1): string {
  const file = join(folder, 'console.yaml');
  const config = {
    ...{ version: 1, consoleId: 'test', county: '520602', http: { port }, database },
    ...{ broker: { url: 'mqtt://127.0.0.1:1' }, guardianBrokerUrl: 'ws://127.0.0.1:1', guardianKey: 'a key' },
  };
  writeFileSync(file, stringify(config), { mode: 0o600 });
  return file;
}

/** @returns the token of the link that was printed. */
async function invited(file: string, more: Partial<Invitation> = {}): Promise<string> {
  const printed: string[] = [];
  const invitation = { username: undefined, displayName: undefined, role: undefined, division: undefined };
  await invite(file, { ...invitation, ...more }, { write: (text) => printed.push(text) });
  return tokenIn(printed.join(''));
}

const tokenIn = (text: string): string =>
  /^http:\/\/127\.0\.0\.1:\d+\/link\/([\w-]{43})$/m.exec(text)?.[1] ?? '';
const now = (): string => new Date().toISOString();

describe('shouwang dashboard invite on an embedded database', () => {
  it('makes the first administrator once there is a database', async () => {
    const folder = tempFolder();
    // As in the file: relative to its folder.
    const file = configFile(folder, { kind: 'embedded', directory: 'database' });
    await expect(invited(file)).rejects.toMatchObject({ code: 'DATABASE_UNUSABLE' });
    const place = { kind: 'embedded', directory: join(folder, 'database') } as const;
    await (await openDatabase(place)).destroy();
    const token = await invited(file);
    const database = await openDatabase(place);
    onTestFinished(() => database.destroy());
    expect(await readLink(database, token, now())).toMatchObject({ role: 'administrator' });
  }, 180_000);

  it('leaves it alone while a console answers', async () => {
    // Whoever answers there is taken for the console.
    const server = createServer((_request, response) => response.end('{}'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const file = configFile(tempFolder(), { kind: 'embedded', directory: 'database' }, port);
    await expect(invited(file)).rejects.toMatchObject({ code: 'CONSOLE_RUNNING' });
  });
});

describeWithService('postgresql', 'shouwang dashboard invite on PostgreSQL', (executable) => {
  let server: Awaited<ReturnType<typeof startPostgres>>;
  /** As the console holds it meanwhile. */
  let database: Database;
  beforeAll(async () => {
    server = await startPostgres(executable);
    database = await openDatabase({ kind: 'server', url: server.url });
  }, 180_000);
  afterAll(async () => {
    await database?.destroy();
    await server?.stop();
  });

  it('makes accounts by word, and a new link for who is there', async () => {
    const file = configFile(tempFolder(), { kind: 'server', url: server.url });
    const auditor = { role: 'auditor', division: '520602', displayName: '县审计' } as const;
    const first = await invited(file, { username: 'audit-1', ...auditor });
    const second = await invited(file, { username: 'audit-1' });
    expect(await readLink(database, first, now())).toBeUndefined();
    expect(await readLink(database, second, now())).toMatchObject({ displayName: '县审计' });
    expect(await readAccount(database, 'audit-1', now())).toMatchObject({
      role: 'auditor',
      division: '520602',
    });
    for (const wrong of [
      { username: 'audit-1', role: 'operator' },
      { username: 'Audit 1' },
      { division: '52' },
    ] as const) {
      await expect(invited(file, wrong)).rejects.toMatchObject({ code: 'USAGE' });
    }
  }, 60_000);

  it('runs as a command', async () => {
    const file = configFile(tempFolder(), { kind: 'server', url: server.url });
    const words = ['dashboard', 'invite', '--config', file, '--username', 'desk-9', '--role', 'operator'];
    const { status, stderr, stdout } = spawnSync(process.execPath, [BIN, ...words], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
    expect(await readLink(database, tokenIn(stdout), now())).toMatchObject({ username: 'desk-9' });
  }, 180_000);
});
