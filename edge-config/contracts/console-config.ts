/** Configuration of the console (dashboard server) and of the embedded broker. */
import { z } from 'zod';
import { notifierSchema, pushConfigSchema } from './channels.ts';
import { brokerConfigSchema, secretSchema } from './config.ts';
import { laddersSchema } from './escalation.ts';
import { countyCodeSchema, slugSchema, timeZoneSchema, townshipCodeSchema } from './primitives.ts';
import { divisionBoundSchema, roleSchema } from './rest/roles.ts';
import { webhookSchema } from './webhook.ts';

export const consoleUserSchema = z.strictObject({
  username: z.string().min(1).max(64),
  password: secretSchema,
  displayName: z.string().min(1).max(64),
  role: roleSchema,
  division: divisionBoundSchema.default(''),
});

export const consoleConfigSchema = z
  .strictObject({
    version: z.literal(1),
    consoleId: slugSchema.meta({ description: 'Stable id; the MQTT client id is made of it.' }),
    county: z.union([countyCodeSchema, z.literal('+')]).meta({ description: 'County it serves; + for all.' }),
    timeZone: timeZoneSchema.default('Asia/Shanghai').meta({
      description:
        'IANA name: where “today”, the hours of the day, of digests and the days of rosters are counted.',
    }),
    http: z.strictObject({
      host: z.string().default('127.0.0.1'),
      port: z.int().min(0).max(65_535).default(8080),
      publicUrl: z
        .url({ protocol: /^https?$/ })
        .optional()
        .meta({
          description: 'Address under which people reach the console; links to it are made of it.',
        }),
      secureCookies: z.boolean().default(false).meta({
        description: 'true behind a TLS proxy: browsers then send cookies over HTTPS only.',
      }),
      trustProxy: z.boolean().default(false).meta({
        description: 'true behind a proxy of your own: its X-Forwarded-For tells who asks.',
      }),
    }),
    database: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('embedded'), directory: z.string().min(1) }),
      z.strictObject({ kind: z.literal('server'), url: secretSchema }),
    ]),
    broker: brokerConfigSchema,
    guardianBrokerUrl: z
      .string()
      .meta({ description: 'ws:// or wss:// address of the broker as phones reach it.' }),
    guardianKey: secretSchema.meta({
      description:
        'Key from which each guardian’s MQTT password is derived; the broker is provisioned with the same.',
    }),
    escalation: laddersSchema.prefault({}).meta({
      description: 'Who is told while nobody answers, by severity; null: nobody further.',
    }),
    notifiers: z
      .array(notifierSchema)
      .max(32)
      .default([])
      .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'each id once')
      .meta({
        description: 'Ways to reach people on the rungs; without one the board alone shows an escalation.',
      }),
    push: pushConfigSchema.prefault({}).meta({
      description: 'Web Push to phones of guardians and responders.',
    }),
    retention: z
      .strictObject({
        // At least 30 days: rules for video systems in public places (State Council Order 799, 2025).
        picturesDays: z.int().min(30).max(3650).default(90).meta({
          title: 'Days that pictures are kept',
          unit: 'days',
          description:
            'Stills, and photos from the scene, are deleted so long after their alert was closed. The alert itself stays.',
        }),
      })
      .prefault({}),
    webhooks: z.array(webhookSchema).max(16).default([]).meta({
      description: 'Other systems that are told of every change of an alert.',
    }),
    users: z
      .array(consoleUserSchema)
      .default([])
      .meta({ description: 'Accounts made at the first start; later changes stay.' }),
    guardians: z
      .array(
        z.strictObject({
          id: slugSchema,
          label: z.string().min(1).max(64).meta({ description: 'An alias, e.g. "daughter".' }),
          password: secretSchema,
        }),
      )
      .default([]),
  })
  .meta({ title: 'Shouwang console config' });
export type ConsoleConfig = z.infer<typeof consoleConfigSchema>;

const gatewayAddressSchema = z.strictObject({
  county: countyCodeSchema,
  township: townshipCodeSchema,
  gatewayId: slugSchema,
});

/** The embedded broker: for the demo, tests and a single village. Larger sites use a broker of their own. */
export const brokerServerConfigSchema = z
  .strictObject({
    version: z.literal(1),
    tcp: z.strictObject({ host: z.string().default('127.0.0.1'), port: z.int().min(0).max(65_535) }),
    ws: z.strictObject({ host: z.string().default('127.0.0.1'), port: z.int().min(0).max(65_535) }),
    accounts: z
      .array(
        z.strictObject({
          username: z.string().min(1).max(128),
          password: secretSchema,
          role: z.discriminatedUnion('kind', [
            z.strictObject({
              kind: z.literal('gateway'),
              gateway: gatewayAddressSchema,
              guardianIds: z.array(slugSchema).default([]),
            }),
            z.strictObject({
              kind: z.literal('console'),
              county: z.union([countyCodeSchema, z.literal('+')]),
            }),
          ]),
        }),
      )
      .default([]),
    guardianKey: secretSchema,
  })
  .meta({ title: 'Shouwang embedded broker config' });
export type BrokerServerConfig = z.infer<typeof brokerServerConfigSchema>;
