/**
 * Builds the console in the order in which an alert passes through it, and stops it in reverse:
 * broker → ingest → database → boards; routes and pages beside it.
 */

import { ulid } from 'ulid';
import type { ConsoleConfig } from '../../edge-config/contracts/console-config.ts';
import { makeEnvelope } from '../../edge-config/contracts/envelope.ts';
import { ShouwangError } from '../../edge-config/contracts/errors.ts';
import type { HumanMessage } from '../../edge-config/contracts/messages.ts';
import type { GatewayView } from '../../edge-config/contracts/rest.ts';
import { topics } from '../../edge-config/contracts/topics.ts';
import { Escalator } from './escalation.ts';
import { createApp } from './http/app.ts';
import { COOKIES, createHandlers } from './http/handlers.ts';
import { BrokerConnection } from './ingest/connection.ts';
import { History } from './ingest/history.ts';
import { Ingest } from './ingest/ingest.ts';
import { Live } from './live.ts';
import { LiveVideo } from './live-video/live-video.ts';
import { createStartLive } from './live-video/start-live.ts';
import { createMetrics } from './metrics.ts';
import { Notifier } from './notify/notifier.ts';
import { sendWebhook } from './notify/webhook.ts';
import type { Log, Sleeper, WallClock } from './ports.ts';
import { SilenceWatch } from './silence.ts';
import { openDatabase } from './store/database.ts';
import { readSession, seedPeople } from './store/people.ts';
import { hasCamera, readGatewayAddress, recordAudit } from './store/records.ts';
import { standstills, waysTo } from './store/standstill.ts';
import { listAlertViews, listGatewayViews, readAlertView } from './store/views.ts';
import { TwinWatch } from './twins.ts';

export interface ConsoleDependencies {
  readonly log: Log;
  readonly clock: WallClock;
  /** Folder of the built pages; null serves the API alone. */
  readonly webRoot: string | null;
}

export interface Console {
  readonly url: string;
  /** What stands still and a restart would mend; nothing when all gets on. */
  standstills(sleeper: Sleeper): Promise<string[]>;
  stop(): Promise<void>;
}

/** Grace over two missed heartbeats: the network's, not the gateway's. */
const HEARTBEAT_GRACE_MS = 2000;
const WATCH_GATEWAYS_MS = 1000;
/** Alerts a board holds at the start; older ones are fetched when looked for. */
const SNAPSHOT_ALERTS = 100;

