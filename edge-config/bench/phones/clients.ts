/**
 * Families' phones in a county's number: as many MQTT sessions over WebSocket as there are guardians, each with its own
 * password and topics. Measured is the way from a gateway's publishing to phones that the county has bound, through the
 * console and its database; and from one guardian's answer to the phone of another and to a board.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import mqtt, { type MqttClient } from 'mqtt';
import { ulid } from 'ulid';
import { guardianPassword, guardianUsername } from '../../../dashboard/broker/guardian-password.ts';
import { type Envelope, makeEnvelope } from '../../contracts/envelope.ts';
import { ShouwangError } from '../../contracts/errors.ts';
import { topics } from '../../contracts/topics.ts';
import { findPostgres, PostgresServer } from '../../faults/postgres.ts';
import { type Figure, figure, percentile } from '../county/report.ts';
import { sampleAlert } from '../county/seed.ts';
import { type Board, GATEWAY, KEY, openBoard, PLACE, type Room, startRoom } from './room.ts';

export interface ClientsOptions {
  /** Phones that are connected; two of each household. */
  readonly clients: number;
  readonly alerts: number;
  readonly say: (line: string) => void;
}

const RAISED_LIMIT_MS = 1000;
const ANSWERED_LIMIT_MS = 2000;
/** Between two alerts: a county in a bad hour. */
const EVERY_MS = 200;
/** News of the raise itself has come by then: what comes afterwards is of the answer. */
const SETTLED_MS = 1000;
/** What comes later is lost for the bench. */
const GIVE_UP_MS = 10_000;
const POLL_MS = 20;
/** Connecting at the same time. */
const AT_ONCE = 50;

interface Phone {
  readonly guardianId: string;
  readonly client: MqttClient;
  /** When this phone was first told of an alert, and when it heard news of it; ms of this process's clock. */
  readonly toldMs: Map<string, number>;
  readonly newsMs: Map<string, number[]>;
}

