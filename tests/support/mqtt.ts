/** MQTT clients for tests: connected when returned, gone when the test ends. */
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import { onTestFinished } from 'vitest';

export interface Heard {
  readonly topic: string;
  readonly payload: Buffer;
  readonly retain: boolean;
}

export async function connect(
  url: string,
  options: IClientOptions = {},
): Promise<MqttClient & { heard: Heard[] }> {
  const client = await mqtt.connectAsync(url, { protocolVersion: 4, reconnectPeriod: 0, ...options }, false);
  onTestFinished(() => client.endAsync(true).catch(() => {}));
  const heard: Heard[] = [];
  client.on('message', (topic, payload, { retain }) => heard.push({ topic, payload, retain }));
  return Object.assign(client, { heard });
}
