/**
 * Lets days pass in seconds: people, cameras and clocks as a scenario tells, through the real tracker, fall machine, long
 * watch and alert book. Poses are drawn (skeleton.ts), with the trembling that a model's joints have.
 */
import type { Person } from '../../gateway/domain/person.ts';
import { EMPTY_WATCH, interestOf, type WatchState, watchFrame } from '../../gateway/domain/watch.ts';
import {
  type DryRun,
  MemoryWatchStore,
  memoryOutbox,
  SimulatedClock,
  startDryRun,
} from '../../gateway/dry-run.ts';
import { zonesOf } from '../../gateway/pipeline/camera-pipeline.ts';
import { plainPicture } from '../../gateway/pixels.ts';
import type { Outbox, WatchStore } from '../../gateway/ports.ts';
import type { CameraConfig, EdgeConfig } from '../contracts/config.ts';
import type { Alert } from '../contracts/messages.ts';
import { Actor } from './actor.ts';
import {
  configOf,
  DAY_MIN,
  type Happening,
  happenings,
  type Scenario,
  type Trouble,
  troubles,
} from './language.ts';
import { seeded } from './scenes.ts';
import { VIEWS } from './views.ts';

export interface SeenAlert {
  readonly alert: Alert;
  /** Simulated minutes since the start. */
  readonly raisedMin: number;
  endedMin: number | null;
  updates: number;
}

export interface PlayOptions {
  /** So many households live the same life, each with its own cameras. */
  readonly households?: number;
  /** With the wall time of the moment. */
  readonly onAlert?: (alert: Alert, wallMs: number) => void;
  /** Told once a simulated hour; what it resolves with is waited for. */
  readonly onHour?: (minute: number) => Promise<void> | void;
  readonly store?: WatchStore;
  readonly signal?: AbortSignal;
}

const MINUTE_MS = 60_000;
const ASPECT = 16 / 9;
/** Between two looks at someone who moves, at someone who is still, at nobody, and between two ticks. */
const LOOK_MS = 1000;
const RECHECK_MS = 10_000;
const IDLE_MS = 30_000;
const TICK_MS = 10_000;
/** While nothing is wrong with a camera, most of its pictures would only cost time; after trouble all count. */
const TROUBLED_PICTURE_MS = 5000;
const CALM_PICTURE_MS = 900_000;
const SETTLING_MS = 10 * 60_000;

/** @returns every alert in the order in which they were raised. */
export async function play(scenario: Scenario, options: PlayOptions = {}): Promise<SeenAlert[]> {
  const { households = 1, onAlert, onHour, signal, store = new MemoryWatchStore() } = options;
  const config = configOf(scenario, households);
  const clock = new SimulatedClock(Date.parse(scenario.start));
  const alerts = new Map<string, SeenAlert>();
  const minuteNow = (): number => clock.nowMs / MINUTE_MS;
  const outbox = memoryOutbox((alert) => {
    onAlert?.(alert, clock.wallMs());
    const seen = alerts.get(alert.alertId);
    if (seen === undefined)
      alerts.set(alert.alertId, { alert, raisedMin: minuteNow(), endedMin: null, updates: 0 });
    else if (alert.phase === 'ended') seen.endedMin = minuteNow();
    else seen.updates += 1;
  });
  const homes = config.households.map(
    ({ id }, index) =>
      new Home(
        config.cameras.filter(({ householdId }) => householdId === id),
        seeded(11 + index),
      ),
  );
  const events = happenings(scenario);
  const ills = troubles(scenario);
  let gateway: Gateway | undefined;
  const endMs = scenario.days * DAY_MIN * MINUTE_MS;
  for (; clock.nowMs < endMs && signal?.aborted !== true; clock.nowMs += LOOK_MS) {
    for (let next = events[0]; next !== undefined && next.minute <= minuteNow(); next = events[0]) {
      events.shift();
      if (next.jumpHours !== undefined) clock.wallOffsetMs += next.jumpHours * 60 * MINUTE_MS;
      for (const home of homes) home.begin(next, clock.nowMs);
    }
    const now = ills.filter(({ fromMin, toMin }) => minuteNow() >= fromMin && minuteNow() < toMin);
    if (now.some(({ is }) => is === 'power')) {
      gateway = undefined;
      continue;
    }
    // After a power cut nothing is left in memory but what the store and the outbox kept.
    gateway ??= new Gateway(config, clock, outbox, store);
    for (const home of homes) {
      for (const { camera, place, actors } of home.views) {
        await gateway.pass(camera, actors, now.find((ill) => ill.camera === place)?.is);
      }
    }
    if (clock.nowMs % TICK_MS === 0) gateway.tick();
    if (clock.nowMs % (60 * MINUTE_MS) === 0) await onHour?.(minuteNow());
  }
  return [...alerts.values()];
}

interface View {
  readonly camera: CameraConfig;
  readonly place: 'room' | 'yard';
  actors: readonly Actor[];
}

/** Who lives in one household, and who is in view of which camera. */
class Home {
  readonly views: readonly View[];
  readonly #actors = new Map<string, Actor>();
  readonly #random: () => number;

