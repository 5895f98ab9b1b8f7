/**
 * Two witnesses of the demo that do what the pages do: a board (signs in, listens on the live WebSocket) and a phone
 * (signs in, takes its MQTT credentials, listens to its topic). They note when each event of an alert reaches them.
 */
import mqtt, { type MqttClient } from 'mqtt';
import WebSocket from 'ws';
import { readEnvelope } from '../contracts/envelope.ts';
import { LIVE_PATH, liveMessageSchema } from '../contracts/live.ts';
import type { GuardianAlert } from '../contracts/messages.ts';
import { type AlertView, type GatewayView, type GuardianSession, ROUTES } from '../contracts/rest.ts';

export interface ObserverHooks {
  /** The board was told of an alert or of a change to it. */
  readonly onBoard: (view: AlertView, atMs: number) => void;
  readonly onGateway: (view: GatewayView) => void;
  readonly onPhone: (alert: GuardianAlert, atMs: number) => void;
}

export interface Observer {
  /** Of the signed-in administrator of the demo. */
  readonly cookie: string;
  stop(): Promise<void>;
}

export interface ObserverOptions {
  readonly consoleUrl: string;
  readonly operator: { readonly username: string; readonly password: string };
  readonly guardian: { readonly id: string; readonly password: string };
  readonly hooks: ObserverHooks;
  readonly signal: AbortSignal;
}

const RETRY_MS = 300;

export async function observe(options: ObserverOptions): Promise<Observer> {
  await waitUntilServing(options);
  const [board, phone] = await Promise.all([openBoard(options), openPhone(options)]);
  return {
    cookie: board.cookie,
    stop: async () => {
      board.socket.close();
      await phone.endAsync(true).catch(() => {});
    },
  };
}

async function waitUntilServing({ consoleUrl, signal }: ObserverOptions): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const answer = await fetch(`${consoleUrl}${ROUTES.health.path}`, { signal }).catch(() => undefined);
    if (answer?.ok) return;
    signal.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

async function openBoard(
  options: ObserverOptions,
): Promise<{ readonly socket: WebSocket; readonly cookie: string }> {
  const { consoleUrl, operator, hooks, signal } = options;
  const { cookie } = await post(`${consoleUrl}${ROUTES.signIn.path}`, operator, signal);
  const url = new URL(LIVE_PATH, consoleUrl);
  url.protocol = 'ws:';
  const socket = new WebSocket(url, { headers: { cookie, origin: consoleUrl } });
  socket.on('message', (data) => {
    const atMs = Date.now();
    const message = liveMessageSchema.parse(JSON.parse(String(data)));
    if (message.kind === 'alert') hooks.onBoard(message.view, atMs);
    if (message.kind === 'gateway') hooks.onGateway(message.view);
    if (message.kind !== 'snapshot') return;
    for (const view of message.alerts) hooks.onBoard(view, atMs);
    for (const view of message.gateways) hooks.onGateway(view);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return { socket, cookie };
}

async function openPhone(options: ObserverOptions): Promise<MqttClient> {
  const { consoleUrl, guardian, hooks, signal } = options;
  const { body } = await post(
    `${consoleUrl}${ROUTES.guardianSignIn.path}`,
    { guardianId: guardian.id, password: guardian.password },
    signal,
  );
  const session = body as GuardianSession;
  const client = mqtt.connect(session.mqtt.url, {
    protocolVersion: 4,
    clientId: `guardian-${guardian.id}-demo-witness`,
    clean: true,
    username: session.mqtt.username,
    password: session.mqtt.password,
    reconnectPeriod: 500,
  });
  client.on('message', (_topic, payload) => {
    const atMs = Date.now();
    hooks.onPhone(readEnvelope('shouwang.guardian-alert.v1', payload).data, atMs);
  });
  await new Promise<void>((resolve, reject) => {
    client.once('connect', () => resolve());
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  await client.subscribeAsync(session.mqtt.alertTopic, { qos: 1 });
  return client;
}

async function post(
  url: string,
  body: unknown,
  signal: AbortSignal,
): Promise<{ cookie: string; body: unknown }> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: new URL(url).origin },
    body: JSON.stringify(body),
    signal,
  });
  if (!answer.ok) throw new Error(`${new URL(url).pathname} answered ${answer.status}`);
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  return { cookie, body: await answer.json() };
}
