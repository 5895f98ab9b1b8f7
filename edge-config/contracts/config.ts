/** The gateway's configuration (edge config): what an installer writes. Every field has a title, unit and range. */
import { z } from 'zod';
import {
  countyCodeSchema,
  placeKindSchema,
  polygonSchema,
  slugSchema,
  townshipCodeSchema,
} from './primitives.ts';

/**
 * A secret or a reference to one. References keep the file shareable: `env:NAME` reads an environment variable,
 * `file:PATH` the first line of a file. Anything else is the secret itself.
 */
export const secretSchema = z
  .string()
  .min(1)
  .max(512)
  .meta({ title: 'Secret', description: 'env:NAME, file:PATH, or the secret itself.' });

const rtspUrlSchema = z
  .string()
  .refine(isRtspUrl, { message: 'not an RTSP address', params: { fix: 'write rtsp://host[:port]/path' } })
  .meta({
    title: 'RTSP address',
    description: 'rtsp:// or rtsps:// address; credentials may stand beside it instead.',
  });

const brokerUrlSchema = z
  .string()
  .refine((text) => hasProtocol(text, ['mqtt:', 'mqtts:', 'ws:', 'wss:']), {
    message: 'not an MQTT address',
    params: { fix: 'write mqtt://host[:port] or mqtts://host[:port]' },
  })
  .meta({ title: 'Broker address', description: 'mqtt://, mqtts://, ws:// or wss://.' });

function isRtspUrl(text: string): boolean {
  return hasProtocol(text, ['rtsp:', 'rtsps:']);
}

function hasProtocol(text: string, protocols: readonly string[]): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return protocols.includes(url.protocol) && url.hostname !== '';
}

const number = (title: string, unit: string, description: string, range: [number, number], preset: number) =>
  z.number().min(range[0]).max(range[1]).default(preset).meta({ title, unit, description });

export const brokerConfigSchema = z
  .strictObject({
    url: brokerUrlSchema,
    username: z.string().min(1).max(128).optional().meta({ title: 'User name' }),
    password: secretSchema.optional(),
    keepAliveS: number(
      'Keep-alive',
      's',
      'MQTT keep-alive; a dead connection is found after 1.5 times this.',
      [5, 300],
      15,
    ),
  })
  .meta({ title: 'MQTT broker' });
export type BrokerConfig = z.infer<typeof brokerConfigSchema>;

export const attentionConfigSchema = z
  .strictObject({
    quietMs: number(
      'Quiet time',
      'ms',
      'After so much video time without motion, only keyframes are decoded.',
      [1000, 600_000],
      8000,
    ),
    recheckMs: number(
      'Re-check',
      'ms',
      'While someone is there and still, a keyframe is looked at this often.',
      [500, 60_000],
      3500,
    ),
    idleCheckMs: number(
      'Idle check',
      'ms',
      'While nobody is there and nothing moves, a keyframe is looked at this often.',
      [1000, 600_000],
      15_000,
    ),
    maxGopMs: number(
      'Longest GOP',
      'ms',
      'A stream whose keyframes are farther apart is always decoded in full.',
      [500, 60_000],
      4000,
    ),
  })
  .meta({ title: 'Attention' });

export const motionConfigSchema = z
  .strictObject({
    minContrast: number(
      'Least contrast',
      'gray levels',
      'Change of a small square of the picture that counts as motion, beside what its noise explains.',
      [0.5, 60],
      3,
    ),
    deviations: number(
      'Deviations',
      'deviations',
      'How many of its usual deviations a square must change by.',
      [1, 20],
      4,
    ),
    minCells: z.int().min(1).max(200).default(2).meta({
      title: 'Least size',
      unit: 'squares',
      description: 'So many squares (of a fortieth of the picture’s width) must change together.',
    }),
    sceneShare: number(
      'Scene change',
      '0..1',
      'Share of the picture that changes at once when the light is switched or the camera is moved.',
      [0.2, 1],
      0.4,
    ),
  })
  .meta({ title: 'Motion gate' });

export const trackingConfigSchema = z
  .strictObject({
    startScore: number(
      'Start score',
      '0..1',
      'Instance score that may start a track. Lying people score 0.2-0.35.',
      [0.05, 1],
      0.25,
    ),
    startFrames: z.int().min(1).max(20).default(3).meta({
      title: 'Start frames',
      unit: 'frames',
      description: 'Consecutive frames at or over the start score before a track counts.',
    }),
    keepScore: number('Keep score', '0..1', 'Score that keeps a track alive.', [0.01, 1], 0.1),
    minIou: number('Least IoU', '0..1', 'Overlap that ties a person to a track.', [0, 1], 0.15),
    maxCentreShift: number(
      'Centre shift',
      'box diagonals',
      'Distance of centres that ties a person to a track when boxes do not overlap.',
      [0, 3],
      0.6,
    ),
    lostAfterMs: number(
      'Lost after',
      'ms',
      'A person unseen for this long of video time is taken for hidden: its place is kept, not followed.',
      [200, 60_000],
      2000,
    ),
    occludedMs: number(
      'Hidden for',
      'ms',
      'Someone hidden for up to this long, who comes out again near by, is the same person.',
      [0, 300_000],
      30_000,
    ),
  })
  .meta({ title: 'Tracking' });

