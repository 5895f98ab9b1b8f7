/** What the console tells guardians' phones over MQTT, against a real broker. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Phones } from '../../../dashboard/server/notify/phones.ts';
import { recordAlert } from '../../../dashboard/server/store/arrivals.ts';
import type { Database } from '../../../dashboard/server/store/database.ts';
import { openDatabase } from '../../../dashboard/server/store/database.ts';
import { readEnvelope } from '../../../edge-config/contracts/envelope.ts';
import { topics } from '../../../edge-config/contracts/topics.ts';
import { sampleAlert } from '../../support/alerts.ts';
import {
  alertPayload,
  ROOT,
  send,
  signIn,
  startTestConsole,
  type TestConsole,
} from '../../support/console.ts';
import { silentLog } from '../../support/silent-log.ts';
import { copyTemplate } from '../../support/template-database.ts';

/** Bound to the household by the county; its gateway knows guardian-1 alone. */
const BOUND = { id: 'guardian-2', label: '儿子', password: 'password of the son' };

async function bind(database: Database): Promise<void> {
  await database
    .insertInto('household_guardians')
    .values([
      {
        gateway_id: 'gw-1',
        household_id: 'household-1',
        guardian_id: 'guardian-1',
        position: 1,
        relation: '',
      },
      { gateway_id: 'gw-1', household_id: 'household-1', guardian_id: BOUND.id, position: 2, relation: '' },
    ])
    .execute();
}

describe('phones over MQTT', () => {
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-test-'));
  let test: TestConsole;

  beforeAll(async () => {
    const directory = join(folder, 'database');
    copyTemplate(directory);
    const database = await openDatabase({ kind: 'embedded', directory });
    await bind(database);
    await database.destroy();
    test = await startTestConsole({ kind: 'embedded', directory });
  }, 120_000);
  afterAll(async () => {
    await test?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const told = (heard: readonly { readonly topic: string; readonly payload: Buffer }[], alertId: string) =>
    heard.flatMap(({ payload, topic }) => {
      if (topic.endsWith('/news')) {
        const { data } = readEnvelope('shouwang.guardian-news.v1', payload);
        return data.alertId === alertId ? [{ kind: 'news', of: data.revision }] : [];
      }
      const { data } = readEnvelope('shouwang.guardian-alert.v1', payload);
      return data.alertId === alertId ? [{ kind: 'copy', of: data.sequence }] : [];
    });

  it('copies an alert to whom the county has bound, and tells all of every change', async () => {
    const [known, bound] = [await test.guardian('guardian-1'), await test.guardian(BOUND.id)];
    for (const [phone, id] of [
      [known, 'guardian-1'],
      [bound, BOUND.id],
    ] as const)
      await phone.subscribeAsync([topics.guardianAlert(id), topics.guardianNews(id)], { qos: 1 });
    const gateway = await test.gateway();
    const alert = sampleAlert({ alertId: ulid() });
    await gateway.publishAsync(`${ROOT}/alert`, alertPayload(alert), { qos: 1 });
    await expect.poll(() => told(bound.heard, alert.alertId)).toContainEqual({ kind: 'copy', of: 1 });
    await expect
      .poll(() => told(known.heard, alert.alertId).filter(({ kind }) => kind === 'news').length)
      .toBeGreaterThan(0);
    // Its gateway tells it itself.
    expect(told(known.heard, alert.alertId).filter(({ kind }) => kind === 'copy')).toEqual([]);

    const cookie = await test.operatorCookie();
    const view = await (
      await send(`${test.url}/api/alerts/${alert.alertId}`, 'GET', undefined, cookie)
    ).json();
    const { revision } = view as { revision: number };
    await send(`${test.url}/api/alerts/${alert.alertId}/acknowledge`, 'POST', { revision }, cookie);
    for (const phone of [known, bound])
      await expect
        .poll(() => told(phone.heard, alert.alertId).some(({ kind, of }) => kind === 'news' && of > revision))
        .toBe(true);
    expect(told(bound.heard, alert.alertId).filter(({ kind }) => kind === 'copy')).toHaveLength(1);
  });

  it('lets whom the county has bound see the alert', async () => {
    const session = await signIn(`${test.url}/api/guardian/session`, {
      ...{ guardianId: 'guardian-1', password: 'guardian password' },
    });
    const answer = await send(`${test.url}/api/guardian/alerts`, 'GET', undefined, session);
    expect(((await answer.json()) as { alerts: unknown[] }).alerts).toHaveLength(1);
  });
});

describe('Phones', () => {
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-test-'));
  let database: Database;

  beforeAll(async () => {
    const directory = join(folder, 'database');
    copyTemplate(directory);
    database = await openDatabase({ kind: 'embedded', directory });
    await bind(database);
  }, 60_000);
  afterAll(async () => {
    await database?.destroy();
    rmSync(folder, { recursive: true, force: true });
  });

  it('keeps what a broker that is away cannot take, and tells it once it is back', async () => {
    const published: string[] = [];
    let isConnected = false;
    let refusals = 2;
    const make = () =>
      new Phones({
        ...{ consoleId: 'county', database, log: silentLog() },
        clock: { wallMs: () => Date.parse('2026-03-01T08:01:00.000Z') },
        isConnected: () => isConnected,
        publish: async (topic) => {
          if (refusals > 0) {
            refusals -= 1;
            throw new Error('not connected');
          }
          published.push(topic);
        },
      });
    const phones = make();
    const alert = sampleAlert({ alertId: ulid() });
    const way = { late: false, outboxAt: null, publishedAt: null, receivedAt: '2026-03-01T08:00:12.000Z' };
    await recordAlert(database, { alert, ...way });
    phones.alertChanged(alert.alertId);
    isConnected = true;
    const all = [
      topics.guardianAlert(BOUND.id),
      topics.guardianNews('guardian-1'),
      topics.guardianNews(BOUND.id),
    ];
    await expect
      .poll(() => {
        phones.look();
        return [...new Set(published)].sort();
      })
      .toEqual([...all].sort());
    phones.stop();

    // A console that starts tells of what is open: what it was about to tell when it ended may be lost.
    published.length = 0;
    const next = make();
    await next.begin();
    await expect
      .poll(() => {
        next.look();
        return [...published].sort();
      })
      .toEqual([...all].sort());
    next.stop();
  });
});
