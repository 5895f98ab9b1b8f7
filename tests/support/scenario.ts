/**
 * Lets days pass in seconds: people, cameras and clocks as a scenario tells, through the real tracker, fall machine, long
 * watch and alert book. Poses are drawn (skeleton.ts), with the trembling that a model's joints have.
 */
import { z } from 'zod';
import { type CameraConfig, type EdgeConfig, edgeConfigSchema } from '../../edge-config/contracts/config.ts';
import type { Alert } from '../../edge-config/contracts/messages.ts';
import { localTimeIn } from '../../gateway/adapters/clock/local-time.ts';
import type { GrayPicture } from '../../gateway/domain/motion.ts';
import type { Person } from '../../gateway/domain/person.ts';
import { EMPTY_WATCH, interestOf, watchFrame } from '../../gateway/domain/watch.ts';
import { AlertBook } from '../../gateway/pipeline/alert-book.ts';
import { AlertService } from '../../gateway/pipeline/alert-service.ts';
import { zonesOf } from '../../gateway/pipeline/camera-pipeline.ts';
import { ConcernAlerts } from '../../gateway/pipeline/concern-alerts.ts';
import { LongWatch } from '../../gateway/pipeline/long-watch.ts';
import { plainPicture } from '../../gateway/pixels.ts';
import type { Clock, Outbox, OutboxItem, WatchMemory, WatchStore } from '../../gateway/ports.ts';
import { ACTIVITIES, Actor } from './actor.ts';
import { draw, HEIGHT, seeded, WIDTH } from './scenes.ts';

const momentSchema = z
  .string()
  .regex(/^(?:\d+ )?\d\d:\d\d$/, 'write HH:MM for every day, or "DAY HH:MM" from day 1');

const stepSchema = z.strictObject({
  at: momentSchema,
  who: z.string().default('elder'),
  in: z.enum(['room', 'yard']).default('room'),
  does: z.enum(ACTIVITIES),
});

const troubleSchema = z.strictObject({
  from: momentSchema,
  to: momentSchema,
  camera: z.enum(['room', 'yard']).default('room'),
  /** `power`: the gateway itself is off. */
  is: z.enum(['offline', 'frozen', 'dark', 'covered', 'moved', 'power']),
});

export const scenarioSchema = z.strictObject({
  title: z.string(),
  start: z.iso.datetime({ offset: true }).default('2026-03-02T00:00:00+08:00'),
  days: z.number().positive().default(1),
  cameras: z.array(z.enum(['room', 'yard'])).default(['room']),
  config: z.record(z.string(), z.unknown()).default({}),
  absence: z.record(z.string(), z.unknown()).default({}),
  life: z.array(stepSchema),
  trouble: z.array(troubleSchema).default([]),
  clockJumps: z.array(z.strictObject({ at: momentSchema, hours: z.number() })).default([]),
  /** Every alert that comes, in order, with the time in which it must be raised; none that is not listed may come. */
  expect: z
    .array(
      z.strictObject({
        type: z.string(),
        from: momentSchema,
        to: momentSchema,
        severity: z.string().optional(),
        says: z.string().optional(),
        ended: z.tuple([momentSchema, momentSchema]).nullable().optional(),
        updates: z.number().optional(),
      }),
    )
    .default([]),
});
export type Scenario = z.infer<typeof scenarioSchema>;

export interface SeenAlert {
  readonly alert: Alert;
  /** Simulated minutes since the start. */
  readonly raisedMin: number;
  endedMin: number | null;
  updates: number;
}

const MINUTE_MS = 60_000;
const DAY_MIN = 1440;
const ASPECT = 16 / 9;
/** Between two looks at someone who moves, at someone who is still, and between two ticks. */
const LOOK_MS = 1000;
const RECHECK_MS = 10_000;
const TICK_MS = 5000;
/** While nothing is wrong with a camera, most of its pictures would only cost time; after trouble all count. */
const CALM_PICTURE_MS = 300_000;
const SETTLING_MS = 10 * 60_000;

