/**
 * The gateway's broker connection: MQTT 3.1.1, a stable client id and a persistent session (clean session off), a
 * retained Last Will and a retained birth. Publishing while offline is refused: the outbox keeps what waits, this
 * connection keeps nothing.
 */
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import type { BrokerConfig } from '../../../edge-config/contracts/config.ts';
import { brokerOptions } from '../../../edge-config/load/broker.ts';
import { RETURN_MS } from '../../../edge-config/load/broker-order.ts';
import type { Publisher } from '../../ports.ts';

export interface MqttPublisherOptions {
  readonly url: string;
  readonly fallbackUrls: BrokerConfig['fallbackUrls'];
  readonly tls?: BrokerConfig['tls'];
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly keepAliveS: number;
  /** How often a later broker is left for the first; five minutes unless told. */
  readonly returnMs?: number;
  /** Stable over restarts: the broker keeps this client's session under it. */
  readonly clientId: string;
  /** Retained; the broker publishes it when this client vanishes. Asked for once, at the start. */
  readonly will: { readonly topic: string; readonly payload: () => string };
  readonly subscriptions: readonly string[];
  /** After every connect and subscribe: birth, states, and what waits. */
  readonly onConnected: () => void;
  readonly onDisconnected: () => void;
  readonly onMessage: (topic: string, payload: Buffer) => void;
  /** The broker refused or could not be reached; told once per change. */
  readonly onTrouble: (code: 'BROKER_REFUSED' | 'BROKER_UNREACHABLE', detail: string) => void;
}

/**
 * Waits between attempts: quick at first, since most outages are short, then gently for the broker's sake; never so long
 * that an alert waits for more than ten seconds once the way is free. Spread by a fifth, so that a county's gateways do
 * not all come back at the same moment.
 */
const RECONNECT_MS = [500, 1000, 2000, 5000, 8000] as const;
const JITTER = 0.2;
/** TCP, TLS and CONNACK together: on a slow link with 2 s of latency they take 8. */
const CONNECT_TIMEOUT_MS = 12_000;
/** Acknowledgements that are still on their way get so long. */
const LEAVE_WITHIN_MS = 3000;
/** CONNACK return codes 4 and 5 (MQTT 3.1.1 table 3.1), and what MQTT 5 brokers answer with. */
const REFUSED_CODES: ReadonlySet<number> = new Set([4, 5, 134, 135]);

export class MqttPublisher implements Publisher {
  readonly #options: MqttPublisherOptions;
  #client: MqttClient | undefined;
  #failures = 0;
  #returning: NodeJS.Timeout | undefined;
  #lastTrouble = '';
  /** Subscribed as well: before that, receipts would be missed. */
  #ready = false;
  readonly #unacknowledged = new Set<(error: Error) => void>();

  constructor(options: MqttPublisherOptions) {
    this.#options = options;
  }

  get connected(): boolean {
    return this.#ready && this.#client?.connected === true;
  }

  start(): void {
    const { url, username, password, keepAliveS, clientId, will, returnMs = RETURN_MS } = this.#options;
    const { order, ...broker } = brokerOptions(this.#options);
    const options: IClientOptions = {
      protocolVersion: 4,
      clientId,
      clean: false,
      keepalive: keepAliveS,
      reconnectPeriod: RECONNECT_MS[0],
      connectTimeout: CONNECT_TIMEOUT_MS,
      queueQoSZero: false,
      resubscribe: false,
      // A broker that refuses now may have been started without its passwords: it is asked again.
      reconnectOnConnackError: true,
      will: { topic: will.topic, payload: Buffer.from(will.payload()), qos: 1, retain: true },
      ...broker,
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
    };
    const client = mqtt.connect(url, options);
    this.#client = client;
    client.on('connect', () => this.#subscribe(client));
    client.on('message', (topic, payload) => this.#options.onMessage(topic, payload));
    client.on('close', () => {
      order.ended(this.#ready);
      this.#closed(client);
    });
    this.#returning = setInterval(() => order.return(client), returnMs);
    client.on('error', (error) => this.#trouble(error));
  }

  publish(topic: string, payload: string | Buffer, options: { retain?: boolean } = {}): Promise<void> {
    const client = this.#client;
    if (client === undefined || !this.connected) return Promise.reject(new Error('not connected'));
    return new Promise((resolve, reject) => {
      this.#unacknowledged.add(reject);
      client.publish(topic, payload, { qos: 1, retain: options.retain ?? false }, (error) => {
        this.#unacknowledged.delete(reject);
        if (error) reject(error);
        else resolve();
      });
    });
  }

  /** Leaves in good order, if the broker takes leave soon; the caller has published its retained farewell. */
  async stop(): Promise<void> {
    const client = this.#client;
    clearInterval(this.#returning);
    if (client === undefined) return;
    // Without a connection there is nobody to take leave of, and waiting for acknowledgements would take for ever.
    const left = this.connected ? client.endAsync() : client.endAsync(true);
    const tooLong = setTimeout(() => client.end(true), LEAVE_WITHIN_MS);
    await left.catch(() => {});
    clearTimeout(tooLong);
    this.#ready = false;
  }

  #subscribe(client: MqttClient): void {
    client
      .subscribeAsync([...this.#options.subscriptions], { qos: 1 })
      .then(() => {
        this.#failures = 0;
        this.#lastTrouble = '';
        this.#ready = true;
        this.#options.onConnected();
      })
      // A connection that cannot hear receipts is of no use: drop it and try anew.
      .catch((error: unknown) => {
        this.#trouble(error);
        client.reconnect();
      });
  }

  #closed(client: MqttClient): void {
    const wasReady = this.#ready;
    this.#ready = false;
    this.#failures += 1;
    client.options.reconnectPeriod = reconnectMs(this.#failures, Math.random());
    for (const reject of this.#unacknowledged) {
      reject(new Error('the connection was lost before the acknowledgement'));
    }
    this.#unacknowledged.clear();
    if (wasReady) this.#options.onDisconnected();
  }

  #trouble(error: unknown): void {
    const code = (error as { code?: unknown }).code;
    const refused = typeof code === 'number' && REFUSED_CODES.has(code);
    const kind = refused ? 'BROKER_REFUSED' : 'BROKER_UNREACHABLE';
    const detail =
      typeof code === 'string' || typeof code === 'number' ? `code ${code}` : 'connection failed';
    if (this.#lastTrouble === `${kind} ${detail}`) return;
    this.#lastTrouble = `${kind} ${detail}`;
    this.#options.onTrouble(kind, detail);
  }
}

/** @param failures in a row, from 1. @param random 0..1. */
export function reconnectMs(failures: number, random: number): number {
  const index = Math.min(Math.max(failures, 1), RECONNECT_MS.length) - 1;
  return Math.round((RECONNECT_MS[index] ?? RECONNECT_MS[0]) * (1 + JITTER * (2 * random - 1)));
}
