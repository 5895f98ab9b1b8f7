/** Two consoles on one PostgreSQL server: what is done at one is seen at the other's boards. */
import { once } from 'node:events';
import pg from 'pg';
import { ulid } from 'ulid';
import { expect, it, onTestFinished, vi } from 'vitest';
import WebSocket from 'ws';
import type { AlertView } from '../../../edge-config/contracts/rest.ts';
import { LIVE_PATH } from '../../../edge-config/contracts/timing.ts';
import { sampleAlert } from '../../support/alerts.ts';
import { alertPayload, newestView, ROOT, send, startTestConsole } from '../../support/console.ts';
import { startPostgres } from '../../support/postgres.ts';
import { describeWithService } from '../../support/services.ts';

describeWithService('postgresql', 'two consoles on one database', (executable) => {
  vi.setConfig({ testTimeout: 120_000 });

  const openTwo = async () => {
    const postgres = await startPostgres(executable);
    onTestFinished(postgres.stop);
    const open = async () => {
      const test = await startTestConsole({ kind: 'server', url: postgres.url });
      onTestFinished(() => test.stop());
      return { test, cookie: await test.operatorCookie() };
    };
    return { url: postgres.url, first: await open(), second: await open() };
  };
  type Opened = Awaited<ReturnType<typeof openTwo>>['first'];
  const raise = async ({ test }: Opened): Promise<string> => {
    const alert = sampleAlert({ alertId: ulid() });
    const gateway = await test.gateway();
    await gateway.publishAsync(`${ROOT}/alert`, alertPayload(alert), { qos: 1 });
    return alert.alertId;
  };
  const take = async ({ cookie, test }: Opened, alertId: string): Promise<void> => {
    const url = `${test.url}/api/alerts/${alertId}`;
    const { revision } = (await (await send(url, 'GET', undefined, cookie)).json()) as AlertView;
    expect((await send(`${url}/acknowledge`, 'POST', { revision }, cookie)).status).toBe(200);
  };

  it('shows at both what came to one, and what was done at the other', async () => {
    const { first, second } = await openTwo();
    const boards = [await first.test.board(first.cookie), await second.test.board(second.cookie)];
    const states = (alertId: string) => boards.map((board) => newestView(board, alertId)?.state);
    const alertId = await raise(first);
    await expect.poll(() => states(alertId)).toEqual(['raised', 'raised']);
    await take(second, alertId);
    await expect.poll(() => states(alertId)).toEqual(['acknowledged', 'acknowledged']);
  });

  it('sends the boards for a snapshot after it could not listen for a while', async () => {
    const { first, second, url } = await openTwo();
    const alertId = await raise(first);
    const board = await second.test.board(second.cookie);
    await expect.poll(() => newestView(board, alertId)?.state).toBe('raised');
    const line = new WebSocket(`${second.test.url.replace('http', 'ws')}${LIVE_PATH}`, {
      headers: { cookie: second.cookie, origin: second.test.url },
    });
    await once(line, 'open');
    const isCut = once(line, 'close');
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN %' AND pid <> pg_backend_pid()`,
    );
    await client.end();
    await isCut;
    const again = await second.test.board(second.cookie);
    await take(first, alertId);
    await expect.poll(() => newestView(again, alertId)?.state).toBe('acknowledged');
  });
});
