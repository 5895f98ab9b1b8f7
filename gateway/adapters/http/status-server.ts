/**
 * The gateway's own page, `/healthz` and `/metrics`. Open to the local network only: they tell ids, names of cameras and
 * codes, nothing more.
 */
import fastify from 'fastify';
import type { Registry } from 'prom-client';
import { ShouwangError } from '../../../edge-config/contracts/errors.ts';
import type { Clock } from '../../ports.ts';
import type { Health } from './health.ts';
import { chooseLanguage, PAGE_POLICY, renderStatusPage } from './status-page.ts';

export interface StatusServer {
  readonly port: number;
  stop(): Promise<void>;
}

export interface StatusServerOptions {
  readonly host: string;
  readonly port: number;
  readonly registry: Registry;
  readonly clock: Pick<Clock, 'wallMs'>;
  /** In which the page tells times; IANA name. */
  readonly timeZone: string;
  readonly health: () => Health;
  /** Called before metrics are read, for gauges that are sampled. */
  readonly beforeMetrics: () => void;
}

/** @throws ShouwangError PORT_IN_USE */
export async function startStatusServer(options: StatusServerOptions): Promise<StatusServer> {
  // It only tells: nothing is lost with whoever asks while the gateway stops.
  const server = fastify({ logger: false, forceCloseConnections: true });
  server.get<{ Querystring: { lang?: unknown } }>('/', (request, reply) => {
    const { clock, health, timeZone } = options;
    const language = chooseLanguage(request.query.lang, request.headers['accept-language']);
    return reply
      .headers({
        'Content-Security-Policy': PAGE_POLICY,
        'X-Content-Type-Options': 'nosniff',
        'Referrer-Policy': 'no-referrer',
        'Cache-Control': 'no-store',
        Vary: 'Accept-Language',
      })
      .type('text/html; charset=utf-8')
      .send(renderStatusPage(health(), { language, nowWallMs: clock.wallMs(), timeZone }));
  });
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
