/**
 * Heartbeats: silence is not safety. The gateway's status and each camera's go out retained on every change, on every
 * connect and on every beat; the console shows "unknown" when they are late.
 */
import { ulid } from 'ulid';
import type { CameraConfig, EdgeConfig } from '../../edge-config/contracts/config.ts';
import { makeEnvelope } from '../../edge-config/contracts/envelope.ts';
import type {
  CameraStatus,
  GatewayLoad,
  GatewayStatus,
  HouseholdStatus,
} from '../../edge-config/contracts/messages.ts';
import { type GatewayAddress, topics } from '../../edge-config/contracts/topics.ts';
import type { Clock, Publisher } from '../ports.ts';

export interface CameraReading {
  readonly state: CameraStatus['state'];
  readonly reason: string | null;
  readonly sinceWallMs: number;
  readonly lastFrameWallMs: number | null;
  readonly personsNow: number;
  /** Frames since the gateway started; the rate is made of the difference between two beats. */
  readonly framesSeen: number;
}

export interface StatusReporterOptions {
  readonly config: EdgeConfig;
  readonly address: GatewayAddress;
  readonly clock: Clock;
  readonly publisher: Publisher;
  readonly version: string;
  readonly session: number;
  readonly outboxPending: () => number;
  readonly readLoad: () => GatewayLoad;
  readonly readCamera: (cameraId: string) => CameraReading;
  readonly readHousehold: (household: EdgeConfig['households'][number]) => HouseholdStatus;
}

/** "Seen a minute ago" is news; the picture of the day is ten times as long to send and changes by the quarter. */
const HOUSEHOLD_EVERY_MS = 60_000;
const DAY_EVERY_MS = 5 * 60_000;

export class StatusReporter {
  readonly #options: StatusReporterOptions;
  readonly #bornAt: string;
  readonly #rates = new Map<string, { framesSeen: number; atMs: number; framesPerS: number }>();
  readonly #households = new Map<string, { last: HouseholdStatus; atMs: number; dayAtMs: number }>();
  readonly #stop = new AbortController();
  #loop: Promise<void> | undefined;

  constructor(options: StatusReporterOptions) {
    this.#options = options;
    this.#bornAt = new Date(options.clock.wallMs()).toISOString();
  }

  start(onBeat: () => void): void {
    this.#loop = this.#run(onBeat);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#loop;
    const { address, publisher } = this.#options;
    await publisher
      .publish(topics.status(address), this.gatewayStatus('offline'), { retain: true })
      .catch(() => {});
  }

  /** The retained message of this gateway; `offline` is its Last Will and its farewell. */
  gatewayStatus(state: GatewayStatus['state']): string {
    const { config, clock, version, session, outboxPending, readLoad } = this.#options;
    const now = new Date(clock.wallMs()).toISOString();
    const status: GatewayStatus = {
      state,
      version,
      session,
      bornAt: this.#bornAt,
      aliveAt: now,
      heartbeatMs: config.gateway.heartbeatS * 1000,
      outboxPending: outboxPending(),
      ...(state === 'online' ? { load: readLoad() } : {}),
    };
    return JSON.stringify(
      makeEnvelope(
        { id: ulid(), source: config.gateway.id, type: 'shouwang.gateway-status.v1', time: now },
        status,
      ),
    );
  }

  /** All states at once: on connect. */
  publishAll(): void {
    this.#households.clear();
    this.#beat();
  }

  #beat(): void {
    const { address, config } = this.#options;
    this.#publish(topics.status(address), this.gatewayStatus('online'));
    for (const camera of config.cameras) this.publishCamera(camera);
    for (const household of config.households) this.#publishHousehold(household);
  }

  #publishHousehold(household: EdgeConfig['households'][number]): void {
    const { address, clock, config, readHousehold } = this.#options;
    const status = readHousehold(household);
    const told = this.#households.get(household.id);
    const nowMs = clock.monotonicMs();
    const isDayDue = told === undefined || nowMs - told.dayAtMs >= DAY_EVERY_MS;
    const isNews =
      told?.last.state !== status.state || (told.last.lastSeenAt === null && status.lastSeenAt !== null);
    if (!isDayDue && !isNews && nowMs - told.atMs < HOUSEHOLD_EVERY_MS) return;
    this.#households.set(household.id, {
      last: status,
      atMs: nowMs,
      dayAtMs: isDayDue ? nowMs : told.dayAtMs,
    });
    const head = {
      id: ulid(),
      source: config.gateway.id,
      type: 'shouwang.household-status.v1',
      time: new Date(clock.wallMs()).toISOString(),
    } as const;
    this.#publish(
      topics.householdStatus(address, household.id),
      JSON.stringify(makeEnvelope(head, { ...status, day: isDayDue ? status.day : null })),
    );
  }

  publishCamera(camera: CameraConfig): void {
    const { address, clock, config, readCamera } = this.#options;
    const reading = readCamera(camera.id);
    const now = new Date(clock.wallMs()).toISOString();
    const status: CameraStatus = {
      cameraId: camera.id,
      name: camera.name,
      householdId: camera.householdId ?? null,
      placeKind: camera.place,
      gb28181Id: camera.gb28181Id ?? null,
      state: reading.state,
      reason: reading.reason,
      since: new Date(reading.sinceWallMs).toISOString(),
      framesPerS: this.#rate(camera.id, reading.framesSeen),
      lastFrameAt: reading.lastFrameWallMs === null ? null : new Date(reading.lastFrameWallMs).toISOString(),
      // What cannot be seen is not "nobody there"; 0 here is read together with the state.
      personsNow: reading.state === 'watching' ? reading.personsNow : 0,
    };
    this.#publish(
      topics.cameraStatus(address, camera.id),
      JSON.stringify(
        makeEnvelope(
          { id: ulid(), source: config.gateway.id, type: 'shouwang.camera-status.v1', time: now },
          status,
        ),
      ),
    );
  }

  async #run(onBeat: () => void): Promise<void> {
    const { clock, config } = this.#options;
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await clock.sleep(config.gateway.heartbeatS * 1000, signal);
      if (signal.aborted) return;
      onBeat();
      this.#beat();
    }
  }

  /** A state that cannot be told now is told at the next connect. */
  #publish(topic: string, payload: string): void {
    const { publisher } = this.#options;
    if (publisher.connected) publisher.publish(topic, payload, { retain: true }).catch(() => {});
  }

  /** Frames per second between the last two readings at least a second apart. */
  #rate(cameraId: string, framesSeen: number): number {
    const nowMs = this.#options.clock.monotonicMs();
    const last = this.#rates.get(cameraId);
    if (last === undefined) {
      this.#rates.set(cameraId, { framesSeen, atMs: nowMs, framesPerS: 0 });
      return 0;
    }
    const elapsedMs = nowMs - last.atMs;
    if (elapsedMs < 1000) return last.framesPerS;
    const framesPerS = Math.round(((framesSeen - last.framesSeen) / elapsedMs) * 10_000) / 10;
    this.#rates.set(cameraId, { framesSeen, atMs: nowMs, framesPerS });
    return framesPerS;
  }
}
