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
import { Boards } from './boards.ts';
import { Commands } from './commands.ts';
import { CountyRules } from './county-rules.ts';
import { DigestWatch } from './digest-watch.ts';
import { Divisions } from './divisions.ts';
import { Escalator } from './escalation.ts';
import { FirstSignIn, type FirstSignInPlace } from './first-sign-in.ts';
import { closeApp, createApp } from './http/app.ts';
import type { HandlerContext } from './http/context.ts';
import { COOKIES } from './http/cookies.ts';
import { createHandlers } from './http/handlers/all.ts';
import { BrokerConnection } from './ingest/connection.ts';
import { History } from './ingest/history.ts';
import { Ingest } from './ingest/ingest.ts';
import { Live } from './live.ts';
import { LiveVideo } from './live-video/live-video.ts';
import { createMetrics } from './metrics.ts';
import { WebhookFeed } from './notify/feed.ts';
import { Notifier } from './notify/notifier.ts';
import { Phones } from './notify/phones.ts';
import { createReach } from './notify/reach.ts';
import { sendWebhook, type WebhookTarget } from './notify/webhook.ts';
import { PhotoStudio } from './photos/photo-studio.ts';
import { Poked } from './poked.ts';
import type { Log, Sleeper, WallClock } from './ports.ts';
import { Retention } from './retention.ts';
import { SilenceWatch } from './silence.ts';
import { listFailing } from './store/channels.ts';
import { openDatabase } from './store/database.ts';
import { listGatewayViews, listLate } from './store/gateway-views.ts';
import { Neighbours } from './store/neighbours.ts';
import type { ClaimedMessage } from './store/notifications.ts';
import { readGuardianSession, readUserSession, seedPeople } from './store/people.ts';
import { readGatewayAddress, recordAudit } from './store/records.ts';
import { seedDivisions } from './store/seed-divisions.ts';
import { standstills, waysTo } from './store/standstill.ts';
import { TwinWatch } from './twins.ts';
import { VillageOutbox } from './village-outbox.ts';

export interface ConsoleDependencies {
  readonly log: Log;
  readonly clock: WallClock;
  /** Folder of the built pages; null serves the API alone. */
  readonly webRoot: string | null;
  /** Where the first administrator finds the way in; null: accounts come from the config alone. */
  readonly firstSignIn: FirstSignInPlace | null;
}

export interface Console {
  readonly url: string;
  /** What stands still and a restart would mend; nothing when all gets on. */
  standstills(sleeper: Sleeper): Promise<string[]>;
  stop(): Promise<void>;
}

