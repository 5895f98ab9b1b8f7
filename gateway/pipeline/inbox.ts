/** What reaches the gateway over MQTT: receipts, what people did, commands. What does not parse is counted, logged once, and dropped. */
import { ulid } from 'ulid';
import type { EdgeConfig } from '../../edge-config/contracts/config.ts';
import { makeEnvelope, readEnvelope } from '../../edge-config/contracts/envelope.ts';
import type { Command, HumanMessage, Reply } from '../../edge-config/contracts/messages.ts';
import { type GatewayAddress, parseTopic, topics } from '../../edge-config/contracts/topics.ts';
import type { Clock, Publisher } from '../ports.ts';
import type { AlertService } from './alert-service.ts';
import type { Delivery } from './delivery.ts';
import type { LiveViews } from './live-views.ts';

export interface InboxOptions {
  readonly config: EdgeConfig;
  readonly address: GatewayAddress;
  readonly clock: Clock;
  readonly publisher: Publisher;
  readonly delivery: Delivery;
  readonly alerts: AlertService;
  readonly live: Pick<LiveViews, 'start' | 'stop'>;
  readonly hooks: {
    readonly onHuman: (message: HumanMessage) => void;
    /** What the console's clock showed when it wrote a message that arrives now; told before the message is obeyed. */
    readonly onConsoleTime: (wallMs: number) => void;
    readonly onMalformed: (topic: string, error: unknown) => void;
  };
}

export class Inbox {
  readonly #options: InboxOptions;

  constructor(options: InboxOptions) {
    this.#options = options;
  }

  receive(topic: string, payload: Buffer): void {
    const { delivery, hooks } = this.#options;
    try {
      switch (parseTopic(topic)?.kind) {
        case 'receipt': {
          const { data, time } = readEnvelope('shouwang.receipt.v1', payload);
          hooks.onConsoleTime(Date.parse(time));
          delivery.receipt(data);
          return;
        }
        case 'consoleStatus': {
          const { data, time } = readEnvelope('shouwang.console-status.v1', payload);
          hooks.onConsoleTime(Date.parse(time));
          delivery.console(data);
          return;
        }
        case 'human':
          hooks.onHuman(readEnvelope('shouwang.human.v1', payload).data);
          return;
        case 'command':
          this.#obey(readEnvelope('shouwang.command.v1', payload).data);
      }
    } catch (error) {
      hooks.onMalformed(topic, error);
    }
  }

  #obey(command: Command): void {
    const { config, live } = this.#options;
    const { commandId } = command;
    switch (command.kind) {
      case 'config_get':
        this.#reply({ commandId, ok: true, code: null, result: withoutSecrets(config) });
        return;
      case 'test_alert':
        this.#testAlert(command);
        return;
      case 'live_start': {
        const code = live.start(command);
        this.#reply({ commandId, ok: code === null, code, result: null });
        return;
      }
      case 'live_stop':
        live.stop(command.viewId);
        this.#reply({ commandId, ok: true, code: null, result: null });
    }
  }

  #testAlert({ cameraId, commandId, status }: Extract<Command, { kind: 'test_alert' }>): void {
    const { config, alerts } = this.#options;
    const camera = config.cameras.find((item) => item.id === cameraId);
    if (camera === undefined) {
      this.#reply({ commandId, ok: false, code: 'NOT_FOUND', result: null });
      return;
    }
    const { alertId } = alerts.raiseTest(camera, status);
    this.#reply({ commandId, ok: true, code: null, result: { alertId } });
  }

  #reply(reply: Reply): void {
    const { address, clock, publisher } = this.#options;
    const envelope = makeEnvelope(
      {
        id: ulid(),
        source: address.gatewayId,
        type: 'shouwang.reply.v1',
        time: new Date(clock.wallMs()).toISOString(),
      },
      reply,
    );
    // The asker asks again when no answer comes.
    publisher.publish(topics.reply(address), JSON.stringify(envelope)).catch(() => {});
  }
}

/** The config as others may see it: no password, no address with credentials. */
function withoutSecrets(config: EdgeConfig): Record<string, unknown> {
  const { broker, ...rest } = config;
  return {
    ...rest,
    broker: { url: withoutCredentials(broker.url) },
    cameras: config.cameras.map(({ username: _user, password: _password, url, ...camera }) => ({
      ...camera,
      url: withoutCredentials(url),
    })),
  };
}

function withoutCredentials(address: string): string {
  const url = new URL(address);
  url.username = '';
  url.password = '';
  return url.href;
}