/** @throws ShouwangError DATABASE_UNUSABLE, PORT_IN_USE */
export async function startConsole(
  config: ConsoleConfig,
  dependencies: ConsoleDependencies,
): Promise<Console> {
  const { log, clock, webRoot } = dependencies;
  const metrics = createMetrics();
  const now = (): string => new Date(clock.wallMs()).toISOString();
  const database = await openDatabase(config.database);
  await seedPeople(database, config);

  const isLate = (status: GatewayView['status'], heardAt: Date): boolean =>
    status.state === 'offline' ||
    clock.wallMs() - heardAt.getTime() > 2 * status.heartbeatMs + HEARTBEAT_GRACE_MS;
  const gateways = (): Promise<GatewayView[]> => listGatewayViews(database, isLate);
  const whenSafe = (work: Promise<unknown>): void => {
    work.catch((error: unknown) => log.error({ error }, 'the boards could not be told'));
  };
  const tellAlert = async (alertId: string): Promise<void> => {
    // Reading a view takes as long as committing an alert: nobody looks, nothing is read.
    if (!live.hasBoards) return;
    const view = await readAlertView(database, alertId);
    if (view !== undefined) live.alert(view);
  };
  /** What the boards were last told, so that the watch below tells what has changed since. */
  const shownLate = new Map<string, boolean>();
  const showGateway = (view: GatewayView): void => {
    shownLate.set(view.gatewayId, view.late);
    live.gateway(view);
  };
  const tellGateway = async (gatewayId: string): Promise<void> => {
    const view = (await gateways()).find((item) => item.gatewayId === gatewayId);
    if (view !== undefined) showGateway(view);
  };
  const tellVillage = async (message: HumanMessage): Promise<void> => {
    const view = await readAlertView(database, message.alertId);
    if (view === undefined) return;
    const envelope = makeEnvelope(
      { id: ulid(), source: `console/${config.consoleId}`, type: 'shouwang.human.v1', time: now() },
      message,
    );
    await connection.publish(topics.human(view.alert), JSON.stringify(envelope));
  };

  const history: History = await History.begin({
    ...{ database, clock, log },
    onForked: () => {
      // Told again at every connect as well.
      connection.tellStatus().catch(() => {});
    },
  });
  const connection: BrokerConnection = new BrokerConnection({
    ...config,
    log,
    metrics,
    clock,
    starts: () => history.starts,
    receive: (topic, payload, isRetained) => ingest.receive(topic, payload, isRetained),
    onChange: () => live.beat(),
  });
  const onAlertChanged = (alertId: string): void => whenSafe(tellAlert(alertId));
  const onHuman = (message: HumanMessage): void => {
    tellVillage(message).catch((error: unknown) =>
      log.warn({ alertId: message.alertId, error }, 'the village could not be told'),
    );
  };
  const twins = new TwinWatch({ database, clock, log, onAlertChanged });
  const ingest = new Ingest({
    onHeard: (gateway, bornAt) => twins.heard(gateway, bornAt),
    consoleId: config.consoleId,
    history,
    database,
    clock,
    log,
    metrics,
    publish: (topic, payload) => connection.publish(topic, payload),
    onAlertChanged,
    onGatewayChanged: (gatewayId) => whenSafe(tellGateway(gatewayId)),
    onHuman,
    onReply: (reply) => liveVideo.onReply(reply),
  });
  const live: Live = new Live({
    clock,
    log,
    isSignedIn: async ({ headers }) => {
      const token = app.parseCookie(headers.cookie ?? '')[COOKIES.operator];
      return (await readSession(database, 'operator', token, now())) !== undefined;
    },
    snapshot: async () => ({
      alerts: await listAlertViews(database, { state: 'all', limit: SNAPSHOT_ALERTS }),
      gateways: await gateways(),
    }),
    brokerConnected: () => connection.connected,
    onCount: (boards) => metrics.boards.set(boards),
  });

  const liveVideo: LiveVideo = new LiveVideo({
    log,
    timers: {
      after: (ms, work) => {
        const timer = setTimeout(work, ms);
        return () => clearTimeout(timer);
      },
    },
    command: async (gatewayId, command) => {
      const address = await readGatewayAddress(database, gatewayId);
      if (address === undefined) throw new ShouwangError('NOT_FOUND', `gateway ${gatewayId}`);
      const source = `console/${config.consoleId}`;
      const head = { id: ulid(), source, type: 'shouwang.command.v1', time: now() } as const;
      await connection.publish(topics.command(address), JSON.stringify(makeEnvelope(head, command)));
    },
    mayWatch: async ({ headers }, { by }) => {
      const token = app.parseCookie(headers.cookie ?? '')[COOKIES.operator];
      return (await readSession(database, 'operator', token, now())) === by;
    },
    onCount: ({ feeds, viewers }) => {
      metrics.liveFeeds.set(feeds);
      metrics.liveViewers.set(viewers);
    },
  });
  const app = await createApp({
    webRoot,
    guardianBrokerUrl: config.guardianBrokerUrl,
    log,
    authenticate: (kind, request) => readSession(database, kind, request.cookies[COOKIES[kind]], now()),
    handlers: createHandlers({
      config,
      database,
      clock,
      registry: metrics.registry,
      brokerConnected: () => connection.connected,
      gateways,
      startLive: createStartLive({
        liveVideo,
        hasCamera: (gatewayId, cameraId) => hasCamera(database, gatewayId, cameraId),
        audit: ({ by, what, subject, detail }) =>
          recordAudit(database, {
            at: now(),
            actor: `operator ${by}`,
            what: `${what} ${detail}`,
            subject,
          }),
      }),
      onAlertChanged,
      onHuman: (message) => {
        metrics.humanActions.inc({ kind: message.action, by: message.byKind });
        onHuman(message);
      },
    }),
  });
  live.attach(app.server, (request, socket, head) => liveVideo.attachUpgrade(request, socket, head));
  const url = await app.listen({ ...config.http }).catch(async (cause: NodeJS.ErrnoException) => {
    live.stop();
    liveVideo.stop();
    await app.close();
    await database.destroy();
    if (cause.code !== 'EADDRINUSE') throw cause;
    throw new ShouwangError('PORT_IN_USE', `${config.http.host}:${config.http.port}`, { cause });
  });
  connection.start();

  const silence = new SilenceWatch({
    database,
    clock,
    log,
    hearingSinceMs: () => connection.hearingSinceMs,
    onAlertChanged,
  });
  const escalator = new Escalator({
    consoleId: config.consoleId,
    ...{ database, clock, log, metrics, onAlertChanged },
    ladders: config.escalation,
    notifiers: config.notifiers,
  });
  const notifier = new Notifier({
    ...{ database, clock, log, metrics, onAlertChanged },
    notifiers: config.notifiers,
    send: (to, body) =>
      sendWebhook(to, { id: body.notificationId, wallMs: clock.wallMs(), body: JSON.stringify(body) }),
  });
  // A heartbeat that does not come makes no message: its absence is looked for.
  const watch = setInterval(() => {
    whenSafe(
      gateways().then((views) => {
        metrics.gatewaysLate.set(views.filter((view) => view.late).length);
        for (const view of views) {
          if (shownLate.get(view.gatewayId) !== view.late) showGateway(view);
        }
        return silence.look(views);
      }),
    );
    whenSafe(history.look());
    whenSafe(escalator.look().then(() => notifier.look()));
  }, WATCH_GATEWAYS_MS);
  log.info({ url }, 'console runs');

  return {
    url,
    standstills: (sleeper) => standstills(waysTo(database, config.database), sleeper),
    stop: async () => {
      clearInterval(watch);
      live.stop();
      liveVideo.stop();
      await app.close();
      await connection.stop();
      await ingest.stop();
      await database.destroy();
    },
  };
}