export const fallConfigSchema = z
  .strictObject({
    minKeypointScore: number(
      'Keypoint score',
      '0..1',
      'Joints below this are taken as unseen.',
      [0.01, 1],
      0.1,
    ),
    dropWindowMs: number(
      'Drop window',
      'ms',
      'A drop must happen within this much video time.',
      [300, 10_000],
      2000,
    ),
    minDropBodyHeights: number(
      'Drop height',
      'body heights',
      'Fall of the shoulders in the picture within the window. From kneeling or a bed it is about 0.3, and a camera that looks down sees 0.8 of that.',
      [0.1, 1],
      0.25,
    ),
    minDropSpeedBodyHeightsPerS: number(
      'Drop speed',
      'body heights/s',
      'Peak downward speed of the shoulders.',
      [0.1, 5],
      0.5,
    ),
    lyingTorsoAngleDeg: number(
      'Lying angle',
      '°',
      'Torso angle from the vertical that enters lying.',
      [30, 90],
      60,
    ),
    uprightTorsoAngleDeg: number(
      'Upright angle',
      '°',
      'Torso angle from the vertical that clears lying.',
      [5, 60],
      35,
    ),
    lowShoulderHeight: number(
      'Low shoulders',
      'body heights',
      'Shoulders under this height over the feet count as down.',
      [0.1, 0.8],
      0.5,
    ),
    dwellMs: number(
      'Dwell',
      'ms',
      'Time on the floor after the drop before the alert is raised.',
      [1000, 120_000],
      10_000,
    ),
    restingDwellMs: number(
      'Dwell above the floor',
      'ms',
      'The same where the body rests higher than the floor it stood on: a bed or sofa for which no zone was drawn.',
      [1000, 3_600_000],
      120_000,
    ),
    personDownMs: number(
      'Person down',
      'ms',
      'Lying on the floor outside every rest zone for this long is an alert although no drop was seen.',
      [10_000, 3_600_000],
      75_000,
    ),
    foundDownMs: number(
      'Found down',
      'ms',
      'The same for someone who was never seen up: it may be a sleeper for whom no rest zone was drawn.',
      [10_000, 3_600_000],
      300_000,
    ),
    personDownImages: z.int().min(2).max(1000).default(12).meta({
      title: 'Images of lying',
      unit: 'images',
      description: 'So many images must show the person lying before that.',
    }),
    playCycles: z.int().min(1).max(20).default(2).meta({
      title: 'Cycles of play',
      unit: 'cycles',
      description: 'Down and up again so often within a minute is play or exercise.',
    }),
    playDwellMs: number(
      'Dwell in play',
      'ms',
      'Time on the floor before an alert is raised about someone who plays.',
      [1000, 3_600_000],
      30_000,
    ),
    uprightClearMs: number(
      'Upright clears',
      'ms',
      'Upright for this long cancels the suspicion or ends the alert.',
      [500, 60_000],
      3000,
    ),
    lostHoldMs: number(
      'Lost hold',
      'ms',
      'A suspected person who is lost from sight stays suspected this long; then the alert is raised.',
      [1000, 300_000],
      30_000,
    ),
    goneEndMs: number(
      'Gone ends',
      'ms',
      'An open alert whose person is no longer seen anywhere near ends after this long.',
      [10_000, 3_600_000],
      60_000,
    ),
    restZoneSeverity: z.enum(['minor', 'ignore']).default('minor').meta({
      title: 'Falls into a rest zone',
      description: 'A drop that ends on a bed or sofa is low priority, or ignored.',
    }),
  })
  .refine((fall) => fall.uprightTorsoAngleDeg < fall.lyingTorsoAngleDeg, {
    path: ['uprightTorsoAngleDeg'],
    message: 'must be smaller than lyingTorsoAngleDeg',
    params: { fix: 'lower it: the gap between the two is the hysteresis' },
  })
  .meta({ title: 'Fall' });
export type FallConfig = z.infer<typeof fallConfigSchema>;

const zoneSchema = z
  .strictObject({
    id: slugSchema,
    kind: z.enum(['rest', 'ignore', 'privacy']).meta({
      title: 'Zone kind',
      description:
        'rest: bed, sofa, kang. ignore: persons here are not looked at. privacy: blacked out in every image.',
    }),
    label: z.string().max(60).default(''),
    polygon: polygonSchema,
  })
  .meta({ title: 'Zone' });

const consentSchema = z
  .strictObject({
    by: z
      .string()
      .min(1)
      .max(120)
      .meta({ title: 'Given by', description: 'Relation, not a name, e.g. "resident".' }),
    on: z.iso.date().meta({ title: 'Date' }),
    scope: z.string().min(1).max(240).meta({ title: 'Scope' }),
  })
  .meta({ title: 'Consent record' });