  constructor(cameras: readonly CameraConfig[], random: () => number) {
    this.views = cameras.map((camera) => ({
      camera,
      place: camera.place === 'yard' ? 'yard' : 'room',
      actors: [],
    }));
    this.#random = random;
  }

  begin({ step }: Happening, nowMs: number): void {
    if (step === undefined) return;
    const actor = this.#actors.get(step.who) ?? new Actor(this.#random, this.#actors.size);
    this.#actors.set(step.who, actor);
    actor.begin(step.does, step.in, nowMs);
    for (const view of this.views) {
      view.actors = [...this.#actors.values()].filter(({ place, isAway }) => place === view.place && !isAway);
    }
  }
}

interface Eye {
  readonly scene: {
    readonly aspect: number;
    readonly restZones: ReturnType<typeof zonesOf>;
    readonly ignoreZones: ReturnType<typeof zonesOf>;
  };
  streamMs: number;
  lookMs: number;
  picturesUntilMs: number;
  watch: WatchState;
}

/** One run of the gateway, from its start to the next power cut. */
class Gateway {
  readonly #config: EdgeConfig;
  readonly #clock: SimulatedClock;
  readonly #run: DryRun;
  readonly #eyes: ReadonlyMap<string, Eye>;
  readonly #offline = new Set<string>();

  constructor(config: EdgeConfig, clock: SimulatedClock, outbox: Outbox, store: WatchStore) {
    this.#config = config;
    this.#clock = clock;
    const readCamera = (id: string) => (this.#offline.has(id) ? 'offline' : null);
    this.#run = startDryRun({ config, clock, outbox, store, readCamera });
    this.#eyes = new Map(
      config.cameras.map((camera) => [
        camera.id,
        {
          scene: {
            aspect: ASPECT,
            restZones: zonesOf(camera, 'rest', ASPECT),
            ignoreZones: zonesOf(camera, 'ignore', ASPECT),
          },
          streamMs: 0,
          lookMs: -IDLE_MS,
          picturesUntilMs: 0,
          watch: EMPTY_WATCH,
        },
      ]),
    );
  }

  tick(): void {
    this.#run.longWatch.tick();
  }

  /** One second of a camera. */
  async pass(camera: CameraConfig, actors: readonly Actor[], trouble: Trouble | undefined): Promise<void> {
    const eye = this.#eyes.get(camera.id);
    const { nowMs } = this.#clock;
    if (trouble === 'offline') this.#offline.add(camera.id);
    else this.#offline.delete(camera.id);
    // Video time stands still while nothing comes.
    if (eye === undefined || trouble === 'offline' || trouble === 'power') return;
    eye.streamMs += LOOK_MS;
    if (trouble !== undefined) eye.picturesUntilMs = eye.streamMs + SETTLING_MS;
    const pictureMs = eye.streamMs < eye.picturesUntilMs ? TROUBLED_PICTURE_MS : CALM_PICTURE_MS;
    if (eye.streamMs % pictureMs === 0 || eye.streamMs === LOOK_MS) {
      const fault = trouble === 'frozen' ? trouble : null;
      this.#run.longWatch.pictured(camera.id, eye.streamMs, VIEWS[trouble ?? 'well'], fault);
    }
    if (trouble !== undefined || !this.#isDue(eye, actors)) return;
    eye.lookMs = eye.streamMs;
    const steps = actors.some((actor) => actor.isQuick(nowMs)) ? 5 : 1;
    for (let step = 0; step < steps; step += 1) {
      const offsetMs = (step * LOOK_MS) / steps;
      const persons = actors.flatMap((actor) => actor.pose(nowMs + offsetMs) ?? []);
      await this.#look(camera, eye, persons, eye.streamMs + offsetMs);
    }
  }

  /** As the gateway's attention has it: everything of what moves, now and then of what does not. */
  #isDue({ lookMs, streamMs, watch }: Eye, actors: readonly Actor[]): boolean {
    const sinceMs = streamMs - lookMs;
    if (sinceMs >= IDLE_MS) return true;
    const interest = interestOf(watch);
    if (interest === 'urgent' || actors.some((actor) => actor.isLively(this.#clock.nowMs))) return true;
    return sinceMs >= RECHECK_MS && (interest === 'present' || actors.length > 0);
  }

  async #look(
    camera: CameraConfig,
    eye: Eye,
    persons: readonly Person[],
    streamTimeMs: number,
  ): Promise<void> {
    const input = { streamTimeMs, persons, scene: eye.scene };
    const [watch, output] = watchFrame(eye.watch, input, this.#config);
    eye.watch = watch;
    const frame = { cameraId: camera.id, index: 0, streamTimeMs, wallMs: this.#clock.wallMs(), ...PICTURE };
    const moment = { frame, streamTimeMs, persons, privacyZones: [] };
    for (const event of output.events) await this.#run.falls.handle(camera, event, moment);
    this.#run.longWatch.looked(camera, streamTimeMs, output.tracks, ASPECT);
  }
}

const PICTURE = plainPicture(2, 2, 128);
