/** The embedded MQTT 3.1.1 broker (aedes): TCP for gateways and console, WebSocket for phones; access by topic. */
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server } from 'node:net';
import { Aedes, type AuthenticateError, type Client } from 'aedes';
import { createWebSocketStream, WebSocketServer } from 'ws';
import type { BrokerServerConfig } from '../../edge-config/contracts/console-config.ts';
import { ShouwangError } from '../../edge-config/contracts/errors.ts';
import { type AccessRules, topicMatches } from '../../edge-config/contracts/topics.ts';
import type { Log } from '../server/ports.ts';
import { authenticate } from './accounts.ts';

export interface Broker {
  readonly tcpPort: number;
  readonly wsPort: number;
  stop(): Promise<void>;
}

/** MQTT 3.1.1 table 3.1. */
const CONNACK = { identifierRejected: 2, badCredentials: 4 } as const;

/** @throws ShouwangError PORT_IN_USE */
export async function startBroker(config: BrokerServerConfig, { log }: { log: Log }): Promise<Broker> {
  const rules = new WeakMap<Client, AccessRules>();
  const may = (client: Client | null, action: keyof AccessRules, topic: string): boolean =>
    client !== null && (rules.get(client)?.[action] ?? []).some((filter) => topicMatches(filter, topic));
  const owners = new Map<string, { readonly client: Client; readonly username: string }>();
  const aedes = await Aedes.createBroker({
    authenticate: (client, username = '', password, done) => {
      const refuse = (reason: string, returnCode: number): void => {
        log.warn({ clientId: client.id, username, reason }, 'connection refused');
        done(Object.assign(new Error(reason), { returnCode }) as AuthenticateError, null);
      };
      const granted = authenticate(config, username, password?.toString() ?? '');
      if (granted === undefined) return refuse('wrong user name or password', CONNACK.badCredentials);
      // A session belongs to a client id (MQTT 3.1.1 section 3.1.3.1): a borrowed id would read another's messages.
      if ((owners.get(client.id)?.username ?? username) !== username) {
        return refuse('client id of another user', CONNACK.identifierRejected);
      }
      owners.set(client.id, { client, username });
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
  aedes.on('clientDisconnect', (client) => {
    if (client.clean && owners.get(client.id)?.client === client) owners.delete(client.id);
  });
  aedes.on('clientError', (client, error) =>
    log.warn({ clientId: client.id, reason: error.message }, 'MQTT client error'),
  );

  const tcp = createServer(aedes.handle);
  const http = createHttpServer();
  const sockets = new WebSocketServer({
    server: http,
    handleProtocols: (offered) => (offered.has('mqtt') ? 'mqtt' : false),
  });
  sockets.on('connection', (socket, request) => {
    const stream = createWebSocketStream(socket);
    stream.on('error', () => socket.terminate());
    aedes.handle(stream, request);
  });
  const tcpPort = await listen(tcp, config.tcp);
  const wsPort = await listen(http, config.ws);
  log.info({ tcpPort, wsPort }, 'broker runs');
  return {
    tcpPort,
    wsPort,
    stop: async () => {
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
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
