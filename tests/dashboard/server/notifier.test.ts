/** Messages to people, from the rung to a real HTTP server that checks their signature and refuses some. */
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ulid } from 'ulid';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { z } from 'zod';
import { CountyRules } from '../../../dashboard/server/county-rules.ts';
import { Divisions } from '../../../dashboard/server/divisions.ts';
import { Escalator } from '../../../dashboard/server/escalation.ts';
import { createMetrics } from '../../../dashboard/server/metrics.ts';
import { FOR_PEOPLE, Notifier } from '../../../dashboard/server/notify/notifier.ts';
import { sendWebhook } from '../../../dashboard/server/notify/webhook.ts';
import { recordHuman } from '../../../dashboard/server/store/alerts.ts';
import { recordAlert } from '../../../dashboard/server/store/arrivals.ts';
import { readAlertView } from '../../../dashboard/server/store/views.ts';
import { laddersSchema } from '../../../edge-config/contracts/escalation.ts';
import { type NotifierConfig, rungNotificationSchema } from '../../../edge-config/contracts/notify.ts';
import { sampleAlert } from '../../support/alerts.ts';
import { silentLog } from '../../support/silent-log.ts';
import { suiteDatabase } from '../../support/suite-database.ts';

const START_MS = Date.parse('2026-03-01T08:00:00.000Z');
const SECRET = 'key of the SMS service';

interface Received {
  readonly body: z.infer<typeof rungNotificationSchema>;
  readonly isSigned: boolean;
}

async function service(answer: (count: number) => number): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature } = request.headers;
      const expected = createHmac('sha256', SECRET).update(`${id}.${at}.${text}`).digest('base64');
      const body = rungNotificationSchema.parse(JSON.parse(text));
      received.push({ body, isSigned: signature === `v1,${expected}` && id === body.notificationId });
      response.writeHead(answer(received.length)).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/sms?key=${SECRET}`, received };
}

describe('Notifier', () => {
  const database = suiteDatabase();

  const open = (url: string) => {
    let wallMs = START_MS;
    const log = silentLog();
    const clock = { wallMs: () => wallMs };
    const sms: NotifierConfig = {
      ...{ id: 'sms', kind: 'webhook', url, secret: SECRET },
      roles: ['unit_head', 'grid_worker'],
    };
    const common = { database: database(), clock, log, metrics: createMetrics(), onAlertChanged: () => {} };
    const rules = new CountyRules({ ...common, ladders: laddersSchema.parse({}) });
    const zone = { consoleId: 'county', timeZone: 'Asia/Shanghai' };
    const escalator = new Escalator({ ...common, ...zone, rules, notifiers: [sms] });
    const make = (): Notifier =>
      new Notifier({
        ...common,
        ...{ kinds: ['rung', 'digest'], targets: [sms], retries: FOR_PEOPLE, count: () => {} },
        send: (to, { body, messageId }) =>
          sendWebhook(to, { id: messageId, wallMs, body: JSON.stringify(body) }),
      });
    let notifier = make();
    return {
      log,
      restart: () => {
        notifier = make();
      },
      at: async (seconds: number) => {
        wallMs = START_MS + seconds * 1000;
        await escalator.look();
        await notifier.look();
      },
    };
  };
  const raise = async (more: Parameters<typeof sampleAlert>[0] = {}): Promise<string> => {
    const alertId = ulid();
    const at = new Date(START_MS).toISOString();
    const alert = sampleAlert({ alertId, ...more });
    await recordAlert(database(), { alert, late: false, outboxAt: at, publishedAt: at, receivedAt: at });
    return alertId;
  };
  const told = async (alertId: string): Promise<string[]> =>
    ((await readAlertView(database(), new Divisions(), alertId))?.actions ?? []).flatMap(
      ({ kind, note, tells }) =>
        kind.startsWith('notif') ? `${kind} ${tells?.join()} ${note ?? ''}`.trim() : [],
    );

  it('tells those whom a rung names, signed, once, and the history says so', async () => {
    const { received, url } = await service(() => 204);
    const run = open(url);
    const alertId = await raise({ status: 'exercise' });
    for (const seconds of [0, 60, 61, 180, 181, 700]) await run.at(seconds);
    expect(received.map(({ body, isSigned }) => [body.roles, isSigned])).toEqual([
      [['unit_head'], true],
      [['grid_worker'], true],
    ]);
    expect(received[0]?.body).toMatchObject({ alertId, status: 'exercise', severity: 'extreme' });
    expect(await told(alertId)).toEqual(['notified unit_head', 'notified grid_worker']);
  });

  it('tries again after a refusal, also through a restart, under the same id', async () => {
    const { received, url } = await service((count) => (count < 3 ? 503 : 200));
    const run = open(url);
    const alertId = await raise();
    await run.at(0);
    await run.at(60);
    await run.at(64);
    expect(received).toHaveLength(1);
    run.restart();
    await run.at(65);
    await run.at(80);
    expect(received).toHaveLength(3);
    expect(new Set(received.map(({ body }) => body.notificationId)).size).toBe(1);
    expect(await told(alertId)).toEqual(['notified unit_head']);
  });

  it('gives up in the end, says so in the history, and tells no key to anyone', async () => {
    const { received, url } = await service(() => 500);
    const run = open(url);
    const alertId = await raise({ severity: 'moderate' });
    await run.at(0);
    for (const seconds of [600, 605, 620, 680, 980, 5000]) await run.at(seconds);
    expect(received.filter(({ body }) => body.alertId === alertId)).toHaveLength(5);
    expect(await told(alertId)).toEqual(['notify_failed grid_worker HTTP 500']);
    expect(JSON.stringify(run.log.lines)).not.toContain(SECRET);
  });

  it('leaves people in peace once somebody has answered', async () => {
    const { received, url } = await service(() => 503);
    const run = open(url);
    const alertId = await raise();
    await run.at(0);
    await run.at(60);
    await recordHuman(database(), {
      ...{ alertId, kind: 'acknowledged', actionId: ulid(), note: null, outcome: null, seenRevision: null },
      at: new Date(START_MS + 61_000).toISOString(),
      actor: { kind: 'operator', label: '值班员' },
    });
    await run.at(65);
    await run.at(120);
    expect(received.filter(({ body }) => body.alertId === alertId)).toHaveLength(1);
  });

  it('says when nobody is there, and nothing of the address', async () => {
    const target = { url: 'http://127.0.0.1:1/?key=hidden', secret: SECRET };
    await expect(sendWebhook(target, { id: 'a', wallMs: 0, body: '{}' })).rejects.toThrow(/^no connection$/);
  });
});
