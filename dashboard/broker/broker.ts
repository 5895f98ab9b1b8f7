/** The embedded MQTT 3.1.1 broker (aedes): TCP for gateways and console, WebSocket for phones; access by topic. */
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { Aedes, type AuthenticateError, type Client } from 'aedes';
import { createWebSocketStream, WebSocketServer } from 'ws';
import type { BrokerServerConfig } from '../../edge-config/contracts/console-config.ts';
import { ShouwangError } from '../../edge-config/contracts/errors.ts';
import { type AccessRules, topicMatches } from '../../edge-config/contracts/topics.ts';
import type { Log } from '../server/ports.ts';
import { authenticate } from './accounts.ts';
import { type SessionStore, Sessions } from './sessions.ts';

export interface Broker {
  readonly tcpPort: number;
  readonly wsPort: number;
  /** Ends sessions to which nobody came back for so long, as the broker does by itself. @returns how many. */
  endSessions(leftForMs: number): Promise<number>;
  stop(): Promise<void>;
}

export interface BrokerOptions {
  readonly log: Log;
  readonly drainTimeoutMs?: number;
}

/** MQTT 3.1.1 table 3.1. */
const CONNACK = { identifierRejected: 2, badCredentials: 4 } as const;
/**
 * aedes hands out a hundred messages at once, and each waits for every reader. One that takes nothing for so long is cut
 * off, or a hundred messages for it would stop those for everybody. What it missed waits in its session.
 */
const DRAIN_TIMEOUT_MS = 20_000;
/** A phone that comes back later asks for its list, as it always does. */
const SESSION_ENDS_AFTER_MS = 14 * 24 * 3600_000;
const SESSIONS_CHECKED_EVERY_MS = 3600_000;

/** @throws ShouwangError PORT_IN_USE */
export async function startBroker(
  config: BrokerServerConfig,
  { log, drainTimeoutMs = DRAIN_TIMEOUT_MS }: BrokerOptions,
): Promise<Broker> {
  const rules = new WeakMap<Client, AccessRules>();
  const may = (client: Client | null, action: keyof AccessRules, topic: string): boolean =>
    client !== null && (rules.get(client)?.[action] ?? []).some((filter) => topicMatches(filter, topic));
  const sessions = new Sessions();
  const aedes = await Aedes.createBroker({
    drainTimeout: drainTimeoutMs,
    authenticate: (client, username = '', password, done) => {
      const refuse = (reason: string, returnCode: number): void => {
        log.warn({ clientId: client.id, username, reason }, 'connection refused');
        done(Object.assign(new Error(reason), { returnCode }) as AuthenticateError, null);
      };
      const granted = authenticate(config, username, password?.toString() ?? '');
      if (granted === undefined) return refuse('wrong user name or password', CONNACK.badCredentials);
      if (sessions.isOthers(client.id, username)) {
        return refuse('client id of another user', CONNACK.identifierRejected);
      }
      sessions.opened(client, username);
      rules.set(client, granted);
      done(null, true);
    },
    authorizePublish: (client, packet, done) => {
      if (may(client, 'publish', packet.topic)) {
        done(null);
        return;
      }
      // MQTT 3.1.1 section 3.3.5 offers no refusal: the connection is closed, others are untouched.
      log.warn({ clientId: client?.id, topic: packet.topic }, 'publish refused');
      done(new Error('not permitted'));
    },
    authorizeSubscribe: (client, subscription, done) => {
      const isAllowed = may(client, 'subscribe', subscription.topic);
      if (!isAllowed) log.warn({ clientId: client.id, topic: subscription.topic }, 'subscription refused');
      // A null subscription is answered with failure (0x80) in the SUBACK.
      done(null, isAllowed ? subscription : null);
    },
    // aedes stores refused filters with a persistent session too: what waits there is checked once more.
    authorizeForward: (client, packet) => (may(client, 'subscribe', packet.topic) ? packet : null),
  });
  aedes.on('clientError', (client, error) =>
    log.warn({ clientId: client.id, reason: error.message }, 'MQTT client error'),
  );

  const sockets = new Set<Socket>();
  const tcp = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    aedes.handle(socket);
  });
  const http = createHttpServer();
  const phones = new WebSocketServer({
    server: http,
    handleProtocols: (offered) => (offered.has('mqtt') ? 'mqtt' : false),
  });
  phones.on('connection', (socket, request) => {
    const stream = createWebSocketStream(socket);
    stream.on('error', () => socket.terminate());
    aedes.handle(stream, request);
  });
  const tcpPort = await listen(tcp, config.tcp);
  const wsPort = await listen(http, config.ws);
  log.info({ tcpPort, wsPort }, 'broker runs');

  const { persistence } = aedes as Aedes & { readonly persistence: SessionStore };
  const endSessions = async (leftForMs: number): Promise<number> => {
    const ended = await sessions.endLeft(persistence, performance.now(), leftForMs);
    if (ended > 0) log.info({ ended }, 'sessions ended to which nobody came back');
    return ended;
  };
  const checks = setInterval(() => void endSessions(SESSION_ENDS_AFTER_MS), SESSIONS_CHECKED_EVERY_MS);
  return {
    tcpPort,
    wsPort,
    endSessions,
    stop: async () => {
      clearInterval(checks);
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
      // Whoever has not said who it is yet is no client of aedes, and would hold its server open.
      for (const socket of sockets) socket.destroy();
      for (const phone of phones.clients) phone.terminate();
      phones.close();
      http.closeAllConnections();
      await Promise.all([tcp, http].map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

function listen(server: Server, { host, port }: { host: string; port: number }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        cause.code === 'EADDRINUSE' ? new ShouwangError('PORT_IN_USE', `${host}:${port}`, { cause }) : cause,
      ),
    );
    server.listen(port, host, () => resolve((server.address() as { port: number }).port));
  });
}
