/**
 * Loaded before a console, by the fault tests alone: on a message from its parent it kills itself when it is about to send
 * the next receipt. What the receipt is for is committed by then, and no gateway has been told.
 */
import mqtt from 'mqtt';
import { parseTopic } from '../../contracts/topics.ts';
import { DIE_BEFORE_RECEIPT } from './orders.ts';

process.on('message', (order) => {
  if (order !== DIE_BEFORE_RECEIPT) return;
  const publish = mqtt.MqttClient.prototype.publish;
  mqtt.MqttClient.prototype.publish = function (this: mqtt.MqttClient, topic: string, ...more: unknown[]) {
    if (parseTopic(topic)?.kind === 'receipt') process.kill(process.pid, 'SIGKILL');
    return Reflect.apply(publish, this, [topic, ...more]);
  };
});
// Listening must not keep a console alive that was told to stop.
process.channel?.unref();
