import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../../dashboard/server/store/database.ts';
import { standstills, waysTo } from '../../../dashboard/server/store/standstill.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { startPostgres } from '../../support/postgres.ts';
import { describeWithService } from '../../support/services.ts';

const answer = (): Promise<unknown> => Promise.resolve();
const refuse = (): Promise<unknown> => Promise.reject(new Error('refused'));
const hang = (): Promise<unknown> => new Promise(() => {});

describe('standstills of the console', () => {
  it.each([
    ['all is well', answer, hang, []],
    ['the pool hangs, the database answers', hang, answer, ['database connections']],
    ['the pool refuses, the database answers', refuse, answer, ['database connections']],
    ['the database is away', refuse, refuse, []],
    ['the database hangs', hang, hang, []],
  ])('%s', async (_what, pool, fresh, expected) => {
    const clock = new FakeClock();
    const still = standstills({ pool, fresh }, clock);
    await clock.advance(10_000);
    await clock.advance(10_000);
    expect(await still).toEqual(expected);
  });
});

describeWithService('postgresql', 'standstills on PostgreSQL', (executable) => {
  let server: Awaited<ReturnType<typeof startPostgres>>;
  let database: Database;

  beforeAll(async () => {
    server = await startPostgres(executable);
    database = await openDatabase({ kind: 'server', url: server.url });
  }, 60_000);
  afterAll(() => server.stop());

  it('knows its own broken connections from a database that is away', async () => {
    const ways = waysTo(database, { kind: 'server', url: server.url });
    expect(await standstills(ways, new FakeClock())).toEqual([]);
    await database.destroy();
    expect(await standstills(ways, new FakeClock())).toEqual(['database connections']);
    const away = waysTo(database, { kind: 'server', url: 'postgres://u:p@127.0.0.1:1/x' });
    expect(await standstills(away, new FakeClock())).toEqual([]);
  });
});

describe('standstills on the embedded database', () => {
  it('answers, and stands still once it is closed', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'shouwang-test-'));
    const config = { kind: 'embedded', directory } as const;
    const database = await openDatabase(config);
    expect(await standstills(waysTo(database, config), new FakeClock())).toEqual([]);
    await database.destroy();
    expect(await standstills(waysTo(database, config), new FakeClock())).toEqual(['database connections']);
    rmSync(directory, { recursive: true, force: true });
  }, 60_000);
});