const WATCH_GATEWAYS_MS = 1000;
const RECHECK_BOARDS_MS = 60_000;

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
  await seedDivisions(database);
  const divisions = new Divisions();
  await divisions.load(database);

  const gateways = (): Promise<GatewayView[]> => listGatewayViews(database, divisions, clock.wallMs());
  const rules = new CountyRules({ database, clock, ladders: config.escalation });
  await rules.load();
  const feed = new WebhookFeed({ ...config, database, divisions, clock });
  await feed.begin();

  const whenSafe = (work: Promise<unknown>): void => {
    work.catch((error: unknown) => log.error({ error }, 'the boards could not be told'));
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
    onChange: () => {
      live.beat();
      villages.kick();
    },
  });
  const retention = new Retention({
    ...{ database, clock, log, picturesDays: config.retention.picturesDays },
    onDeleted: (kind, count) => metrics.picturesDeleted.inc({ kind }, count),
  });
  const villages: VillageOutbox = new VillageOutbox({
    ...{ consoleId: config.consoleId, database, clock, log },
    isConnected: () => connection.connected,
    publish: (topic, payload) => connection.publish(topic, payload),
  });
  const phones = new Phones({
    ...{ consoleId: config.consoleId, database, clock, log },
    isConnected: () => connection.connected,
    publish: (topic, payload) => connection.publish(topic, payload),
  });
  await phones.begin();
  const neighbours =
    config.database.kind === 'server'
      ? new Neighbours({
          ...{ database, log, url: config.database.url },
          onChanged: (alertId) => boards.alertChanged(alertId),
          // Boards come back at once, for a snapshot.
          onMissed: () => live.cutOff(),
        })
      : undefined;
  const onAlertChanged = (alertId: string): void => {
    boards.alertChanged(alertId);
    phones.alertChanged(alertId);
    neighbours?.changed(alertId);
  };
  // What they are told was written down with the action.
  const onHuman = (_message: HumanMessage): void => villages.kick();
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
    onAlertChanged: (alertId) => {
      onAlertChanged(alertId);
      ladder.poke();
    },
    onGatewayChanged: (gatewayId) => boards.gatewayChanged(gatewayId),
    onHuman,
    onReply: (gateway, reply) => {
      commands.reply(gateway, reply);
      liveVideo.onReply(reply);
    },
  });
  const commands: Commands = new Commands({
    consoleId: config.consoleId,
    clock,
    publish: (topic, payload) => connection.publish(topic, payload),
  });
  const live: Live = new Live({
    clock,
    log,
    readUser: ({ headers }) =>
      readUserSession(database, app.parseCookie(headers.cookie ?? '')[COOKIES.operator], now()),
    snapshot: ({ division }) => boards.snapshot(division),
    failing: () => listFailing(database, reachable),
    brokerConnected: () => connection.connected,
    onCount: (count) => metrics.boards.set(count),
  });
  const boards: Boards = new Boards({ database, divisions, clock, log, metrics, live });

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
    mayWatch: async ({ headers }, { by }) =>
      (await readUserSession(database, app.parseCookie(headers.cookie ?? '')[COOKIES.operator], now()))
        ?.username === by,
    onCount: ({ feeds, viewers }) => {
      metrics.liveFeeds.set(feeds);
      metrics.liveViewers.set(viewers);
    },
  });
  const publicUrl = (): string => config.http.publicUrl?.replace(/\/$/, '') ?? url;
  const linkUrl = (token: string): string => `${publicUrl()}/link/${token}`;
  const firstSignIn =
    dependencies.firstSignIn &&
    new FirstSignIn({ database, clock, log, place: dependencies.firstSignIn, linkUrl });
  const tellChannels = async (): Promise<void> => {
    const failing = await listFailing(database, reachable);
    live.channels(failing);
    metrics.channelsFailing.set(failing.length);
  };
  const reach = await createReach({
    ...{ config, database, clock, log, metrics, onAlertChanged },
    onHurried: () => ladder.poke(),
    onTurned: (turned) => {
      for (const { error, isFailing, notifier } of turned) {
        const text = isFailing ? 'a channel to people does not work' : 'a channel to people works again';
        log[isFailing ? 'error' : 'info']({ channel: notifier, error }, text);
      }
      whenSafe(tellChannels());
    },
  });
  const reachable = reach.channels.map(({ id }) => id);
  const photos = new PhotoStudio({ log });
  const context: HandlerContext = {
    config,
    database,
    divisions,
    rules,
    clock,
    reach,
    onChannelsChanged: tellChannels,
    registry: metrics.registry,
    brokerConnected: () => connection.connected,
    gateways,
    commands,
    liveVideo,
    photos,
    onAlertChanged,
    onGatewayChanged: (gatewayId) => boards.gatewayChanged(gatewayId),
    onHuman: (message) => {
      metrics.humanActions.inc({ kind: message.action, by: message.byKind });
      onHuman(message);
      ladder.poke();
    },
    onSignedOut: (username) => {
      live.drop(username);
      liveVideo.drop(username);
    },
    publish: (topic, payload) => connection.publish(topic, payload),
    bindingUrl: (token) => `${publicUrl()}/guardian/#/bind/${token}`,
    linkUrl,
    onLinkUsed: (username) => firstSignIn?.used(username),
  };
  const app = await createApp({
    webRoot,
    guardianBrokerUrl: config.guardianBrokerUrl,
    log,
    readUser: ({ cookies }) => readUserSession(database, cookies[COOKIES.operator], now()),
    readGuardian: ({ cookies }) => readGuardianSession(database, cookies[COOKIES.guardian], now()),
    onForbidden: (user, detail) =>
      recordAudit(database, {
        ...{ at: now(), actor: `${user.role} ${user.username}`, what: 'refused', subject: user.username },
        ...{ detail, division: user.division },
      }),
    http: config.http,
    handlers: createHandlers(context),
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
  await firstSignIn?.prepare();
  connection.start();

  const silence = new SilenceWatch({
    database,
    clock,
    log,
    hearingSinceMs: () => connection.hearingSinceMs,
    onAlertChanged,
  });
  const escalator = new Escalator({
    ...{ consoleId: config.consoleId, timeZone: config.timeZone, notifiers: config.notifiers },
    hasPush: reach.publicKey !== null,
    ...{ database, clock, log, metrics, rules, onAlertChanged },
  });
  const digests = new DigestWatch({
    ...{ database, clock, log, notifiers: config.notifiers },
    onDigestChanged: (digest) => live.digest(digest),
  });
  const send = (to: WebhookTarget, { body, messageId }: ClaimedMessage): Promise<void> =>
    sendWebhook(to, { id: messageId, wallMs: clock.wallMs(), body: JSON.stringify(body) });
  // Whoever must be told is told at once, not at the next second.
  const ladder = new Poked({
    work: async () => {
      await escalator.look();
      await digests.look();
      // Not waited for: what hangs in a channel must not hold up who is told next.
      reach.courier.look().catch((error: unknown) => log.error({ error }, 'messages to people wait'));
    },
    onFailed: (error) => log.error({ error }, 'the ladder could not be looked at'),
  });
  const systems = new Notifier({
    ...{ database, clock, log, send, targets: config.webhooks },
    count: (webhook, result) => metrics.webhookEvents.inc({ webhook, result }),
  });
  const recheck = setInterval(() => whenSafe(live.recheck()), RECHECK_BOARDS_MS);
  // A heartbeat that does not come makes no message: its absence is looked for.
  const watch = setInterval(() => {
    whenSafe(
      listLate(database, clock.wallMs()).then((late) => {
        metrics.gatewaysLate.set(late.length);
        boards.lateAre(late.map(({ gatewayId }) => gatewayId));
        return silence.look(late);
      }),
    );
    whenSafe(boards.look());
    commands.look();
    phones.look();
    whenSafe(villages.look());
    whenSafe(history.look());
    whenSafe(retention.look());
    ladder.poke();
    whenSafe(feed.look().then(() => systems.look()));
  }, WATCH_GATEWAYS_MS);
  await neighbours?.begin();
  log.info({ url }, 'console runs');

  return {
    url,
    standstills: (sleeper) => standstills(waysTo(database, config.database), sleeper),
    stop: async () => {
      clearInterval(watch);
      clearInterval(recheck);
      boards.stop();
      phones.stop();
      commands.stop();
      live.stop();
      liveVideo.stop();
      await closeApp(app);
      await photos.stop();
      await connection.stop();
      await ingest.stop();
      ladder.stop();
      await neighbours?.stop();
      await reach.courier.stop();
      await database.destroy();
    },
  };
}
