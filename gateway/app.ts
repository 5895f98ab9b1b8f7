/**
 * Builds one gateway in the order in which a picture becomes an alert, and stops it in reverse:
 * frames → persons → decisions → outbox → broker; heartbeats and the status server beside it.
 */
import { setMaxListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { EdgeConfig } from '../edge-config/contracts/config.ts';
import { accessRules, type GatewayAddress, topics } from '../edge-config/contracts/topics.ts';
import type { Manifest } from '../models/manifest.ts';
import { localTimeIn } from './adapters/clock/local-time.ts';
import { PulseClock } from './adapters/clock/pulse-clock.ts';
import { StartLimiter } from './adapters/ffmpeg/start-limiter.ts';
import { requireFfmpeg } from './adapters/ffmpeg/version.ts';
import { createMetrics } from './adapters/http/metrics.ts';
import { startStatusServer } from './adapters/http/status-server.ts';
import type { Log } from './adapters/log/log.ts';
import { MqttPublisher } from './adapters/mqtt/publisher.ts';
import { OnnxDetectorPool } from './adapters/onnx/detector-pool.ts';
import { PrivacyRenderer } from './adapters/privacy/renderer.ts';
import { soundSiren } from './adapters/siren/hook.ts';
import { NO_DISK, openState } from './adapters/sqlite/state.ts';
import { machineLoadReader } from './adapters/system/machine-load.ts';
import { feedsTo } from './adapters/ws/feed.ts';
import { Camera } from './camera.ts';
import { AlertBook, instant } from './pipeline/alert-book.ts';
import { AlertService } from './pipeline/alert-service.ts';
import { AttentionPlaces } from './pipeline/attention-places.ts';
import { ConcernAlerts } from './pipeline/concern-alerts.ts';
import { ConsoleClock } from './pipeline/console-clock.ts';
import { Delivery } from './pipeline/delivery.ts';
import { Inbox } from './pipeline/inbox.ts';
import { LiveViews } from './pipeline/live-views.ts';
import { LongWatch } from './pipeline/long-watch.ts';
import { standstills } from './pipeline/progress.ts';
import { InferenceScheduler } from './pipeline/scheduler.ts';
import { BLIND_CODES, blindnessOf } from './pipeline/sight.ts';
import { SirenWatch } from './pipeline/siren-watch.ts';
import { type CameraReading, StatusReporter } from './pipeline/status.ts';
import type { Clock } from './ports.ts';

export interface GatewayDependencies {
  readonly log: Log;
  readonly clock: Clock;
  readonly model: { readonly path: string; readonly manifest: Manifest };
  readonly stateFolder: string;
}

export interface Gateway {
  readonly httpPort: number;
  /** What stands still and a restart would mend; nothing when all gets on. */
  standstills(): string[];
  stop(): Promise<void>;
}

/** A camera that waits this long for its turn in the model is starved. */
const STARVED_MS = 2000;
/**
 * Streams that may be opened at the same time, per core: each costs a tenth of a core-second and as long again of waiting for
 * the camera's answers.
 */
const STARTS_PER_CORE = 4;
/** Decoded in full at the same time, per core: each costs 36 ms of it a second (`shouwang bench`), and the model most of the rest. */
const ATTENDED_PER_CORE = 8;

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** @throws ShouwangError FFMPEG_MISSING, MODEL_UNUSABLE, OUTBOX_UNUSABLE, PORT_IN_USE */
export async function startGateway(config: EdgeConfig, dependencies: GatewayDependencies): Promise<Gateway> {
  const { log, clock, model, stateFolder } = dependencies;
  const { id: gatewayId, county, township } = config.gateway;
  const address: GatewayAddress = { county, township, gatewayId };
  log.info({ ffmpeg: requireFfmpeg(), version }, 'gateway starts');
  const metrics = createMetrics();
  const startedMs = clock.monotonicMs();
  const pulses = {
    delivery: new PulseClock(clock),
    heartbeat: new PulseClock(clock),
    longWatch: new PulseClock(clock),
  };

  const detector = new OnnxDetectorPool({
    modelPath: model.path,
    inputWidthPx: config.inference.inputWidthPx,
    multipleOfPx: model.manifest.input.multipleOfPx,
    stridePx: model.manifest.outputStridePx,
    workers: config.inference.workers,
    clock,
    onRestart: (reason) => log.error({ reason }, 'inference thread restarts'),
  });
  // Seconds of a restart: cameras are asked meanwhile, and what they show first waits for it.
  const isModelReady = detector.start();
  isModelReady.catch(() => {});

  const scheduler = new InferenceScheduler({
    slots: config.inference.workers,
    clock,
    onWaited: (cameraId, priority, waitedMs) => {
      metrics.inferenceWaitSeconds.observe({ priority }, waitedMs / 1000);
      if (waitedMs > STARVED_MS) metrics.starved.inc({ camera: cameraId });
    },
  });

  const { faults, isInMemory, outbox, session, watchStore } = openState(stateFolder, clock);
  let isDiskTold = isInMemory;
  const book = new AlertBook({
    config,
    clock,
    outbox,
    hooks: {
      onAlert: (alert, wasRefused) => {
        const { alertId, sequence, phase, type, cameraId } = alert;
        if (!wasRefused) {
          siren?.heard(alert);
          // Every time that it fills.
          isDiskTold = isInMemory;
        }
        metrics.alertEvents.inc({ type, phase });
        log.info({ alertId, sequence, phase, cameraId }, 'alert written');
        delivery.kick('put');
      },
      onUnwritten: (item, error) => {
        const { alertId, sequence } = item.alert;
        log.error({ alertId, sequence, error }, 'the outbox refuses; sent from memory');
        siren?.heard(item.alert);
        delivery.offer(item);
        if (isDiskTold) return;
        isDiskTold = true;
        concernAlerts.raiseFault(NO_DISK);
      },
    },
  });
  const alerts = new AlertService({
    config,
    clock,
    book,
    renderer: config.privacy.image === 'none' ? null : new PrivacyRenderer(config.privacy.image),
    hooks: {
      onSuspected: (cameraId, streamTimeMs) => {
        metrics.suspicions.inc({ camera: cameraId, result: 'suspected' });
        log.info({ cameraId, streamTimeMs }, 'fall suspected');
      },
      onCleared: (cameraId, reason) => {
        metrics.suspicions.inc({ camera: cameraId, result: 'cleared' });
        log.info({ cameraId, reason }, 'suspicion cleared');
      },
      onStillFailed: (alertId, error) => log.error({ alertId, error }, 'the still could not be made'),
    },
  });
  const concernAlerts = new ConcernAlerts({ config, clock, book });
  const longWatch = new LongWatch({
    config,
    clock: pulses.longWatch,
    localTime: localTimeIn(config.gateway.timeZone),
    store: watchStore,
    readCamera: (cameraId) => blindnessOf(readCamera(cameraId)),
    onConcern: (subject, concern) => concernAlerts.handle(subject, concern),
    onSaveFailed: (error) => log.error({ error }, 'the state could not be written; tried again'),
  });

  const publisher = new MqttPublisher({
    ...config.broker,
    clientId: `gateway-${gatewayId}`,
    will: { topic: topics.status(address), payload: () => status.gatewayStatus('offline') },
    subscriptions: accessRules({ kind: 'gateway', gateway: address, guardianIds: [] }).subscribe,
    onConnected: () => {
      log.info({}, 'broker connected');
      status.publishAll();
      delivery.kick('connected');
    },
    onDisconnected: () => log.warn({}, 'broker connection lost'),
    onMessage: (topic, payload) => inbox.receive(topic, payload),
    onTrouble: (code, detail) => log.warn({ code, detail }, 'broker trouble'),
  });
  const consoleClock = new ConsoleClock(clock);
  let lastReceiptWallMs: number | null = null;
  const delivery: Delivery = new Delivery({
    outbox,
    publisher,
    clock: pulses.delivery,
    address,
    hooks: {
      onPublished: (kind, ok) => metrics.publishes.inc({ kind, result: ok ? 'ok' : 'failed' }),
      onReceipt: ({ alertId, sequence }, tookMs) => {
        metrics.receiptSeconds.observe(tookMs / 1000);
        consoleClock.heardWithin(tookMs);
        lastReceiptWallMs = clock.wallMs();
        log.info({ alertId, sequence, tookMs }, 'receipt');
      },
      onRecalled: (consoleId, count) => {
        metrics.recalled.inc(count);
        log.error({ consoleId, count }, 'the console was restored and has lost events: sent again');
      },
      onUnsettled: ({ alertId }, error) =>
        log.error({ alertId, error }, 'the outbox cannot let go: delivered again'),
    },
  });
  const { siren: hook, afterS } = config.fallback;
  const siren =
    hook === null
      ? undefined
      : new SirenWatch({
          clock,
          afterMs: afterS * 1000,
          isUnproven: (alertId) => delivery.isUnproven(alertId),
          sound: (alert) => soundSiren(hook, alert),
          onSounded: ({ alertId }) => log.warn({ alertId }, 'nobody could be told: the siren was sounded'),
          onFailed: ({ alertId }, error) => log.error({ alertId, error }, 'the siren did not sound'),
        });
  const { image, allowClearLive } = config.privacy;
  const live: LiveViews = new LiveViews({
    console: config.console === null ? null : { ...config.console, open: feedsTo(config.console) },
    isClearAllowed: allowClearLive,
    sourceOf: (cameraId) => cameras.get(cameraId)?.live,
    hasPrivacyZones: (cameraId) =>
      config.cameras.some(({ id, zones }) => id === cameraId && zones.some(({ kind }) => kind === 'privacy')),
    // Where no still may show a pixel, no live view does unless it is asked for in the clear.
    renderer: new PrivacyRenderer(image === 'none' ? 'skeleton_only' : image),
    clock,
    hooks: {
      onCount: (views) => metrics.liveViews.set(views),
      onStarted: (view) => log.info(view, 'live view begins'),
      onEnded: (viewId) => log.info({ viewId }, 'live view ended'),
      onDropped: (cameraId) => metrics.liveDropped.inc({ camera: cameraId }),
      onTrouble: (viewId, why) => log.warn({ viewId, why }, 'trouble with a live view'),
    },
  });
  const inbox = new Inbox({
    ...{ config, address, clock, publisher, delivery, alerts, live },
    hooks: {
      onHuman: (message) => {
        const { alertId, action, byKind, outcome } = message;
        log.info({ alertId, action, byKind }, 'answered');
        siren?.answered(alertId);
        if (action === 'false' || outcome === 'false') alerts.wasFalse(alertId);
        const householdId = concernAlerts.answered(message);
        if (householdId !== undefined) longWatch.wasFalse(householdId);
      },
      onConsoleTime: (wallMs) => consoleClock.heard(wallMs),
      onMalformed: (topic, error) => {
        metrics.malformedMessages.inc();
        log.warn({ topic, error }, 'a message does not parse');
      },
    },
  });

  const cores = availableParallelism();
  const limiter = new StartLimiter(STARTS_PER_CORE * cores);
  const places = new AttentionPlaces(ATTENDED_PER_CORE * cores);
  const readMachineLoad = machineLoadReader();
  const cameras = new Map(
    config.cameras.map((camera) => [
      camera.id,
      new Camera({
        ...{ camera, config, clock, limiter, places, detector, scheduler, alerts, longWatch, metrics, log },
        onState: (changed) => status.publishCamera(changed),
      }),
    ]),
  );
  const readCamera = (cameraId: string): ReturnType<Camera['read']> => {
    const camera = cameras.get(cameraId);
    if (camera === undefined) throw new RangeError(`no camera ${cameraId}`);
    return camera.read();
  };
  /** A stream that runs but shows nothing is as blind as one that does not. */
  const readSight = (cameraId: string): CameraReading => {
    const reading = readCamera(cameraId);
    const blind = longWatch.blindness(cameraId);
    if (reading.state !== 'watching' || blind === null) return reading;
    const sinceWallMs = clock.wallMs() - blind.forMs;
    return { ...reading, state: 'blind', reason: BLIND_CODES[blind.reason], sinceWallMs };
  };
  for (const { details, reason } of faults) {
    log.error(details, reason.en);
    concernAlerts.raiseFault(reason);
  }
  const status: StatusReporter = new StatusReporter({
    config,
    address,
    clock: pulses.heartbeat,
    publisher,
    version,
    session,
    outboxPending: () => delivery.pendingAlerts,
    readLoad: () => ({
      ...readMachineLoad(),
      attended: places.taken,
      waitMs: Math.round(scheduler.longestWaitMs),
    }),
    readCamera: readSight,
    readHousehold: (household) => longWatch.household(household),
  });

  const server = await startStatusServer({
    ...config.gateway.http,
    registry: metrics.registry,
    clock,
    timeZone: config.gateway.timeZone,
    health: () => {
      const { pendingSinceWallMs } = delivery;
      return {
        ok: publisher.connected && delivery.hasConsole && book.unwritten === 0 && !isInMemory,
        gatewayId,
        version,
        session,
        uptimeMs: Math.round(clock.monotonicMs() - startedMs),
        brokerConnected: publisher.connected,
        consoleListens: delivery.hasConsole,
        lastReceiptAt: lastReceiptWallMs === null ? null : instant(lastReceiptWallMs),
        outboxPending: delivery.pendingAlerts,
        pendingSince: pendingSinceWallMs === null ? null : instant(pendingSinceWallMs),
        outboxUnwritten: book.unwritten,
        isInMemory,
        clockSkewMs: consoleClock.skewMs,
        households: config.households.length,
        cameras: config.cameras.map(({ id, name }) => {
          const { state, reason, sinceWallMs } = readSight(id);
          return { id, name, state, reason, since: instant(sinceWallMs) };
        }),
      };
    },
    beforeMetrics: () => {
      metrics.outboxPending.set(delivery.pendingAlerts);
      metrics.outboxUnwritten.set(book.unwritten);
      metrics.imagesDropped.set(outbox.imagesDropped);
      metrics.inferenceLongestWait.set(scheduler.longestWaitMs / 1000);
      metrics.brokerConnected.set(publisher.connected ? 1 : 0);
      metrics.clockSkewSeconds.set((consoleClock.skewMs ?? Number.NaN) / 1000);
    },
  });

  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal);
  const watching = Promise.all([
    ...[...cameras.values()].map((camera) => camera.run(stopping.signal)),
    longWatch.run(stopping.signal),
  ]);
  const stop = async (): Promise<void> => {
    stopping.abort();
    await live.stopAll();
    await watching;
    await detector.close();
    await delivery.stop();
    await status.stop();
    await publisher.stop();
    await server.stop();
    longWatch.save(true);
    watchStore.close();
    outbox.close();
  };
  await isModelReady.catch(async (error: unknown) => {
    // Pictures that wait for it would wait for ever.
    await detector.close();
    await stop();
    throw error;
  });
  delivery.start();
  publisher.start();
  status.start(() => {
    book.retryUnwritten();
    siren?.tick();
  });
  log.info({ cameras: cameras.size, httpPort: server.port }, 'gateway runs');

  return {
    httpPort: server.port,
    standstills: () =>
      standstills({
        loops: mapValues(Object.entries(pulses), ({ overdueMs }) => overdueMs),
        cameras: mapValues(cameras, ({ busyMs }) => busyMs),
      }),
    stop,
  };
}

function mapValues<T>(
  entries: Iterable<readonly [string, T]>,
  read: (value: T) => number,
): Record<string, number> {
  return Object.fromEntries([...entries].map(([key, value]) => [key, read(value)]));
}
