/**
 * Builds one gateway in the order in which a picture becomes an alert, and stops it in reverse:
 * frames → persons → decisions → outbox → broker; heartbeats and the status server beside it.
 */
import { setMaxListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import type { EdgeConfig } from '../edge-config/contracts/config.ts';
import { accessRules, type GatewayAddress, topics } from '../edge-config/contracts/topics.ts';
import type { Manifest } from '../models/manifest.ts';
import { StartLimiter } from './adapters/ffmpeg/start-limiter.ts';
import { requireFfmpeg } from './adapters/ffmpeg/version.ts';
import { createMetrics } from './adapters/http/metrics.ts';
import { startStatusServer } from './adapters/http/status-server.ts';
import type { Log } from './adapters/log/log.ts';
import { MqttPublisher } from './adapters/mqtt/publisher.ts';
import { OnnxDetectorPool } from './adapters/onnx/detector-pool.ts';
import { PrivacyRenderer } from './adapters/privacy/renderer.ts';
import { SqliteOutbox } from './adapters/sqlite/outbox.ts';
import { Camera } from './camera.ts';
import { AlertService } from './pipeline/alert-service.ts';
import { Delivery } from './pipeline/delivery.ts';
import { Inbox } from './pipeline/inbox.ts';
import { InferenceScheduler } from './pipeline/scheduler.ts';
import { StatusReporter } from './pipeline/status.ts';
import type { Clock } from './ports.ts';

export interface GatewayDependencies {
  readonly log: Log;
  readonly clock: Clock;
  readonly model: { readonly path: string; readonly manifest: Manifest };
  readonly stateFolder: string;
}

export interface Gateway {
  readonly httpPort: number;
  stop(): Promise<void>;
}

/** A camera that waits this long for its turn in the model is starved. */
const STARVED_MS = 2000;
/** Streams that may start at the same time; each start costs a tenth of a core-second. */
const STARTS_AT_ONCE = 2;

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

  const detector = new OnnxDetectorPool({
    modelPath: model.path,
    inputWidthPx: config.inference.inputWidthPx,
    multipleOfPx: model.manifest.input.multipleOfPx,
    stridePx: model.manifest.outputStridePx,
    workers: config.inference.workers,
    clock,
    onRestart: (reason) => log.error({ reason }, 'inference thread restarts'),
  });
  await detector.start();

  const scheduler = new InferenceScheduler({
    slots: config.inference.workers,
    clock,
    onWaited: (cameraId, priority, waitedMs) => {
      metrics.inferenceWaitSeconds.observe({ priority }, waitedMs / 1000);
      if (waitedMs > STARVED_MS) metrics.starved.inc({ camera: cameraId });
    },
  });

  const outbox = SqliteOutbox.open(stateFolder, clock);
  const alerts = new AlertService({
    config,
    clock,
    outbox,
    renderer: config.privacy.image === 'none' ? null : new PrivacyRenderer(config.privacy.image),
    hooks: {
      onAlert: ({ alertId, sequence, phase, type, cameraId }) => {
        metrics.alertEvents.inc({ type, phase });
        log.info({ alertId, sequence, phase, cameraId }, 'alert written');
        delivery.kick('put');
      },
      onSuspected: (cameraId, streamTimeMs) => {
        metrics.suspicions.inc({ camera: cameraId, result: 'suspected' });
        log.info({ cameraId, streamTimeMs }, 'fall suspected');
      },
      onCleared: (cameraId, reason) => {
        metrics.suspicions.inc({ camera: cameraId, result: 'cleared' });
        log.info({ cameraId, reason }, 'suspicion cleared');
      },
      onStillFailed: (alertId, error) => log.error({ alertId, error }, 'the still could not be made'),
      onUnwritten: (alertId, error) => log.error({ alertId, error }, 'the outbox refuses; held in memory'),
    },
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
  const delivery: Delivery = new Delivery({
    outbox,
    publisher,
    clock,
    address,
    hooks: {
      onPublished: (kind, ok) => metrics.publishes.inc({ kind, result: ok ? 'ok' : 'failed' }),
      onReceipt: ({ alertId, sequence }, tookMs) => {
        metrics.receiptSeconds.observe(tookMs / 1000);
        log.info({ alertId, sequence, tookMs }, 'receipt');
      },
    },
  });
  const inbox = new Inbox({
    config,
    address,
    clock,
    publisher,
    delivery,
    alerts,
    hooks: {
      onHuman: ({ alertId, action, byKind }) => log.info({ alertId, action, byKind }, 'answered'),
      onMalformed: (topic, error) => {
        metrics.malformedMessages.inc();
        log.warn({ topic, error }, 'a message does not parse');
      },
    },
  });

  const limiter = new StartLimiter(STARTS_AT_ONCE);
  const cameras = new Map(
    config.cameras.map((camera) => [
      camera.id,
      new Camera({
        ...{ camera, config, clock, limiter, detector, scheduler, alerts, metrics, log },
        onState: (changed) => status.publishCamera(changed),
      }),
    ]),
  );
  const readCamera = (cameraId: string): ReturnType<Camera['read']> => {
    const camera = cameras.get(cameraId);
    if (camera === undefined) throw new RangeError(`no camera ${cameraId}`);
    return camera.read();
  };
  const status: StatusReporter = new StatusReporter({
    config,
    address,
    clock,
    publisher,
    version,
    session: outbox.nextSession(),
    outboxPending: () => delivery.pendingAlerts + alerts.unwritten,
    readCamera,
  });

  const server = await startStatusServer({
    ...config.gateway.http,
    registry: metrics.registry,
    health: () => ({
      ok: publisher.connected && alerts.unwritten === 0,
      brokerConnected: publisher.connected,
      outboxPending: delivery.pendingAlerts,
      outboxUnwritten: alerts.unwritten,
      cameras: config.cameras.map(({ id }) => {
        const { state, reason } = readCamera(id);
        return { id, state, reason };
      }),
    }),
    beforeMetrics: () => {
      metrics.outboxPending.set(delivery.pendingAlerts);
      metrics.outboxUnwritten.set(alerts.unwritten);
      metrics.inferenceLongestWait.set(scheduler.longestWaitMs / 1000);
      metrics.brokerConnected.set(publisher.connected ? 1 : 0);
    },
  });

  delivery.start();
  publisher.start();
  status.start(() => alerts.retryUnwritten());
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal);
  const watching = Promise.all([...cameras.values()].map((camera) => camera.run(stopping.signal)));
  log.info({ cameras: cameras.size, httpPort: server.port }, 'gateway runs');

  return {
    httpPort: server.port,
    stop: async () => {
      stopping.abort();
      await watching;
      await detector.close();
      await delivery.stop();
      await status.stop();
      await publisher.stop();
      await server.stop();
      outbox.close();
    },
  };
}
