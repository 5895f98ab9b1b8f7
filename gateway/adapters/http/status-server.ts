/** `/healthz` and `/metrics` of the gateway. Open to the local network only: it tells ids and codes, nothing more. */
import fastify from 'fastify';
import type { Registry } from 'prom-client';
import { ShouwangError } from '../../../edge-config/contracts/errors.ts';

export interface Health {
  readonly ok: boolean;
  readonly brokerConnected: boolean;
  /** False while every console that was heard of is away. */
  readonly consoleListens: boolean;
  readonly outboxPending: number;
  readonly outboxUnwritten: number;
  readonly cameras: readonly {
    readonly id: string;
    readonly state: string;
    readonly reason: string | null;
  }[];
}

export interface StatusServer {
  readonly port: number;
  stop(): Promise<void>;
}

export interface StatusServerOptions {
  readonly host: string;
  readonly port: number;
  readonly registry: Registry;
  readonly health: () => Health;
  /** Called before metrics are read, for gauges that are sampled. */
  readonly beforeMetrics: () => void;
}

/** @throws ShouwangError PORT_IN_USE */
export async function startStatusServer(options: StatusServerOptions): Promise<StatusServer> {
  const server = fastify({ logger: false });
  server.get('/healthz', (_request, reply) => {
    const health = options.health();
    return reply.code(health.ok ? 200 : 503).send(health);
  });
  server.get('/metrics', async (_request, reply) => {
    options.beforeMetrics();
    return reply.type(options.registry.contentType).send(await options.registry.metrics());
  });
  try {
    await server.listen({ host: options.host, port: options.port });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw cause;
    throw new ShouwangError('PORT_IN_USE', `${options.host}:${options.port}`, { cause });
  }
  const [address] = server.addresses();
  return {
    port: typeof address === 'object' ? address.port : options.port,
    stop: () => server.close(),
  };
}