const PLACES: Record<'room' | 'yard', Pick<CameraConfig, 'place' | 'consent' | 'zones' | 'name'>> = {
  room: {
    name: '堂屋',
    place: 'indoor',
    consent: { by: 'resident', on: '2026-01-01', scope: 'falls' },
    zones: [
      {
        id: 'bed',
        kind: 'rest',
        label: '',
        polygon: [
          [0, 0.5],
          [0.3, 0.5],
          [0.3, 1],
          [0, 1],
        ],
      },
      {
        id: 'door',
        kind: 'exit',
        label: '',
        polygon: [
          [0.9, 0.3],
          [1, 0.3],
          [1, 1],
          [0.9, 1],
        ],
      },
    ],
  },
  yard: {
    name: '院子',
    place: 'yard',
    zones: [
      {
        id: 'pond',
        kind: 'water',
        label: '',
        polygon: [
          [0, 0.6],
          [0.2, 0.6],
          [0.2, 1],
          [0, 1],
        ],
      },
      {
        id: 'gate',
        kind: 'exit',
        label: '',
        polygon: [
          [0.9, 0.3],
          [1, 0.3],
          [1, 1],
          [0.9, 1],
        ],
      },
    ],
  },
};

class SimulatedClock implements Clock {
  nowMs = 0;
  wallOffsetMs: number;

  constructor(startWallMs: number) {
    this.wallOffsetMs = startWallMs;
  }

  wallMs(): number {
    return this.wallOffsetMs + this.nowMs;
  }

  monotonicMs(): number {
    return this.nowMs;
  }

  async sleep(): Promise<void> {}
}

class MemoryStore implements WatchStore {
  #kept: WatchMemory = { cameras: new Map(), households: new Map() };

  load(): WatchMemory {
    return this.#kept;
  }

  save(memory: WatchMemory): void {
    this.#kept = { cameras: new Map(memory.cameras), households: new Map(memory.households) };
  }
}

/** Minutes since the scenario's first midnight; `HH:MM` alone means the given day. */
export function minuteAt(moment: string, day: number): number {
  const [first = '', second] = moment.split(' ');
  const [hours = 0, minutes = 0] = (second ?? first).split(':').map(Number);
  return (second === undefined ? day : Number(first) - 1) * DAY_MIN + hours * 60 + minutes;
}

export async function play(scenario: Scenario): Promise<SeenAlert[]> {
  const config = configOf(scenario);
  const clock = new SimulatedClock(Date.parse(scenario.start));
  const alerts = new Map<string, SeenAlert>();
  const open = new Map<string, { key: string; alert: Alert }>();
  const minuteNow = (): number => clock.nowMs / MINUTE_MS;
  const outbox = recordingOutbox(open, ({ alert }) => {
    const seen = alerts.get(alert.alertId);
    if (seen === undefined)
      alerts.set(alert.alertId, { alert, raisedMin: minuteNow(), endedMin: null, updates: 0 });
    else if (alert.phase === 'ended') seen.endedMin = minuteNow();
    else seen.updates += 1;
  });
  const store = new MemoryStore();
  const random = seeded(11);
  const actors = new Map<string, Actor>();
  const events = expand(scenario);
  let gateway = start(config, clock, outbox, store);
  const endMs = scenario.days * DAY_MIN * MINUTE_MS;
  for (; clock.nowMs < endMs; clock.nowMs += LOOK_MS) {
    while (events.length > 0 && (events[0]?.minute ?? 0) <= minuteNow()) {
      const event = events.shift();
      if (event?.step !== undefined) {
        const { who, does } = event.step;
        const actor = actors.get(who) ?? new Actor(random, actors.size);
        actors.set(who, actor);
        actor.begin(does, event.step.in, clock.nowMs);
      }
      if (event?.jumpHours !== undefined) clock.wallOffsetMs += event.jumpHours * 60 * MINUTE_MS;
    }
    const trouble = troubleAt(scenario, minuteNow());
    if (trouble.some(({ is }) => is === 'power')) {
      gateway.isOn = false;
      continue;
    }
    // After a power cut nothing is left in memory but what the store and the outbox kept.
    if (!gateway.isOn) gateway = start(config, clock, outbox, store);
    for (const camera of config.cameras) {
      const blind = trouble.find((item) => item.camera === camera.id)?.is;
      const here = [...actors.values()].filter(({ place }) => place === camera.id);
      await gateway.pass(camera, here, blind === 'power' ? undefined : blind);
    }
    if (clock.nowMs % TICK_MS === 0) gateway.longWatch.tick();
  }
  return [...alerts.values()];
}

