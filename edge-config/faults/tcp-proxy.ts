/**
 * A TCP proxy that fails as networks do. Own code: what exists for Node forwards well, and fails in no way that one could
 * choose; a half-open connection, above all, takes both ends out of each other's hearing without telling either.
 */
import { createConnection, createServer, type Server, type Socket } from 'node:net';

/** `silent`: connections stand, and not a byte passes. `refuse`: connections are reset at once. */
export type ProxyMode = 'pass' | 'silent' | 'refuse';

interface Target {
  readonly host: string;
  readonly port: number;
}

/** What a lost packet costs: the least time that Linux waits before it sends one again. */
const RETRANSMISSION_MS = 200;

export class TcpProxy {
  #target: Target;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  /** Connections that stand at both ends, and that nothing will ever pass again. */
  readonly #forgotten = new Set<readonly [Socket, Socket]>();
  readonly #server: Server;
  #mode: ProxyMode = 'pass';
  #delayMs = 0;
  #lossFraction = 0;
  #seed = 1;
  #port = 0;

  constructor(target: Target) {
    this.#target = target;
    this.#server = createServer((client) => this.#accept(client));
  }

  get port(): number {
    return this.#port;
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.#port = (this.#server.address() as { port: number }).port;
  }

  set mode(mode: ProxyMode) {
    this.#mode = mode;
    if (mode === 'refuse') this.cut();
    for (const pair of this.#pairs) {
      for (const socket of pair) {
        if (mode === 'silent') socket.pause();
        else socket.resume();
      }
    }
  }

  /** Each way. */
  set delayMs(ms: number) {
    this.#delayMs = ms;
  }

  /**
   * Of the packets, 0..1. TCP sends a lost packet again, and what came after it waits for it: whoever listens sees a pause.
   */
  set lossFraction(fraction: number) {
    this.#lossFraction = fraction;
  }

  /** For connections from now on; those that stand are cut. */
  set target(target: Target) {
    this.#target = target;
    this.cut();
  }

  /** As a router that was started anew: new connections pass, those that stand stay silent for ever, and nobody is told. */
  forget(): void {
    for (const pair of this.#pairs) {
      for (const socket of pair) socket.pause();
      this.#forgotten.add(pair);
    }
    this.#pairs.clear();
  }

  /** Resets every connection. */
  cut(): void {
    for (const pair of [...this.#pairs, ...this.#forgotten]) {
      for (const socket of pair) socket.resetAndDestroy();
    }
    this.#pairs.clear();
    this.#forgotten.clear();
  }

  /** No fault is left. */
  mend(): void {
    this.mode = 'pass';
    this.delayMs = 0;
    this.lossFraction = 0;
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(client: Socket): void {
    client.on('error', () => client.destroy());
    if (this.#mode === 'refuse') {
      client.resetAndDestroy();
      return;
    }
    const server = createConnection(this.#target);
    const pair = [client, server] as const;
    this.#pairs.add(pair);
    server.on('error', () => client.destroy());
    const close = (): void => {
      this.#pairs.delete(pair);
      this.#forgotten.delete(pair);
      client.destroy();
      server.destroy();
    };
    client.on('close', close);
    server.on('close', close);
    this.#forward(client, server);
    this.#forward(server, client);
    if (this.#mode === 'silent') for (const socket of pair) socket.pause();
  }

  #forward(from: Socket, to: Socket): void {
    let lastMs = 0;
    const queue: Buffer[] = [];
    from.on('data', (bytes) => {
      const nowMs = performance.now();
      const lateMs = this.#delayMs + (this.#isLost() ? RETRANSMISSION_MS : 0);
      if (lateMs === 0 && queue.length === 0) {
        to.write(bytes);
        return;
      }
      lastMs = Math.max(lastMs, nowMs + lateMs);
      queue.push(bytes);
      // Whichever timer fires first takes the oldest.
      setTimeout(() => to.write(queue.shift() ?? ''), lastMs - nowMs);
    });
  }

  /** The same in every run: a linear congruential generator (Numerical Recipes, chapter 7). */
  #isLost(): boolean {
    if (this.#lossFraction === 0) return false;
    this.#seed = (Math.imul(this.#seed, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#seed / 2 ** 32 < this.#lossFraction;
  }
}
