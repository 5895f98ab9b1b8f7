/**
 * A TCP proxy that fails as networks do. Own code: what exists for Node forwards well, and fails in no way that one could
 * choose; a half-open connection, above all, takes both ends out of each other's hearing without telling either.
 */
import { createConnection, createServer, type Server, type Socket } from 'node:net';

/** `silent`: connections stand, and not a byte passes. `refuse`: connections are reset at once. */
export type ProxyMode = 'pass' | 'silent' | 'refuse';

export class TcpProxy {
  readonly #target: { readonly host: string; readonly port: number };
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  readonly #server: Server;
  #mode: ProxyMode = 'pass';
  #delayMs = 0;
  #port = 0;

  constructor(target: { readonly host: string; readonly port: number }) {
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

  /** Resets every connection. */
  cut(): void {
    for (const pair of this.#pairs) for (const socket of pair) socket.resetAndDestroy();
    this.#pairs.clear();
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
    from.on('data', (bytes) => {
      if (this.#delayMs === 0) to.write(bytes);
      else setTimeout(() => to.write(bytes), this.#delayMs);
    });
  }
}
