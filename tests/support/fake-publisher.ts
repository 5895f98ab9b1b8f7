/** A broker's end of the delivery: takes everything, and acknowledges it unless told otherwise. */
import type { Publisher } from '../../gateway/ports.ts';

export class FakePublisher implements Publisher {
  connected = true;
  acknowledges = true;
  sent: { topic: string; payload: string | Buffer }[] = [];

  publish(topic: string, payload: string | Buffer): Promise<void> {
    this.sent.push({ topic, payload });
    return this.acknowledges ? Promise.resolve() : Promise.reject(new Error('lost'));
  }
}
