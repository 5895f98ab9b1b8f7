/**
 * Several brokers in order of preference: whoever loses one begins with the first again, and whoever is at a later one goes
 * back to the first from time to time, so that gateways and console meet at the same.
 */
import type { IClientOptions, MqttClient } from 'mqtt';

type Server = NonNullable<IClientOptions['servers']>[number];

/** Long enough that a first broker that only refuses costs little, short enough that nobody waits long at the wrong one. */
export const RETURN_MS = 300_000;

export class BrokerOrder {
  readonly #servers: readonly Server[];
  #index = 0;
  /** For the client: it takes what stands here at each attempt. */
  readonly current: Server[];

  /** @param servers most wanted first; at least one. */
  constructor(servers: readonly Server[]) {
    this.#servers = servers;
    this.current = servers.slice(0, 1);
  }

  get isFirst(): boolean {
    return this.#index === 0;
  }

  /** @param wasReady whether the connection that ended had stood. */
  ended(wasReady: boolean): void {
    this.#index = wasReady ? 0 : (this.#index + 1) % this.#servers.length;
    this.current.splice(0, 1, ...this.#servers.slice(this.#index, this.#index + 1));
  }

  /** Tries the first again. Not by taking leave: the Last Will must say at the later broker that we are gone. */
  return(client: MqttClient): void {
    if (client.connected && !this.isFirst) client.stream.destroy();
  }
}