interface Running {
  isOn: boolean;
  readonly longWatch: LongWatch;
  /** One second of a camera. */
  pass(camera: CameraConfig, actors: readonly Actor[], trouble: Trouble | undefined): Promise<void>;
}

type Trouble = Exclude<z.infer<typeof troubleSchema>['is'], 'power'>;

function start(config: EdgeConfig, clock: SimulatedClock, outbox: Outbox, store: WatchStore): Running {
  const book = new AlertBook({ config, clock, outbox, hooks: { onAlert: () => {}, onUnwritten: () => {} } });
  const falls = new AlertService({
    config,
    clock,
    book,
    renderer: null,
    hooks: { onSuspected: () => {}, onCleared: () => {}, onStillFailed: () => {} },
  });
  const concerns = new ConcernAlerts({ config, clock, book });
  const offline = new Set<string>();
  const longWatch = new LongWatch({
    config,
    clock,
    localTime: localTimeIn(config.gateway.timeZone),
    store,
    readCamera: (id) => (offline.has(id) ? 'offline' : null),
    onConcern: (subject, concern) => concerns.handle(subject, concern),
  });
  const cameras = new Map(
    config.cameras.map(({ id }) => [
      id,
      { streamMs: 0, lookMs: -RECHECK_MS, picturesUntilMs: 0, watch: EMPTY_WATCH },
    ]),
  );

  async function look(camera: CameraConfig, persons: readonly Person[], streamTimeMs: number): Promise<void> {
    const state = cameras.get(camera.id);
    if (state === undefined) return;
    const scene = {
      aspect: ASPECT,
      restZones: zonesOf(camera, 'rest', ASPECT),
      ignoreZones: zonesOf(camera, 'ignore', ASPECT),
    };
    const [watch, output] = watchFrame(state.watch, { streamTimeMs, persons, scene }, config);
    state.watch = watch;
    const frame = { cameraId: camera.id, index: 0, streamTimeMs, wallMs: clock.wallMs(), ...PICTURE };
    const moment = { frame, streamTimeMs, persons, privacyZones: [] };
    for (const event of output.events) await falls.handle(camera, event, moment);
    longWatch.looked(camera, streamTimeMs, output.tracks, ASPECT);
  }

  return {
    isOn: true,
    longWatch,
    async pass(camera, actors, trouble) {
      const state = cameras.get(camera.id);
      if (trouble === 'offline') offline.add(camera.id);
      else offline.delete(camera.id);
      // Video time stands still while nothing comes.
      if (state === undefined || trouble === 'offline') return;
      state.streamMs += LOOK_MS;
      if (trouble !== undefined) state.picturesUntilMs = state.streamMs + SETTLING_MS;
      const pictureMs = state.streamMs < state.picturesUntilMs ? TICK_MS : CALM_PICTURE_MS;
      if (state.streamMs % pictureMs === 0 || state.streamMs === LOOK_MS) {
        const fault = trouble === 'frozen' ? trouble : null;
        longWatch.pictured(camera.id, state.streamMs, VIEWS[trouble ?? 'well'], fault);
      }
      if (trouble !== undefined) return;
      const isLively =
        interestOf(state.watch) === 'urgent' || actors.some((actor) => actor.isLively(clock.nowMs));
      if (!isLively && state.streamMs - state.lookMs < RECHECK_MS) return;
      state.lookMs = state.streamMs;
      const steps = actors.some((actor) => actor.isQuick(clock.nowMs)) ? 5 : 1;
      for (let step = 0; step < steps; step += 1) {
        const offsetMs = (step * LOOK_MS) / steps;
        const persons = actors.flatMap((actor) => actor.pose(clock.nowMs + offsetMs) ?? []);
        await look(camera, persons, state.streamMs + offsetMs);
      }
    },
  };
}

