/** The language of scenarios (YAML): who is where when, what fails, and which alerts must come of it. */
import { z } from 'zod';
import { type CameraConfig, type EdgeConfig, edgeConfigSchema } from '../contracts/config.ts';
import { ACTIVITIES } from './actor.ts';

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
export type Trouble = z.infer<typeof troubleSchema>['is'];

export const DAY_MIN = 1440;

/** Minutes since the scenario's first midnight; `HH:MM` alone means the given day. */
export function minuteAt(moment: string, day: number): number {
  const [first = '', second] = moment.split(' ');
  const [hours = 0, minutes = 0] = (second ?? first).split(':').map(Number);
  return (second === undefined ? day : Number(first) - 1) * DAY_MIN + hours * 60 + minutes;
}

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

/** The gateway of a scenario: so many households, each with the scenario's cameras. */
export function configOf({ cameras, config, absence }: Scenario, households: number): EdgeConfig {
  const homes = Array.from({ length: households }, (_, index) => (index === 0 ? '' : `-${index + 1}`));
  return edgeConfigSchema.parse({
    version: 1,
    gateway: { id: 'gw-1', county: '520602', township: '520602101', stateDir: 'state' },
    broker: { url: 'mqtt://localhost' },
    households: homes.map((suffix) => ({
      id: `home${suffix}`,
      label: '三组 7 号',
      guardianIds: [],
      absence,
    })),
    cameras: homes.flatMap((suffix) =>
      cameras.map((place) => ({
        id: `${place}${suffix}`,
        householdId: `home${suffix}`,
        url: `rtsp://localhost/${place}${suffix}`,
        ...PLACES[place],
      })),
    ),
    ...config,
  });
}

export interface Happening {
  readonly minute: number;
  readonly step?: Scenario['life'][number];
  readonly jumpHours?: number;
}

/** Daily steps on every day, those of one day on that, in order. */
export function happenings({ days, life, clockJumps }: Scenario): Happening[] {
  const all: Happening[] = clockJumps.map(({ at, hours }) => ({ minute: minuteAt(at, 0), jumpHours: hours }));
  for (const step of life) {
    for (const day of daysOf(step.at, days)) all.push({ minute: minuteAt(step.at, day), step });
  }
  return all.sort((a, b) => a.minute - b.minute);
}

export interface Ill {
  readonly fromMin: number;
  readonly toMin: number;
  readonly camera: 'room' | 'yard';
  readonly is: Trouble;
}

/** Every time in which something fails. */
export function troubles({ days, trouble }: Scenario): Ill[] {
  return trouble.flatMap(({ from, to, camera, is }) =>
    daysOf(from, days).map((day) => ({
      fromMin: minuteAt(from, day),
      toMin: minuteAt(to, day),
      camera,
      is,
    })),
  );
}

/** A moment with a day of its own happens once, another every day. */
function daysOf(moment: string, days: number): number[] {
  if (moment.includes(' ')) return [0];
  return Array.from({ length: Math.ceil(days) }, (_, day) => day);
}
