/** The phone's line to the broker: a session that the broker keeps while the phone is away, answers with proof. */
import mqtt, { type MqttClient } from 'mqtt';
import { ulid } from 'ulid';
import type { Envelope } from '../../../../edge-config/contracts/envelope.ts';
import type { GuardianActionKind, GuardianAlert } from '../../../../edge-config/contracts/messages.ts';
import type { GuardianSession } from '../../../../edge-config/contracts/rest.ts';

export interface PhoneHooks {
  readonly onConnected: (connected: boolean) => void;
  readonly onAlert: (alert: GuardianAlert) => void;
}

const RECONNECT_MS = 2000;
const KEEP_ALIVE_S = 20;

export class Phone {
  readonly #session: GuardianSession;
  readonly #client: MqttClient;

  constructor(session: GuardianSession, hooks: PhoneHooks) {
    this.#session = session;
    const { url, username, password, alertTopic } = session.mqtt;
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
    });
    client.on('close', () => hooks.onConnected(false));
    // Each failure is followed by `close` and the next try.
    client.on('error', () => {});
    client.on('message', (_topic, payload) => {
      const alert = readAlert(new TextDecoder().decode(payload));
      if (alert !== undefined) hooks.onAlert(alert);
    });
  }

  /** Resolves when the broker has the answer. While offline it is kept and goes out with the next connection. */
  async answer(alertId: string, action: GuardianActionKind): Promise<void> {
    const { guardianId, mqtt: line } = this.#session;
    const at = new Date().toISOString();
    const envelope: Envelope<'shouwang.guardian-action.v1'> = {
      specversion: '1.0',
      id: ulid(),
      source: `guardian/${guardianId}`,
      type: 'shouwang.guardian-action.v1',
      time: at,
      datacontenttype: 'application/json',
      data: { actionId: ulid(), alertId, guardianId, action, at },
    };
    await this.#client.publishAsync(line.actionTopic, JSON.stringify(envelope), { qos: 1 });
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

/**
 * The schemas stay on the server; what a card needs is looked at here, since a phone must not break on a message that
 * it does not understand.
 */
export function readAlert(text: string): GuardianAlert | undefined {
  try {
    const envelope = JSON.parse(text) as Partial<Envelope<'shouwang.guardian-alert.v1'>>;
    const { data } = envelope;
    if (envelope.type !== 'shouwang.guardian-alert.v1' || data === undefined) return undefined;
    const isWhole =
      [data.alertId, data.type, data.phase, data.occurredAt, data.placeLabel].every(
        (value) => typeof value === 'string',
      ) && Number.isInteger(data.sequence);
    return isWhole ? data : undefined;
  } catch {
    return undefined;
  }
}