/** @throws ShouwangError BENCH_UNSUPPORTED, BENCH_FAILED */
export async function measureClients({ alerts, clients, say }: ClientsOptions): Promise<Figure[]> {
  const programs = findPostgres();
  if (programs === undefined) throw new ShouwangError('BENCH_UNSUPPORTED', 'needs PostgreSQL');
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-bench-'));
  // PostgreSQL runs as another user.
  chmodSync(folder, 0o711);
  const postgres = await PostgresServer.create(programs, join(folder, 'postgres'));
  const phones: Phone[] = [];
  let room: Room | undefined;
  try {
    room = await startRoom(folder, postgres.url, clients);
    say(`${clients} phones connect`);
    phones.push(...(await connectAll(room.wsUrl, clients)));
    const board = await openBoard(room.consoleUrl);
    say(`${alerts} alerts`);
    return await raiseAndAnswer(room.brokerUrl, { alerts, clients, phones, board });
  } finally {
    for (const { client } of phones) client.end(true);
    await room?.stop();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Run {
  readonly alerts: number;
  readonly clients: number;
  readonly phones: readonly Phone[];
  readonly board: Board;
}

async function raiseAndAnswer(brokerUrl: string, run: Run): Promise<Figure[]> {
  const gateway = await mqtt.connectAsync(brokerUrl, { ...GATEWAY, clientId: 'gateway-gw-0' });
  const tookMs = { toPhones: [] as number[], toOthers: [] as number[], toBoard: [] as number[] };
  let lost = 0;
  const note = (list: number[], fromMs: number, atMs: number | undefined): void => {
    if (atMs === undefined) lost += 1;
    else list.push(atMs - fromMs);
  };
  const one = async (index: number): Promise<void> => {
    const household = index % (run.clients / 2);
    const [first, second] = run.phones.slice(household * 2);
    if (first === undefined || second === undefined) return;
    const alertId = ulid();
    const raisedMs = performance.now();
    await gateway.publishAsync(topics.alert(PLACE), alertOf(alertId, household), { qos: 1 });
    for (const phone of [first, second]) {
      note(tookMs.toPhones, raisedMs, await until(() => phone.toldMs.get(alertId)));
    }
    await delay(SETTLED_MS);
    const answeredMs = performance.now();
    const topic = topics.guardianAction(first.guardianId);
    await first.client.publishAsync(topic, answerOf(alertId, first), { qos: 1 });
    const isOfAnswer = (atMs: number): boolean => atMs > answeredMs;
    note(tookMs.toOthers, answeredMs, await until(() => second.newsMs.get(alertId)?.find(isOfAnswer)));
    note(tookMs.toBoard, answeredMs, await until(() => run.board.answeredMs.get(alertId)));
  };
  const running: Promise<void>[] = [];
  for (let index = 0; index < run.alerts; index += 1) {
    running.push(one(index));
    await delay(EVERY_MS);
  }
  await Promise.all(running);
  await gateway.endAsync();
  const p95 = (list: readonly number[]): number => percentile(list, 0.95);
  return [
    figure(`raised to phone, ${run.clients} connected, p95`, p95(tookMs.toPhones), 'ms', RAISED_LIMIT_MS),
    figure('answer to the other phone of the household, p95', p95(tookMs.toOthers), 'ms', ANSWERED_LIMIT_MS),
    figure('answer to the board, p95', p95(tookMs.toBoard), 'ms', ANSWERED_LIMIT_MS),
    figure('phones and boards that were not told', lost, '', 0),
  ];
}

function alertOf(alertId: string, household: number): string {
  const at = new Date().toISOString();
  const alert = sampleAlert({ alertId, householdId: `home-${household}`, occurredAt: at, raisedAt: at });
  const head = { id: alertId, source: PLACE.gatewayId, type: 'shouwang.alert.v1', time: at } as const;
  return JSON.stringify(makeEnvelope({ ...head, outboxat: at, publishedat: at }, alert));
}

function answerOf(alertId: string, { guardianId }: Phone): string {
  const at = new Date().toISOString();
  const type = 'shouwang.guardian-action.v1';
  const head = { id: ulid(), source: `guardian/${guardianId}`, type, time: at } as const;
  return JSON.stringify(makeEnvelope(head, { actionId: ulid(), alertId, guardianId, action: 'going', at }));
}

async function until(look: () => number | undefined): Promise<number | undefined> {
  const giveUpMs = performance.now() + GIVE_UP_MS;
  for (;;) {
    const found = look();
    if (found !== undefined || performance.now() > giveUpMs) return found;
    await delay(POLL_MS);
  }
}

async function connectAll(url: string, clients: number): Promise<Phone[]> {
  const phones: Phone[] = [];
  for (let from = 0; from < clients; from += AT_ONCE) {
    const count = Math.min(AT_ONCE, clients - from);
    const ids = Array.from({ length: count }, (_, index) => `guardian-${from + index}`);
    phones.push(...(await Promise.all(ids.map((guardianId) => connect(url, guardianId)))));
  }
  return phones;
}

async function connect(url: string, guardianId: string): Promise<Phone> {
  const client = await mqtt.connectAsync(url, {
    ...{ clientId: `guardian-${guardianId}`, clean: false, protocolVersion: 4, keepalive: 60 },
    ...{ username: guardianUsername(guardianId), password: guardianPassword(KEY, guardianId) },
  });
  const phone: Phone = { guardianId, client, toldMs: new Map(), newsMs: new Map() };
  client.on('message', (topic, payload) => {
    const atMs = performance.now();
    const { data } = JSON.parse(payload.toString()) as Envelope<'shouwang.guardian-news.v1'>;
    if (topic === topics.guardianNews(guardianId)) {
      phone.newsMs.set(data.alertId, [...(phone.newsMs.get(data.alertId) ?? []), atMs]);
    } else if (!phone.toldMs.has(data.alertId)) {
      phone.toldMs.set(data.alertId, atMs);
    }
  });
  const own = [topics.guardianAlert(guardianId), topics.guardianNews(guardianId)];
  await client.subscribeAsync(own, { qos: 1 });
  return phone;
}
