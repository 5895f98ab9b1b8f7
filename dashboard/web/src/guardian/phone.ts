/**
 * A guardian's line to the broker: MQTT over WebSocket with a persistent session under an id of this browser, so that the
 * broker keeps what comes while the page is away. Answers go to the console itself (outbox.ts); when it cannot be reached, they
 * are told to the village here as well, which then need not wait for it.
 */
import mqtt, { type MqttClient } from 'mqtt';
import { ulid } from 'ulid';
import type { Envelope } from '../../../../edge-config/contracts/envelope.ts';
import type { GuardianAlert } from '../../../../edge-config/contracts/messages.ts';
import type { GuardianSession } from '../../../../edge-config/contracts/rest.ts';
import type { QueuedAnswer } from './outbox.ts';
import { readAlert } from './read-alert.ts';

export interface PhoneHooks {
  readonly onConnected: (connected: boolean) => void;
  readonly onAlert: (alert: GuardianAlert) => void;
  /** Something about an alert has changed; the console tells what. */
  readonly onNews: () => void;
}

const RECONNECT_MS = 2000;
const KEEP_ALIVE_S = 20;

export class Phone {
  readonly #session: GuardianSession;
  readonly #client: MqttClient;

  constructor(session: GuardianSession, hooks: PhoneHooks) {
    this.#session = session;
    const { alertTopic, newsTopic, password, url, username } = session.mqtt;
    const client = mqtt.connect(url, {
      protocolVersion: 4,
      clientId: clientId(session.guardianId),
      clean: false,
      username,
      password,
      keepalive: KEEP_ALIVE_S,
      reconnectPeriod: RECONNECT_MS,
      resubscribe: false,
      // Refused today is not refused for ever.
      reconnectOnConnackError: true,
    });
    this.#client = client;
    client.on('connect', () => {
      client.subscribeAsync(alertTopic, { qos: 1 }).then(
        () => hooks.onConnected(true),
        () => hooks.onConnected(false),
      );
      // A broker of an older set-up refuses it: then the page asks as often as before.
      client.subscribeAsync(newsTopic, { qos: 1 }).catch(() => {});
    });
    client.on('close', () => hooks.onConnected(false));
    // Each failure is followed by `close` and the next try.
    client.on('error', () => {});
    client.on('message', (topic, payload) => {
      if (topic === newsTopic) {
        hooks.onNews();
        return;
      }
      const alert = readAlert(new TextDecoder().decode(payload));
      if (alert !== undefined) hooks.onAlert(alert);
    });
  }

  /** Does nothing while there is no connection: the answer waits in the outbox anyway. */
  relay({ action, actionId, alertId, at }: QueuedAnswer): void {
    if (!this.#client.connected) return;
    const { guardianId, mqtt: line } = this.#session;
    const envelope: Envelope<'shouwang.guardian-action.v1'> = {
      specversion: '1.0',
      id: ulid(),
      source: `guardian/${guardianId}`,
      type: 'shouwang.guardian-action.v1',
      time: at,
      datacontenttype: 'application/json',
      data: { actionId, alertId, guardianId, action, at },
    };
    this.#client.publish(line.actionTopic, JSON.stringify(envelope), { qos: 1 });
  }

  close(): void {
    this.#client.end(true);
  }
}

/** One id per browser: the broker keeps this browser's session under it. */
function clientId(guardianId: string): string {
  const key = `shouwang.client.${guardianId}`;
  const id = localStorage.getItem(key) ?? `guardian-${guardianId}-${ulid()}`;
  localStorage.setItem(key, id);
  return id;
}
