/**
 * The console's broker connection: persistent session, so that the broker keeps what comes while the console is away,
 * and PUBACK only after the commit, so that what was not committed comes again.
 */
import { setTimeout as delay } from 'node:timers/promises';
import mqtt, { type MqttClient } from 'mqtt';
import { ulid } from 'ulid';
import type { BrokerConfig } from '../../../edge-config/contracts/config.ts';
import { makeEnvelope } from '../../../edge-config/contracts/envelope.ts';
import type { ConsoleStart, ConsoleStatus } from '../../../edge-config/contracts/messages.ts';
import { consoleSubscriptions, topics } from '../../../edge-config/contracts/topics.ts';
import { brokerOptions } from '../../../edge-config/load/broker.ts';
import { RETURN_MS } from '../../../edge-config/load/broker-order.ts';
import type { Metrics } from '../metrics.ts';
import type { Log, WallClock } from '../ports.ts';
import { untilTaken } from './retry.ts';

export interface ConnectionOptions {
  readonly consoleId: string;
  readonly county: string;
  readonly broker: BrokerConfig;
  readonly clock: WallClock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly starts: () => readonly ConsoleStart[];
  /** Resolves when the message is in safe hands; while it rejects, it is tried again and nothing after it is read. */
  readonly receive: (topic: string, payload: Buffer, isRetained: boolean) => Promise<void>;
  readonly onChange: () => void;
}

const RECONNECT_MS = 1000;
/** A broker that does not take leave within this is left without. */
const FAREWELL_MS = 1000;

export class BrokerConnection {
  readonly #options: ConnectionOptions;
  readonly #stopping = new AbortController();
  #client: MqttClient | undefined;
  #subscribed = false;
  #returning: NodeJS.Timeout | undefined;
  #hearingSinceMs: number | null = null;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  get connected(): boolean {
    return this.#subscribed && this.#client?.connected === true;
  }

  /** Wall time since which messages reach this console; null while they do not. */
  get hearingSinceMs(): number | null {
    return this.connected ? this.#hearingSinceMs : null;
  }

  start(): void {
    const { broker, consoleId, county, log } = this.#options;
    const { username, password } = broker;
    const { order, ...options } = brokerOptions(broker);
    const client = mqtt.connect(broker.url, {
      protocolVersion: 4,
      clientId: `console-${consoleId}`,
      clean: false,
      keepalive: broker.keepAliveS,
      reconnectPeriod: RECONNECT_MS,
      resubscribe: false,
      // A broker that refuses now may have been started without its passwords: it is asked again.
      reconnectOnConnackError: true,
      will: {
        topic: topics.consoleStatus(consoleId),
        payload: this.#status('offline'),
        qos: 1,
        retain: true,
      },
      queueQoSZero: false,
      ...options,
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
    });
    this.#client = client;
    client.handleMessage = (packet, done) => {
      this.#handle(packet.topic, Buffer.from(packet.payload), packet.retain).then(
        () => done(),
        (error: unknown) => done(error as Error),
      );
    };
    client.on('connect', () => {
      client
        .subscribeAsync(consoleSubscriptions(county), { qos: 1 })
        .then(() => {
          this.#become(true);
          return this.tellStatus();
        })
        .catch((error: unknown) => {
          log.error({ error }, 'the broker refuses the subscription');
          client.reconnect();
        });
    });
    client.on('close', () => {
      order.ended(this.#subscribed);
      this.#become(false);
    });
    this.#returning = setInterval(() => order.return(client), RETURN_MS);
    let lastTrouble = '';
    client.on('error', (error) => {
      const code = String((error as { code?: unknown }).code ?? error.message);
      if (code !== lastTrouble) log.warn({ code }, 'broker trouble');
      lastTrouble = code;
    });
  }

  /** QoS 1; rejects when offline. */
  async publish(topic: string, payload: string, { retain = false } = {}): Promise<void> {
    if (this.#client === undefined || !this.connected) throw new Error('not connected');
    await this.#client.publishAsync(topic, payload, { qos: 1, retain });
  }

  /** That this console listens, and its history. */
  tellStatus(): Promise<void> {
    const topic = topics.consoleStatus(this.#options.consoleId);
    return this.publish(topic, this.#status('online'), { retain: true });
  }

  async stop(): Promise<void> {
    const { consoleId } = this.#options;
    // Said before, not after: from then on the gateways keep what they have.
    const farewell = this.publish(topics.consoleStatus(consoleId), this.#status('offline'), { retain: true });
    await Promise.race([farewell.catch(() => {}), delay(FAREWELL_MS)]);
    this.#stopping.abort();
    clearInterval(this.#returning);
    await this.#client?.endAsync(true).catch(() => {});
  }

  #status(state: ConsoleStatus['state']): string {
    const { clock, consoleId, starts } = this.#options;
    const time = new Date(clock.wallMs()).toISOString();
    const head = {
      id: ulid(),
      source: `console/${consoleId}`,
      type: 'shouwang.console-status.v1',
      time,
    } as const;
    return JSON.stringify(makeEnvelope(head, { consoleId, state, starts: [...starts()] }));
  }

  /** Ends with an error only when stopping: the broker then keeps the message for the next start. */
  #handle(topic: string, payload: Buffer, isRetained: boolean): Promise<void> {
    const { receive, log, metrics } = this.#options;
    return untilTaken(() => receive(topic, payload, isRetained), {
      signal: this.#stopping.signal,
      onRefused: (error, attempt) => {
        if (attempt === 0) log.error({ topic, error }, 'the database refuses; the message waits');
        metrics.ingestRetries.inc();
      },
    });
  }

  #become(subscribed: boolean): void {
    if (subscribed === this.#subscribed) return;
    this.#subscribed = subscribed;
    this.#hearingSinceMs = subscribed ? this.#options.clock.wallMs() : null;
    this.#options.log.info({}, subscribed ? 'broker connected' : 'broker connection lost');
    this.#options.metrics.brokerConnected.set(subscribed ? 1 : 0);
    this.#options.onChange();
  }
}
