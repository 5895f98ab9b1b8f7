/** Changes of alerts to another system: a real HTTP server that checks signatures and refuses three in ten. */
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ulid } from 'ulid';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Divisions } from '../../../dashboard/server/divisions.ts';
import { WebhookFeed } from '../../../dashboard/server/notify/feed.ts';
import { Notifier } from '../../../dashboard/server/notify/notifier.ts';
import { sendWebhook } from '../../../dashboard/server/notify/webhook.ts';
import { recordHuman } from '../../../dashboard/server/store/alerts.ts';
import { recordAlert } from '../../../dashboard/server/store/arrivals.ts';
import {
  type WebhookConfig,
  type WebhookEvent,
  webhookEventSchema,
} from '../../../edge-config/contracts/webhook.ts';
import { sampleAlert } from '../../support/alerts.ts';
import { silentLog } from '../../support/silent-log.ts';
import { suiteDatabase } from '../../support/suite-database.ts';

const START_MS = Date.parse('2026-03-01T08:00:00.000Z');
const SECRET = 'key of the city platform';

/** @param refuses whether the request of this number is refused. */
async function platform(refuses: (count: number) => boolean) {
  const accepted: WebhookEvent[] = [];
  const texts: string[] = [];
  let count = 0;
  let unsigned = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature } = request.headers;
      const expected = createHmac('sha256', SECRET).update(`${id}.${at}.${text}`).digest('base64');
      const event = webhookEventSchema.parse(JSON.parse(text));
      if (signature !== `v1,${expected}` || id !== event.eventId) unsigned += 1;
      texts.push(text);
      count += 1;
      const isRefused = refuses(count);
      if (!isRefused) accepted.push(event);
      response.writeHead(isRefused ? 503 : 204).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/?key=${SECRET}`;
  return { url, accepted, texts, unsigned: () => unsigned };
}

describe('webhooks to other systems', () => {
  const database = suiteDatabase();

  const open = async (url: string, more: Partial<WebhookConfig> = {}) => {
    await database().deleteFrom('notifications').execute();
    let wallMs = START_MS;
    const log = silentLog();
    const common = { database: database(), clock: { wallMs: () => wallMs }, log, onAlertChanged: () => {} };
    const kinds: WebhookConfig['kinds'] = ['alert.raised', 'alert.changed', 'alert.closed'];
    const city: WebhookConfig = { id: 'city', url, secret: SECRET, division: '', kinds, ...more };
    const make = () => {
      const feed = new WebhookFeed({
        ...common,
        ...{ consoleId: 'county', divisions: new Divisions(), webhooks: [city] },
      });
      const notifier = new Notifier({
        ...{ ...common, targets: [city], count: () => {} },
        send: (to, { body, messageId }) =>
          sendWebhook(to, { id: messageId, wallMs, body: JSON.stringify(body) }),
      });
      return { feed, notifier };
    };
    let parts = make();
    await parts.feed.begin();
    return {
      log,
      now: () => new Date(wallMs).toISOString(),
      restart: async () => {
        parts = make();
        await parts.feed.begin();
      },
      at: async (seconds: number) => {
        wallMs = START_MS + seconds * 1000;
        await parts.feed.look();
        await parts.notifier.look();
      },
    };
  };
  const record = async (alertId: string, at: string, more: Parameters<typeof sampleAlert>[0] = {}) => {
    const alert = sampleAlert({ alertId, ...more });
    await recordAlert(database(), { alert, late: false, outboxAt: at, publishedAt: at, receivedAt: at });
  };
  const act = (alertId: string, kind: 'acknowledged' | 'closed' | 'going', at: string) =>
    recordHuman(database(), {
      ...{ alertId, kind, at, actionId: ulid(), note: null, seenRevision: null },
      actor:
        kind === 'going' ? { kind: 'guardian', label: 'guardian-1' } : { kind: 'operator', label: '值班员' },
      outcome: kind === 'closed' ? 'true' : null,
    });

  it('tell every change at least once, in order for each alert, through refusals and restarts', async () => {
    // Three of ten, never the same ones of an alert.
    const { accepted, texts, unsigned, url } = await platform((count) => [1, 4, 8].includes(count % 10));
    const run = await open(url);
    const alertIds = Array.from({ length: 12 }, () => ulid());
    for (const alertId of alertIds) await record(alertId, run.now());
    await run.at(0);
    for (const alertId of alertIds) await act(alertId, 'going', run.now());
    await run.at(1);
    await run.restart();
    for (const alertId of alertIds) await act(alertId, 'closed', run.now());
    for (let second = 2; second <= 600; second += 5) await run.at(second);
    for (const alertId of alertIds) {
      const events = accepted.filter(({ view }) => view.alert.alertId === alertId);
      const kinds = events.map(({ kind }) => kind);
      expect(kinds).toEqual(['alert.raised', 'alert.changed', 'alert.closed']);
      expect(events.map(({ view }) => view.revision)).toEqual(
        [...events.map(({ view }) => view.revision)].sort(),
      );
    }
    expect(unsigned()).toBe(0);
    // Neither of the family nor of a picture is a word in it.
    expect(texts.join()).not.toMatch(/guardian-1|guardianIds|"image"|phone/);
    expect(await database().selectFrom('notifications').select('notification_id').execute()).toEqual([]);
  });

  it('tell what was raised and closed within one second as both', async () => {
    const { accepted, url } = await platform(() => false);
    const run = await open(url);
    const alertId = ulid();
    await record(alertId, run.now());
    await act(alertId, 'closed', run.now());
    await run.at(0);
    expect(accepted.map(({ kind }) => kind)).toEqual(['alert.raised', 'alert.closed']);
  });

  it('tell only what lies in the division and is of the kinds that were asked for', async () => {
    const { accepted, url } = await platform(() => false);
    const run = await open(url, { division: '520603', kinds: ['alert.closed'] });
    const [here, there] = [ulid(), ulid()];
    await record(here, run.now(), { county: '520603', township: '520603101', gatewayId: 'gw-9' });
    await record(there, run.now());
    await run.at(0);
    for (const alertId of [here, there]) await act(alertId, 'closed', run.now());
    await run.at(1);
    expect(accepted.map(({ kind, view }) => [kind, view.alert.alertId])).toEqual([['alert.closed', here]]);
  });

  it('are given up after a day, which the audit tells, and the next one is tried then', async () => {
    let isDown = true;
    const { accepted, url } = await platform(() => isDown);
    const run = await open(url);
    const alertId = ulid();
    await record(alertId, run.now());
    await run.at(0);
    await run.at(2 * 3600);
    await act(alertId, 'acknowledged', run.now());
    for (let second = 2 * 3600; second < 24 * 3600; second += 600) await run.at(second);
    const audit = () => database().selectFrom('audit').selectAll().execute();
    expect(await audit()).toEqual([]);
    await run.at(24.5 * 3600);
    expect(await audit()).toMatchObject([{ what: 'webhook given up', subject: 'city' }]);
    expect((await audit())[0]?.detail).toContain(alertId);
    expect(JSON.stringify([await audit(), run.log.lines])).not.toContain(SECRET);
    isDown = false;
    await run.at(25.5 * 3600);
    expect(accepted.map(({ kind }) => kind)).toEqual(['alert.changed']);
  });

  it('tell nothing of what happened before they were configured', async () => {
    const { accepted, url } = await platform(() => false);
    await database().deleteFrom('settings').execute();
    await record(ulid(), new Date(START_MS).toISOString());
    const run = await open(url);
    await run.at(0);
    expect(accepted).toEqual([]);
  });
});
