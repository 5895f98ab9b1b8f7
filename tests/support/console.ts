/** A console with its broker for tests: real PGlite, real MQTT, real HTTP on free ports. */

import type { MqttClient } from 'mqtt';
import { onTestFinished } from 'vitest';
import WebSocket from 'ws';
import type { z } from 'zod';
import { startBroker } from '../../dashboard/broker/broker.ts';
import { guardianPassword } from '../../dashboard/broker/guardian-password.ts';
import { type Console, startConsole } from '../../dashboard/server/console.ts';
import {
  brokerServerConfigSchema,
  type ConsoleConfig,
  consoleConfigSchema,
} from '../../edge-config/contracts/console-config.ts';
import { makeEnvelope } from '../../edge-config/contracts/envelope.ts';
import { type LiveMessage, liveMessageSchema } from '../../edge-config/contracts/live.ts';
import type { Alert, MessageData, MessageType } from '../../edge-config/contracts/messages.ts';
import type { AlertView } from '../../edge-config/contracts/rest.ts';
import { LIVE_PATH } from '../../edge-config/contracts/timing.ts';
import { gatewayRoot } from '../../edge-config/contracts/topics.ts';
import { connect, type Heard } from './mqtt.ts';
import { silentLog } from './silent-log.ts';
import { copyTemplate } from './template-database.ts';

export const GATEWAY = { county: '520602', township: '520602101', gatewayId: 'gw-1' };
export const ROOT = 'shouwang/v1/520602/520602101/gw-1';
const GUARDIAN_KEY = 'a key of the test';
export const OPERATOR = { username: 'operator', password: 'operator password' };
/** People of the county by what they may; their passwords are their names. */
export const PEOPLE = {
  administrator: { role: 'administrator', division: '' },
  auditor: { role: 'auditor', division: '' },
  responder: { role: 'responder', division: '520602101' },
  elsewhere: { role: 'operator', division: '520603' },
  township: { role: 'operator', division: '520602101' },
  village: { role: 'operator', division: '520602101001' },
} as const;
export const GUARDIAN = { guardianId: 'guardian-1', password: 'guardian password' };