const PICTURE = plainPicture(2, 2, 128);
const ROOM = [{ left: 20, top: 10, width: 30, height: 25, level: 200 }];
/** What the camera shows, well and in trouble; the machines find out by themselves what is wrong. */
const VIEWS: Record<'well' | Exclude<Trouble, 'offline'>, GrayPicture> = {
  well: draw(ROOM, {}, seeded(1)),
  frozen: draw(ROOM, {}, seeded(1)),
  dark: draw(ROOM, { gain: 0.03 }, seeded(2)),
  covered: {
    widthPx: WIDTH,
    heightPx: HEIGHT,
    gray: new Uint8Array(WIDTH * HEIGHT).map((_, at) => 60 + (at % WIDTH) / 4),
  },
  moved: turned(draw([{ left: 90, top: 40, width: 50, height: 45, level: 230 }], {}, seeded(3))),
};

function turned(picture: GrayPicture): GrayPicture {
  return { ...picture, gray: picture.gray.toReversed() };
}

function configOf({ cameras, config, absence }: Scenario): EdgeConfig {
  return edgeConfigSchema.parse({
    version: 1,
    gateway: { id: 'gw-1', county: '520602', township: '520602101', stateDir: 'state' },
    broker: { url: 'mqtt://localhost' },
    households: [{ id: 'home', label: '三组 7 号', guardianIds: [], absence }],
    cameras: cameras.map((id) => ({ id, householdId: 'home', url: `rtsp://localhost/${id}`, ...PLACES[id] })),
    ...config,
  });
}

interface Happening {
  readonly minute: number;
  readonly step?: Scenario['life'][number];
  readonly jumpHours?: number;
}

/** Daily steps on every day, those of one day on that, in order. */
function expand({ days, life, clockJumps }: Scenario): Happening[] {
  const all: Happening[] = clockJumps.map(({ at, hours }) => ({ minute: minuteAt(at, 0), jumpHours: hours }));
  for (const step of life) {
    if (step.at.includes(' ')) all.push({ minute: minuteAt(step.at, 0), step });
    else for (let day = 0; day < days; day += 1) all.push({ minute: minuteAt(step.at, day), step });
  }
  return all.sort((a, b) => a.minute - b.minute);
}

function troubleAt({ days, trouble }: Scenario, minute: number): Scenario['trouble'] {
  const isNow = (from: string, to: string, day: number): boolean =>
    minute >= minuteAt(from, day) && minute < minuteAt(to, day);
  return trouble.filter(({ from, to }) =>
    from.includes(' ')
      ? isNow(from, to, 0)
      : Array.from({ length: Math.ceil(days) }, (_, day) => day).some((day) => isNow(from, to, day)),
  );
}

function recordingOutbox(
  open: Map<string, { key: string; alert: Alert }>,
  onPut: (item: OutboxItem) => void,
): Outbox {
  return {
    put: (item) => {
      const { alert, openKey } = item;
      if (alert.phase === 'ended') open.delete(alert.alertId);
      else if (openKey !== null) open.set(alert.alertId, { key: openKey, alert });
      onPut(item);
      return 0;
    },
    openAlerts: () => [...open.values()],
    forgetOpen: (alertId) => void open.delete(alertId),
    pending: () => [],
    read: () => undefined,
    settleReceipt: () => false,
    settleEntry: () => {},
    nextSession: () => 1,
    close: () => {},
  };
}
