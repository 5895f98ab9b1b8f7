/** Whoever is sent to an alert is told so himself: by his own phone, by the service that calls numbers, and in the group. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ulid } from 'ulid';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openDatabase } from '../../../../dashboard/server/store/database.ts';
import { notificationSchema } from '../../../../edge-config/contracts/notify.ts';
import type { AlertMessage, AlertView } from '../../../../edge-config/contracts/rest.ts';
import { sampleAlert } from '../../../support/alerts.ts';
import { channelStub } from '../../../support/channel-stub.ts';
import { alertPayload, newestView, ROOT, send, startTestConsole } from '../../../support/console.ts';
import { pushPhone } from '../../../support/push-phone.ts';
import { addResponders } from '../../../support/responders.ts';

const PHONE = '13800000042';

describe('who is sent', () => {
  vi.setConfig({ testTimeout: 120_000 });

  const open = async () => {
    const folder = mkdtempSync(join(tmpdir(), 'shouwang-test-'));
    const stored = { kind: 'embedded', directory: join(folder, 'database') } as const;
    const database = await openDatabase(stored);
    await addResponders(database);
    await database
      .updateTable('responders')
      .set({ username: 'responder', phone: PHONE })
      .where('responder_id', '=', 'grid-3')
      .execute();
    await database.destroy();
    const calls = await channelStub();
    const group = await channelStub(() => ({ body: '{"errcode":0}' }));
    const roles = ['grid_worker' as const];
    const test = await startTestConsole(stored, null, 0, {
      push: { endpoints: 'any' },
      notifiers: [
        { id: 'calls', kind: 'webhook', url: calls.url, secret: 'a secret of sixteen', limits: null, roles },
        { id: 'group', kind: 'wecom', url: `${group.url}/send`, roles },
      ],
    });
    onTestFinished(async () => {
      await test.stop();
      rmSync(folder, { recursive: true, force: true });
    });
    const phone = await pushPhone('en');
    const responder = await test.cookieOf('responder');
    const operator = await test.operatorCookie();
    expect((await send(`${test.url}/api/push`, 'PUT', phone.subscription, responder)).status).toBe(200);
    const ask = async <T>(path: string): Promise<T> =>
      (await (await send(`${test.url}${path}`, 'GET', undefined, operator)).json()) as T;
    return {
      ...{ test, calls, group, responder },
      raise: async (status: 'actual' | 'exercise'): Promise<string> => {
        const gateway = await test.gateway();
        const alert = sampleAlert({ alertId: ulid(), status });
        const board = await test.board(operator);
        await gateway.publishAsync(`${ROOT}/alert`, alertPayload(alert), { qos: 1 });
        await expect.poll(() => newestView(board, alert.alertId)).toBeDefined();
        return alert.alertId;
      },
      act: async (alertId: string, what: string, more: object): Promise<void> => {
        const { revision } = await ask<AlertView>(`/api/alerts/${alertId}`);
        const url = `${test.url}/api/alerts/${alertId}/${what}`;
        expect((await send(url, 'POST', { revision, ...more }, operator)).status).toBe(200);
      },
      /** Channels that told of the sending, and what came of it. */
      sent: async (alertId: string): Promise<string[]> => {
        const { messages } = await ask<{ messages: AlertMessage[] }>(`/api/alerts/${alertId}/messages`);
        return messages
          .filter(({ kind }) => kind === 'sent')
          .map(({ channel, outcome }) => `${channel} ${outcome}`)
          .sort();
      },
      titles: (): string[] => phone.pushes.map(({ payload }) => payload.title),
    };
  };

  it('hears it on every way, and that it is over; not that somebody is on it', async () => {
    const { act, calls, group, raise, sent, titles } = await open();
    const alertId = await raise('actual');
    await act(alertId, 'dispatch', { responderId: 'grid-3', note: null });
    await expect
      .poll(() => sent(alertId))
      .toEqual(['calls delivered', 'group delivered', 'web_push delivered']);
    expect(titles()).toEqual(['三组网格员 is sent · Fall · 三组 7 号 · 院子']);
    const told = calls.received.map(({ body }) =>
      notificationSchema.parse(JSON.parse(body.toString('utf8'))),
    );
    expect(told).toMatchObject([
      {
        ...{ kind: 'sent', alertId, by: '值班员', roles: ['grid_worker'] },
        recipients: [{ responderId: 'grid-3', label: '三组网格员', phone: PHONE }],
      },
    ]);
    expect(group.received[0]?.body.toString('utf8')).toContain('派三组网格员去');
    // Once more, to him who has been told: whoever goes is not told that somebody else does.
    await act(alertId, 'dispatch', { responderId: 'grid-3', note: '带急救包' });
    await expect.poll(titles).toHaveLength(2);
    await act(alertId, 'close', { outcome: 'true', note: null });
    await expect.poll(titles).toHaveLength(3);
    expect(titles()).toEqual([
      '三组网格员 is sent · Fall · 三组 7 号 · 院子',
      '三组网格员 is sent · Fall · 三组 7 号 · 院子',
      'All clear · Fall · 三组 7 号 · 院子',
    ]);
  });

  it('hears by whom it was handed to him, once; what still waits is dropped when another is sent instead', async () => {
    const { act, calls, raise, responder, sent, test, titles } = await open();
    const alertId = await raise('exercise');
    const deed = {
      ...{ actionId: ulid(), at: new Date(test.nowMs()).toISOString(), kind: 'dispatched' },
      ...{ note: null, outcome: null, responderId: 'grid-3' },
    };
    const url = `${test.url}/api/duty/alerts/${alertId}/actions`;
    // Sent again by a phone that has not heard the answer.
    for (let turn = 0; turn < 2; turn += 1)
      expect((await send(url, 'POST', deed, responder)).status).toBe(200);
    await expect.poll(titles).toEqual(['[DRILL] 三组网格员 is sent · Fall · 三组 7 号 · 院子']);
    await expect.poll(() => calls.received).toHaveLength(1);
    await act(alertId, 'dispatch', { responderId: 'county-1', note: null });
    await act(alertId, 'close', { outcome: 'true', note: null });
    await expect.poll(() => titles().at(-1)).toMatch(/^\[DRILL\] All clear/);
    expect(await sent(alertId)).toEqual(['calls delivered', 'group delivered', 'web_push delivered']);
  });
});