export interface TestConsole {
  readonly url: string;
  readonly brokerUrl: string;
  readonly log: ReturnType<typeof silentLog>;
  readonly console: Console;
  /** Puts the console's clock forward. */
  advance(ms: number): void;
  /** The console's clock. */
  nowMs(): number;
  gateway(id?: 'gw-1' | 'gw-2'): Promise<MqttClient & { heard: Heard[] }>;
  guardian(id?: string): Promise<MqttClient & { heard: Heard[] }>;
  /** Cookie of a signed-in operator; the same one each time, since sign-ins are limited. */
  operatorCookie(): Promise<string>;
  cookieOf(person: keyof typeof PEOPLE): Promise<string>;
  board(cookie: string): Promise<LiveMessage[]>;
  /** The broker is away while `work` runs, and comes back at the same address without any session. */
  withoutBroker(work: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

export async function startTestConsole(
  database: ConsoleConfig['database'],
  webRoot: string | null = null,
  port = 0,
  /** Beside what every test console has. */
  more: Partial<z.input<typeof consoleConfigSchema>> = {},
): Promise<TestConsole> {
  const brokerConfig = brokerServerConfigSchema.parse({
    version: 1,
    tcp: { port: 0 },
    ws: { port: 0 },
    guardianKey: GUARDIAN_KEY,
    accounts: [
      ...['gw-1', 'gw-2'].map((gatewayId) => ({
        username: `gateway/${gatewayId}`,
        password: 'gateway password',
        role: {
          kind: 'gateway' as const,
          gateway: { ...GATEWAY, gatewayId },
          guardianIds: ['guardian-1'],
        },
      })),
      { username: 'console', password: 'console password', role: { kind: 'console', county: '520602' } },
    ],
  });
  if (database.kind === 'embedded') copyTemplate(database.directory);
  const log = silentLog();
  let aheadMs = 0;
  const nowMs = (): number => Date.now() + aheadMs;
  let broker = await startBroker(brokerConfig, { log });
  const brokerUrl = `mqtt://127.0.0.1:${broker.tcpPort}`;
  const console_ = await startConsole(
    consoleConfigSchema.parse({
      version: 1,
      consoleId: 'test',
      county: '520602',
      http: { port },
      database,
      broker: { url: brokerUrl, username: 'console', password: 'console password' },
      guardianBrokerUrl: `ws://127.0.0.1:${broker.wsPort}`,
      guardianKey: GUARDIAN_KEY,
      users: [
        { ...OPERATOR, displayName: '值班员', role: 'operator' },
        ...Object.entries(PEOPLE).map(([username, person]) => ({
          ...person,
          ...{ username, password: username, displayName: username },
        })),
      ],
      guardians: [{ id: GUARDIAN.guardianId, label: '女儿', password: GUARDIAN.password }],
      ...more,
    }),
    { log, clock: { wallMs: nowMs }, webRoot, firstSignIn: null },
  ).catch(async (error: unknown) => {
    await broker.stop();
    throw error;
  });
  const cookies = new Map<string, Promise<string>>();
  const cookieOf = (username: string, password: string): Promise<string> => {
    const known = cookies.get(username) ?? signIn(`${console_.url}/api/session`, { username, password });
    cookies.set(username, known);
    return known;
  };
  return {
    url: console_.url,
    brokerUrl,
    log,
    console: console_,
    advance: (ms) => {
      aheadMs += ms;
    },
    nowMs,
    gateway: async (id = 'gw-1') => {
      const client = await connect(brokerUrl, { username: `gateway/${id}`, password: 'gateway password' });
      const root = gatewayRoot({ ...GATEWAY, gatewayId: id });
      await client.subscribeAsync([`${root}/receipt`, `${root}/human`], { qos: 1 });
      return client;
    },
    guardian: (id = 'guardian-1') =>
      connect(brokerUrl, { username: `guardian/${id}`, password: guardianPassword(GUARDIAN_KEY, id) }),
    operatorCookie: () => cookieOf(OPERATOR.username, OPERATOR.password),
    cookieOf: (person) => cookieOf(person, person),
    board: (cookie) => openBoard(console_.url, cookie),
    withoutBroker: async (work) => {
      const { tcp, ws } = brokerConfig;
      const ports = { tcp: { ...tcp, port: broker.tcpPort }, ws: { ...ws, port: broker.wsPort } };
      await broker.stop();
      await work();
      broker = await startBroker({ ...brokerConfig, ...ports }, { log });
    },
    stop: async () => {
      await console_.stop();
      await broker.stop();
    },
  };
}

export async function signIn(url: string, body: object): Promise<string> {
  const answer = await send(url, 'POST', body);
  if (answer.status !== 200) throw new Error(`sign-in answered ${answer.status}`);
  return answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
}

export function send(url: string, method: string, body?: unknown, cookie = ''): Promise<Response> {
  return fetch(url, {
    method,
    headers: { cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

async function openBoard(url: string, cookie: string): Promise<LiveMessage[]> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}${LIVE_PATH}`, {
    headers: { cookie, origin: url },
  });
  onTestFinished(() => socket.terminate());
  const messages: LiveMessage[] = [];
  socket.on('message', (data) => messages.push(liveMessageSchema.parse(JSON.parse(String(data)))));
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve());
    socket.once('error', reject);
  });
  return messages;
}

/** The newest view of an alert that a board was told. */
export function newestView(messages: readonly LiveMessage[], alertId: string): AlertView | undefined {
  return messages
    .flatMap((message) => (message.kind === 'alert' ? [message.view] : []))
    .filter((view) => view.alert.alertId === alertId)
    .at(-1);
}

export function payload<T extends MessageType>(type: T, data: MessageData<T>, extras: object = {}): string {
  const header = { id: 'test', source: 'test', type, time: '2026-03-01T08:00:10.000Z', ...extras };
  return JSON.stringify(makeEnvelope(header, data));
}

export function alertPayload(alert: Alert): string {
  return payload('shouwang.alert.v1', alert, {
    outboxat: '2026-03-01T08:00:10.100Z',
    publishedat: '2026-03-01T08:00:10.200Z',
  });
}

/** Messages that the console has put aside since its start. */
export async function countDeadLetters(consoleUrl: string): Promise<number> {
  const text = await (await send(`${consoleUrl}/metrics`, 'GET')).text();
  const lines = [...text.matchAll(/^shouwang_console_dead_letters_total\{.*\} (\d+)$/gm)];
  return lines.reduce((sum, [, count]) => sum + Number(count), 0);
}
