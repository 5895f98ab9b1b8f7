/** Channels and Web Push as pages and phones ask for them, on a real console. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AlertMessage, ChannelPreview, ChannelView } from '../../../../edge-config/contracts/rest.ts';
import { sampleAlert } from '../../../support/alerts.ts';
import {
  alertPayload,
  GUARDIAN,
  ROOT,
  send,
  signIn,
  startTestConsole,
  type TestConsole,
} from '../../../support/console.ts';
import { pushPhone } from '../../../support/push-phone.ts';

const KEY = 'key-of-the-group-robot';

describe('channels and pushes over REST', () => {
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-test-'));
  let test: TestConsole;
  let administrator: string;
  let guardian: string;

  beforeAll(async () => {
    const database = { kind: 'embedded' as const, directory: join(folder, 'database') };
    test = await startTestConsole(database, null, 0, {
      push: { endpoints: 'any' },
      // Nobody answers there.
      notifiers: [
        { id: 'group', kind: 'wecom', url: `http://127.0.0.1:1/send?key=${KEY}`, roles: ['county'] },
      ],
    });
    administrator = await test.cookieOf('administrator');
    guardian = await signIn(`${test.url}/api/guardian/session`, GUARDIAN);
  }, 120_000);
  afterAll(async () => {
    await test?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const ask = async <T>(method: string, path: string, cookie: string, body?: unknown) => {
    const answer = await send(`${test.url}${path}`, method, body, cookie);
    return { status: answer.status, body: (await answer.json()) as T };
  };

  it('says how each channel is, shows what it would send, and tries it; no key anywhere', async () => {
    const preview = await ask<ChannelPreview>('GET', '/api/channels/group/preview?of=drill', administrator);
    expect(preview.body.body).toContain('【演练】');
    const tried = await ask('POST', '/api/channels/group/test', administrator);
    expect(tried.body).toEqual({ ok: false, answer: 'no connection' });
    const { body } = await ask<{ channels: ChannelView[] }>('GET', '/api/channels', administrator);
    expect(body.channels).toMatchObject([
      { channel: 'web_push', kind: 'web_push', state: 'unused', language: null },
      { channel: 'group', kind: 'wecom', roles: ['county'], lastError: 'no connection', subscriptions: null },
    ]);
    const audit = await ask('GET', '/api/audit?what=test%20channel', administrator);
    expect(audit.body).toMatchObject({ entries: [{ subject: 'group', detail: 'no connection' }] });
    const metrics = await (await fetch(`${test.url}/metrics`)).text();
    expect(JSON.stringify([preview, tried, body, audit, metrics, test.log.lines])).not.toContain(KEY);
  });

  it('lets a guardian subscribe, tries the phone, wakes it at an alert, and forgets it', async () => {
    const phone = await pushPhone('en');
    const state = await ask('GET', '/api/guardian/push', guardian);
    expect(state.body).toEqual({ publicKey: expect.stringMatching(/^[\w-]{87}$/), subscriptions: 0 });
    for (let turn = 0; turn < 2; turn += 1)
      expect((await ask('PUT', '/api/guardian/push', guardian, phone.subscription)).body).toEqual({
        ok: true,
      });
    expect((await ask('POST', '/api/guardian/push/test', guardian)).body).toEqual({ sent: 1 });
    expect(phone.pushes[0]?.payload).toMatchObject({
      kind: 'test',
      tag: 'test',
      status: 'test',
      alertId: null,
    });

    const gateway = await test.gateway();
    const alert = sampleAlert({ alertId: ulid() });
    await gateway.publishAsync(`${ROOT}/alert`, alertPayload(alert), { qos: 1 });
    await expect.poll(() => phone.pushes.at(-1)?.payload.alertId).toBe(alert.alertId);
    const path = `/api/alerts/${alert.alertId}/messages`;
    const messages = async () =>
      (await ask<{ messages: AlertMessage[] }>('GET', path, await test.operatorCookie())).body.messages;
    await expect
      .poll(messages)
      .toMatchObject([{ channel: 'web_push', recipient: '女儿', outcome: 'delivered' }]);
    expect((await ask('GET', path, await test.cookieOf('elsewhere'))).status).toBe(403);

    // Another's session forgets nothing of it.
    const { endpoint } = phone.subscription;
    await ask('DELETE', '/api/push', administrator, { endpoint });
    expect((await ask('GET', '/api/guardian/push', guardian)).body).toMatchObject({ subscriptions: 1 });
    await ask('DELETE', '/api/guardian/push', guardian, { endpoint });
    expect((await ask('GET', '/api/guardian/push', guardian)).body).toMatchObject({ subscriptions: 0 });
    expect(JSON.stringify(test.log.lines)).not.toContain(new URL(endpoint).pathname);
  });

  it('refuses what is no subscription', async () => {
    const { subscription } = await pushPhone();
    const keys = { ...subscription.keys, auth: 'short' };
    expect((await ask('PUT', '/api/push', administrator, { ...subscription, keys })).status).toBe(400);
    expect(
      (await ask('PUT', '/api/push', administrator, { ...subscription, endpoint: 'ftp://x' })).status,
    ).toBe(400);
  });
});
