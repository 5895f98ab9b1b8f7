/** The gateway's configuration (edge config): what an installer writes. Every field has a title, unit and range. */
import { z } from 'zod';
import { cameraConfigSchema } from './config-camera.ts';
import {
  attentionConfigSchema,
  fallConfigSchema,
  motionConfigSchema,
  trackingConfigSchema,
} from './config-eyes.ts';
import { liveConsoleConfigSchema } from './config-live.ts';
import { number } from './config-number.ts';
import {
  absenceConfigSchema,
  absenceOf,
  absenceOverrideSchema,
  blindnessConfigSchema,
  calendarConfigSchema,
  contradictionsOf,
  inactivityConfigSchema,
  learningConfigSchema,
} from './config-quiet.ts';
import { hasProtocol, secretSchema } from './config-secret.ts';
import { countyCodeSchema, slugSchema, timeZoneSchema, townshipCodeSchema } from './primitives.ts';

export { type CameraConfig, cameraConfigSchema } from './config-camera.ts';
export { type FallConfig, fallConfigSchema, trackingConfigSchema } from './config-eyes.ts';
export { secretSchema } from './config-secret.ts';

const brokerUrlSchema = z
  .string()
  .refine((text) => hasProtocol(text, ['mqtt:', 'mqtts:', 'ws:', 'wss:']), {
    message: 'not an MQTT address',
    params: { fix: 'write mqtt://host[:port] or mqtts://host[:port]' },
  })
  .meta({ title: 'Broker address', description: 'mqtt://, mqtts://, ws:// or wss://.' });

export const brokerConfigSchema = z
  .strictObject({
    url: brokerUrlSchema,
    fallbackUrls: z.array(brokerUrlSchema).max(4).default([]).meta({
      title: 'Other brokers',
      description:
        'In order of preference, after `url`: tried when the one before does not answer; left for `url` every five minutes.',
    }),
    tls: z
      .strictObject({
        caFile: z.string().min(1).optional().meta({ description: 'PEM of an authority of your own.' }),
        certFile: z.string().min(1).optional().meta({ description: 'PEM of this client’s certificate.' }),
        keyFile: z.string().min(1).optional().meta({ description: 'PEM of its key.' }),
      })
      .refine(({ certFile, keyFile }) => (certFile === undefined) === (keyFile === undefined), {
        message: 'a certificate needs its key, and a key its certificate',
        params: { fix: 'give both certFile and keyFile, or neither' },
      })
      .optional()
      .meta({
        title: 'TLS',
        description: 'For mqtts:// and wss://; paths start at the folder of this file.',
      }),
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

export const edgeConfigSchema = z
  .strictObject({
    version: z.literal(1),
    gateway: z.strictObject({
      id: slugSchema,
      county: countyCodeSchema,
      township: townshipCodeSchema,
      timeZone: timeZoneSchema.default('Asia/Shanghai'),
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
    console: liveConsoleConfigSchema,
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
    inactivity: inactivityConfigSchema.prefault({}),
    absence: absenceConfigSchema.prefault({}),
    learning: learningConfigSchema.prefault({}),
    blindness: blindnessConfigSchema.prefault({}),
    calendar: calendarConfigSchema.prefault({}),
    privacy: z
      .strictObject({
        image: z.enum(['skeleton_blur', 'skeleton_only', 'none']).default('skeleton_blur').meta({
          title: 'Still image',
          description:
            'How the picture beside an alert is rendered. There is no setting for the clear picture.',
        }),
        allowClearLive: z.boolean().default(true).meta({
          title: 'Clear live view',
          description:
            'An operator who gives a reason may see a camera live and clear, its privacy zones black. false: skeletons only.',
        }),
      })
      .prefault({}),
    fallback: z
      .strictObject({
        afterS: number(
          'Siren after',
          's',
          'An extreme or severe alert that no console has taken for so long, and nobody answered, sounds the siren.',
          [10, 3600],
          60,
        ),
        siren: z
          .discriminatedUnion('kind', [
            z.strictObject({
              kind: z.literal('command'),
              command: z.array(z.string().min(1)).min(1).max(32).meta({
                description:
                  'Program and its words; no shell. SHOUWANG_TYPE and others tell what has happened.',
              }),
            }),
            z.strictObject({
              kind: z.literal('http'),
              url: z
                .string()
                .refine((text) => hasProtocol(text, ['http:', 'https:']), { message: 'not an HTTP address' })
                .meta({ description: 'Is sent a POST with JSON.' }),
            }),
          ])
          .nullable()
          .default(null)
          .meta({ title: 'Siren', description: 'Sounded when nobody can be told; null: none.' }),
      })
      .prefault({})
      .meta({ title: 'Local fallback' }),
    households: z
      .array(
        z.strictObject({
          id: slugSchema,
          label: z.string().min(1).max(120).meta({ description: 'An alias, never a name.' }),
          guardianIds: z.array(slugSchema).max(16).default([]),
          absence: absenceOverrideSchema.optional(),
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
    for (const [index, { id }] of config.households.entries()) {
      if (config.cameras.some((camera) => camera.householdId === id)) continue;
      problem(
        ['households', index, 'id'],
        'no camera looks at this household',
        'give one householdId, or remove it',
      );
    }
    for (const { key, message, fix } of contradictionsOf(config.absence)) {
      problem(['absence', key], message, fix);
    }
    for (const [index, { absence }] of config.households.entries()) {
      if (absence === undefined) continue;
      for (const { key, message, fix } of contradictionsOf(absenceOf(config.absence, absence))) {
        problem(['households', index, 'absence', key], message, fix);
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