export const cameraConfigSchema = z
  .strictObject({
    id: slugSchema,
    name: z.string().min(1).max(120),
    householdId: slugSchema.optional(),
    url: rtspUrlSchema,
    username: z.string().min(1).max(128).optional(),
    password: secretSchema.optional(),
    gb28181Id: z
      .string()
      .regex(/^\d{20}$/, 'use 20 digits')
      .optional()
      .meta({ title: 'GB/T 28181 id' }),
    place: placeKindSchema,
    consent: consentSchema.optional(),
    zones: z.array(zoneSchema).max(32).default([]),
  })
  .refine((camera) => camera.place !== 'indoor' || camera.consent !== undefined, {
    path: ['consent'],
    message: 'an indoor camera needs a consent record',
    params: { fix: 'add consent: { by, on, scope }' },
  })
  .meta({ title: 'Camera' });
export type CameraConfig = z.infer<typeof cameraConfigSchema>;

export const edgeConfigSchema = z
  .strictObject({
    version: z.literal(1),
    gateway: z.strictObject({
      id: slugSchema,
      county: countyCodeSchema,
      township: townshipCodeSchema,
      timeZone: z
        .string()
        .refine(isTimeZone, {
          message: 'not a time zone',
          params: { fix: 'write an IANA name, e.g. Asia/Shanghai' },
        })
        .default('Asia/Shanghai'),
      stateDir: z
        .string()
        .min(1)
        .meta({ title: 'State directory', description: 'Outbox and counters; relative to the config file.' }),
      http: z
        .strictObject({
          host: z.string().default('127.0.0.1'),
          port: z.int().min(0).max(65_535).default(8081).meta({ description: '0 takes any free port.' }),
        })
        .prefault({}),
      heartbeatS: number('Heartbeat', 's', 'Interval of the status message.', [1, 300], 10),
    }),
    broker: brokerConfigSchema,
    inference: z
      .strictObject({
        inputWidthPx: z
          .union([z.literal(256), z.literal(320), z.literal(512)])
          .default(256)
          .meta({
            title: 'Model input width',
            unit: 'px',
            description: 'Wider sees smaller people and costs more.',
          }),
        frameWidthPx: z.int().min(256).max(1920).multipleOf(2).default(512).meta({
          title: 'Frame width',
          unit: 'px',
          description:
            'Pictures are decoded to this width; the model’s input and the still are made of them.',
        }),
        zoom: z.boolean().default(false).meta({
          title: 'Zoom',
          description:
            'Looks at one weakly seen or small person closer; doubles the cost while there is one.',
        }),
        workers: z.int().min(1).max(16).default(1).meta({ title: 'Inference threads' }),
        framesPerS: number(
          'Analysis rate',
          'frames/s',
          'Frames of each camera looked at per second.',
          [1, 15],
          5,
        ),
      })
      .prefault({}),
    attention: attentionConfigSchema.prefault({}),
    motion: motionConfigSchema.prefault({}),
    tracking: trackingConfigSchema.prefault({}),
    fall: fallConfigSchema.prefault({}),
    privacy: z
      .strictObject({
        image: z.enum(['skeleton_blur', 'skeleton_only', 'none']).default('skeleton_blur').meta({
          title: 'Still image',
          description:
            'How the picture beside an alert is rendered. There is no setting for the clear picture.',
        }),
      })
      .prefault({}),
    households: z
      .array(
        z.strictObject({
          id: slugSchema,
          label: z.string().min(1).max(120).meta({ description: 'An alias, never a name.' }),
          guardianIds: z.array(slugSchema).max(16).default([]),
        }),
      )
      .default([]),
    cameras: z.array(cameraConfigSchema).min(1).max(256),
  })
  .superRefine((config, context) => {
    const problem = (path: PropertyKey[], message: string, fix: string): void =>
      context.addIssue({ code: 'custom', path, message, params: { fix } });
    if (!config.gateway.township.startsWith(config.gateway.county)) {
      problem(['gateway', 'township'], 'is not in the county', 'begin it with the county’s 6 digits');
    }
    for (const kind of ['cameras', 'households'] as const) {
      for (const index of repeats(config[kind].map((item) => item.id))) {
        problem([kind, index, 'id'], 'this id is used twice', 'give each its own id');
      }
    }
    const known = new Set(config.households.map((household) => household.id));
    for (const [index, camera] of config.cameras.entries()) {
      if (camera.householdId !== undefined && !known.has(camera.householdId)) {
        problem(
          ['cameras', index, 'householdId'],
          'no such household',
          'add it under households, or correct the id',
        );
      }
      for (const zone of repeats(camera.zones.map((item) => item.id))) {
        problem(
          ['cameras', index, 'zones', zone, 'id'],
          'this id is used twice',
          'give each zone its own id',
        );
      }
    }
  })
  .meta({ title: 'Shouwang edge config', description: 'Configuration of one gateway.' });

export type EdgeConfig = z.infer<typeof edgeConfigSchema>;
export type EdgeConfigInput = z.input<typeof edgeConfigSchema>;

/** Indexes of the items that repeat an earlier one. */
function repeats(ids: readonly string[]): number[] {
  return ids.flatMap((id, index) => (ids.indexOf(id) < index ? [index] : []));
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
