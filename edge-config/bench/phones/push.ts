/**
 * From the gateway's publishing of an alert to the push service: a console with its broker, guardians whose browsers are
 * subscribed, and a push service of our own that notes when each push comes.
 */
import { createECDH, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import mqtt from 'mqtt';
import { ulid } from 'ulid';
import { startBroker } from '../../../dashboard/broker/broker.ts';
import { startConsole } from '../../../dashboard/server/console.ts';
import {
  brokerServerConfigSchema,
  type ConsoleConfig,
  consoleConfigSchema,
} from '../../contracts/console-config.ts';
import { makeEnvelope } from '../../contracts/envelope.ts';
import { topics } from '../../contracts/topics.ts';
import { type Figure, figure, percentile } from '../county/report.ts';
import { COUNTY, sampleAlert } from '../county/seed.ts';

export interface PushBenchOptions {
  readonly database: ConsoleConfig['database'];
  readonly alerts: number;
  readonly alertsPerS: number;
  /** Each with one browser; an alert is for one of them. */
  readonly guardians: number;
}

export interface PushRun {
  readonly p95Ms: number;
  /** Alerts of which no push came. */
  readonly lost: number;
  readonly twice: number;
}

const LIMIT_MS = 2000;
/** What comes later is lost for the bench. */
const AFTER_MS = 5000;
const GATEWAY = { county: COUNTY, township: `${COUNTY}101`, gatewayId: 'gw-0' };
const SILENT = { info: () => {}, warn: () => {}, error: () => {} };
const PASSWORD = 'a bench of phones';

export async function measurePush({
  alerts,
  alertsPerS,
  database,
  guardians,
}: PushBenchOptions): Promise<PushRun> {
  const heardMs = new Map<string, number[]>();
  const service = createServer((request, response) => {
    // The topic of a push is the alert: it says which one without being decrypted.
    const topic = String(request.headers['topic']);
    heardMs.set(topic, [...(heardMs.get(topic) ?? []), performance.now()]);
    request.resume().on('end', () => response.writeHead(201).end());
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  const pushUrl = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  const ids = Array.from({ length: guardians }, (_, index) => `guardian-${index}`);
  const broker = await startBroker(brokerConfig(), { log: SILENT });
  const brokerUrl = `mqtt://127.0.0.1:${broker.tcpPort}`;
  const console_ = await startConsole(
    consoleConfigSchema.parse({
      ...{ version: 1, consoleId: 'bench', county: COUNTY, http: { port: 0, trustProxy: true }, database },
      ...{ guardianKey: PASSWORD, guardianBrokerUrl: `ws://127.0.0.1:${broker.wsPort}` },
      broker: { url: brokerUrl, username: 'console', password: PASSWORD },
      push: { endpoints: 'any' },
      guardians: ids.map((id) => ({ id, label: id, password: PASSWORD })),
    }),
    { log: SILENT, clock: { wallMs: () => Date.now() }, webRoot: null, firstSignIn: null },
  );
  const gateway = await mqtt.connectAsync(brokerUrl, { username: 'gateway/gw-0', password: PASSWORD });
  try {
    for (const [index, id] of ids.entries()) await subscribe(console_.url, id, `${pushUrl}/${index}`, index);
    const raisedMs = new Map<string, number>();
    for (let index = 0; index < alerts; index += 1) {
      const alertId = ulid();
      raisedMs.set(alertId, performance.now());
      await gateway.publishAsync(topics.alert(GATEWAY), payload(alertId, ids[index % ids.length] ?? ''), {
        qos: 1,
      });
      await delay(1000 / alertsPerS);
    }
    await delay(AFTER_MS);
    const tookMs = [...raisedMs].flatMap(([alertId, ms]) => {
      const [first] = heardMs.get(alertId) ?? [];
      return first === undefined ? [] : first - ms;
    });
    const twice = [...raisedMs.keys()].filter((alertId) => (heardMs.get(alertId)?.length ?? 0) > 1).length;
    return { p95Ms: percentile(tookMs, 0.95), lost: alerts - tookMs.length, twice };
  } finally {
    await gateway.endAsync(true);
    await console_.stop();
    await broker.stop();
    service.closeAllConnections();
    service.close();
  }
}

export function pushFigures({ lost, p95Ms, twice }: PushRun): Figure[] {
  return [
    figure('raised to the push service, p95', p95Ms, 'ms', LIMIT_MS),
    figure('alerts whose push did not come', lost, '', 0),
    figure('alerts whose push came twice', twice, '', 0),
  ];
}

function brokerConfig() {
  return brokerServerConfigSchema.parse({
    ...{ version: 1, tcp: { port: 0 }, ws: { port: 0 }, guardianKey: PASSWORD },
    accounts: [
      { username: 'gateway/gw-0', password: PASSWORD, role: { kind: 'gateway', gateway: GATEWAY } },
      { username: 'console', password: PASSWORD, role: { kind: 'console', county: COUNTY } },
    ],
  });
}

/** As many addresses as guardians: sign-ins are limited by address. */
async function subscribe(url: string, guardianId: string, endpoint: string, index: number): Promise<void> {
  const head = {
    'content-type': 'application/json',
    'x-forwarded-for': `198.18.${Math.floor(index / 250)}.${(index % 250) + 1}`,
  };
  const signed = await fetch(`${url}/api/guardian/session`, {
    ...{ method: 'POST', headers: head, body: JSON.stringify({ guardianId, password: PASSWORD }) },
  });
  const cookie = signed.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const browser = createECDH('prime256v1');
  browser.generateKeys();
  const keys = { p256dh: browser.getPublicKey('base64url'), auth: randomBytes(16).toString('base64url') };
  const answer = await fetch(`${url}/api/guardian/push`, {
    ...{
      method: 'PUT',
      headers: { ...head, cookie },
      body: JSON.stringify({ endpoint, keys, language: 'zh' }),
    },
  });
  if (!answer.ok) throw new Error(`the subscription of ${guardianId} was answered ${answer.status}`);
}

function payload(alertId: string, guardianId: string): string {
  const at = new Date().toISOString();
  const alert = sampleAlert({ alertId, occurredAt: at, raisedAt: at, guardianIds: [guardianId] });
  const head = { id: alertId, source: 'gateway/gw-0', type: 'shouwang.alert.v1', time: at } as const;
  return JSON.stringify(makeEnvelope({ ...head, outboxat: at, publishedat: at }, alert));
}
