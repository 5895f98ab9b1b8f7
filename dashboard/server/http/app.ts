/** The console's web server: routes, pages, headers. */
import fastifyCookie from '@fastify/cookie';
import fastifyRateLimit from '@fastify/rate-limit';
import fastifyStatic from '@fastify/static';
import fastify, { type FastifyInstance } from 'fastify';
import type { ConsoleConfig } from '../../../edge-config/contracts/console-config.ts';
import type { RouterOptions } from './router.ts';
import { registerRoutes } from './router.ts';

export interface AppOptions extends Omit<RouterOptions, 'hasPages'> {
  /** Folder of the built pages; null serves the API alone. */
  readonly webRoot: string | null;
  /** Where phones reach the broker: the page's policy must allow it. */
  readonly guardianBrokerUrl: string;
  readonly http: Pick<ConsoleConfig['http'], 'trustProxy'>;
}

/** Bodies are small forms; anything larger is a mistake or an attack. */
const MAX_BODY_BYTES = 16_384;
const CLOSE_WITHIN_MS = 2000;

export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const app = fastify({ logger: false, bodyLimit: MAX_BODY_BYTES, trustProxy: options.http.trustProxy });
  await app.register(fastifyCookie);
  await app.register(fastifyRateLimit, { global: false });
  const policy = contentSecurityPolicy(options.guardianBrokerUrl);
  app.addHook('onSend', async (request, reply) => {
    reply.header('Content-Security-Policy', policy);
    reply.header('X-Content-Type-Options', 'nosniff');
    reply.header('Referrer-Policy', 'no-referrer');
    const keeping = cachingOf(request.url);
    if (keeping !== undefined) reply.header('Cache-Control', keeping);
  });
  registerRoutes(app, { ...options, hasPages: options.webRoot !== null });
  if (options.webRoot !== null) {
    await app.register(fastifyStatic, {
      root: options.webRoot,
      prefix: '/',
      redirect: true,
      // A village's line is thin: the build lays a compressed file beside each.
      preCompressed: true,
      cacheControl: false,
    });
  }
  return app;
}

/**
 * Ends within seconds: what is answered by then is answered, the rest is cut off. Whoever began a request and never ends it, or keeps
 * the line of one that was just answered, would keep a server open otherwise.
 */
export async function closeApp(app: FastifyInstance): Promise<void> {
  const tooLong = setTimeout(() => app.server.closeAllConnections(), CLOSE_WITHIN_MS);
  await app.close();
  clearTimeout(tooLong);
}

/** @returns undefined where it is another's to say. */
function cachingOf(url: string): string | undefined {
  // Alerts and stills are nobody's to keep.
  if (url.startsWith('/api/')) return 'no-store';
  // Named by what is in them.
  if (url.startsWith('/assets/')) return 'public, max-age=31536000, immutable';
  // Pages and the phone's service worker: asked anew each time, sent anew when they changed.
  return url.startsWith('/healthz') || url.startsWith('/metrics') ? undefined : 'no-cache';
}

function contentSecurityPolicy(guardianBrokerUrl: string): string {
  const broker = new URL(guardianBrokerUrl);
  return [
    "default-src 'self'",
    "script-src 'self'",
    // The component library writes its styles into the page.
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    // The player of live views hands its bytes over as a media source.
    "media-src 'self' blob:",
    `connect-src 'self' ${broker.protocol}//${broker.host}`,
    // The MQTT client keeps its time in a worker, since browsers slow down the timers of hidden pages.
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
