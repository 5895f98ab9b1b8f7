/**
 * MQTT payloads: CloudEvents 1.0 structured JSON. The envelope tells who, when and what; `data` is one of the
 * schemas below. CAP 1.2 words carry the meaning (msgType, status, severity). Unknown keys in `data` are refused;
 * unknown envelope attributes are ignored, as CloudEvents asks of consumers.
 */
import { z } from 'zod';
import { liveFormatSchema, liveModeSchema } from './live-video.ts';
import {
  alertStatusSchema,
  alertTypeSchema,
  bilingualTextSchema,
  countyCodeSchema,
  instantSchema,
  outcomeSchema,
  placeKindSchema,
  severitySchema,
  slugSchema,
  streamTimeMsSchema,
  townshipCodeSchema,
  ulidSchema,
} from './primitives.ts';

/** Images larger than this are not sent over MQTT. */
export const MAX_IMAGE_BYTES = 131_072;
/** A payload larger than this is refused unread. */
export const MAX_JSON_BYTES = 65_536;

const measurementSchema = z.strictObject({
  key: z.string().meta({ description: 'Stable name, e.g. torsoAngleDeg.' }),
  label: bilingualTextSchema,
  value: z.number(),
  unit: z.string().meta({ description: 'Unit as written to people: °, s, body heights/s.' }),
});

const posturePointSchema = z.strictObject({
  streamTimeMs: streamTimeMsSchema,
  posture: z.enum(['upright', 'sitting', 'low', 'lying', 'unknown']),
  torsoAngleDeg: z.number().nullable().meta({ description: 'Torso angle from the vertical, degrees.' }),
  shoulderHeight: z
    .number()
    .nullable()
    .meta({ description: 'Height of the shoulders over the feet, in standing body heights.' }),
});

const jointSchema = z.tuple([z.number().min(0).max(1), z.number().min(0).max(1), z.number().min(0).max(1)]);

/** The skeletons of the last seconds until an alert was raised: what happened, without a pixel. */
export const replaySchema = z.strictObject({
  frames: z
    .array(
      z.strictObject({
        streamTimeMs: streamTimeMsSchema,
        persons: z
          .array(z.array(jointSchema).length(17))
          .max(3)
          .meta({ description: 'Whom the alert is about comes first, where seen.' }),
      }),
    )
    .max(60)
    .meta({
      description:
        'Oldest first. Joints in COCO order as [x, y, score]: x and y from 0 (left, top) to 1 (right, bottom) of the picture.',
    }),
});
export type Replay = z.infer<typeof replaySchema>;

export const evidenceSchema = z.strictObject({
  reason: bilingualTextSchema.meta({ description: 'Why the machine raised it, in words.' }),
  measurements: z.array(measurementSchema).max(32),
  timeline: z.array(posturePointSchema).max(120),
  replay: replaySchema.nullable().optional(),
});
export type Evidence = z.infer<typeof evidenceSchema>;

export const imageInfoSchema = z.strictObject({
  contentType: z.literal('image/jpeg'),
  bytes: z.int().positive().max(MAX_IMAGE_BYTES),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  widthPx: z.int().positive(),
  heightPx: z.int().positive(),
  rendering: z.enum(['skeleton_blur', 'skeleton_only']),
});
export type ImageInfo = z.infer<typeof imageInfoSchema>;

/** One message in the life of an alert: same `alertId`, rising `sequence`. */
export const alertSchema = z.strictObject({
  alertId: ulidSchema,
  sequence: z
    .int()
    .min(1)
    .meta({ description: 'Counts from 1 per alert; the pair (alertId, sequence) is unique.' }),
  phase: z.enum(['raised', 'updated', 'ended']),
  msgType: z.enum(['Alert', 'Update', 'Cancel']),
  type: alertTypeSchema,
  severity: severitySchema,
  status: alertStatusSchema,
  gatewayId: slugSchema,
  county: countyCodeSchema,
  township: townshipCodeSchema,
  householdId: slugSchema.nullable(),
  cameraId: slugSchema.nullable(),
  place: z.strictObject({ kind: placeKindSchema, label: z.string().max(120) }),
  occurredAt: instantSchema.meta({ description: 'When it happened (impact), wall time.' }),
  raisedAt: instantSchema.meta({ description: 'When the gateway decided, wall time.' }),
  confidence: z.number().min(0).max(1),
  stages: z.strictObject({
    impactStreamMs: streamTimeMsSchema.nullable(),
    suspectedStreamMs: streamTimeMsSchema.nullable(),
    raisedStreamMs: streamTimeMsSchema,
    suspectedAt: instantSchema.nullable(),
  }),
  evidence: evidenceSchema,
  image: imageInfoSchema.nullable(),
  guardianIds: z.array(slugSchema).max(16),
});
export type Alert = z.infer<typeof alertSchema>;

/** What a phone is told: no household, no guardian list, no measurements. */
export const guardianAlertSchema = z.strictObject({
  alertId: ulidSchema,
  sequence: z.int().min(1),
  phase: z.enum(['raised', 'updated', 'ended']),
  type: alertTypeSchema,
  severity: severitySchema,
  status: alertStatusSchema,
  placeLabel: z.string(),
  occurredAt: instantSchema,
  raisedAt: instantSchema,
  expiresAt: instantSchema,
  confidence: z.number().min(0).max(1),
  reason: bilingualTextSchema,
});
export type GuardianAlert = z.infer<typeof guardianAlertSchema>;

/** Something about an alert of this guardian has changed: the phone asks the console for its list. */
export const guardianNewsSchema = z.strictObject({
  alertId: ulidSchema,
  revision: z.int().min(1).meta({ description: 'Of the alert at the console; rises with every change.' }),
  at: instantSchema,
});
export type GuardianNews = z.infer<typeof guardianNewsSchema>;

export const guardianActionSchema = z.strictObject({
  actionId: ulidSchema,
  alertId: ulidSchema,
  guardianId: slugSchema,
  action: z.enum(['seen', 'going', 'false', 'safe']),
  at: instantSchema,
});
export type GuardianAction = z.infer<typeof guardianActionSchema>;
export type GuardianActionKind = GuardianAction['action'];

export const receiptSchema = z.strictObject({
  alertId: ulidSchema,
  sequence: z.int().min(1),
  committedAt: instantSchema,
  consoleId: slugSchema,
  startId: ulidSchema.meta({ description: 'The start of the console that gave it: see its status.' }),
  serial: z.int().min(1).meta({ description: 'Of the event in the console’s database.' }),
});
export type Receipt = z.infer<typeof receiptSchema>;

export const humanSchema = z.strictObject({
  alertId: ulidSchema,
  action: z.enum(['acknowledged', 'dispatched', 'on_scene', 'closed', 'going', 'false', 'safe']),
  outcome: outcomeSchema.nullable(),
  byKind: z.enum(['operator', 'responder', 'guardian']),
  at: instantSchema,
});
export type HumanMessage = z.infer<typeof humanSchema>;

export const gatewayStatusSchema = z.strictObject({
  state: z.enum(['online', 'offline']),
  version: z.string(),
  session: z.int().min(1).meta({ description: 'Counts the starts of this gateway.' }),
  bornAt: instantSchema,
  aliveAt: instantSchema.meta({ description: 'Time of this heartbeat.' }),
  heartbeatMs: z.int().positive().meta({ description: 'The next one is due after this long.', unit: 'ms' }),
  outboxPending: z.int().nonnegative(),
});
export type GatewayStatus = z.infer<typeof gatewayStatusSchema>;

export const cameraStatusSchema = z.strictObject({
  cameraId: slugSchema,
  name: z.string().max(120),
  householdId: slugSchema.nullable(),
  placeKind: placeKindSchema,
  gb28181Id: z
    .string()
    .regex(/^\d{20}$/)
    .nullable()
    .default(null)
    .meta({ title: 'GB/T 28181 id' }),
  state: z.enum(['connecting', 'watching', 'blind']),
  reason: z.string().nullable().meta({ description: 'Code of the error catalogue; null while watching.' }),
  since: instantSchema,
  framesPerS: z.number().nonnegative(),
  lastFrameAt: instantSchema.nullable(),
  personsNow: z.int().nonnegative(),
});
export type CameraStatus = z.infer<typeof cameraStatusSchema>;

const slotsSchema = z.array(z.int().nonnegative().nullable()).length(96);

/** One household over all its cameras: what absence is decided by. */
export const householdStatusSchema = z.strictObject({
  householdId: slugSchema,
  label: z.string().max(120),
  state: z.enum(['watched', 'out', 'unknown']).meta({
    description: 'unknown: not all of its cameras see. out: last seen leaving by an exit.',
  }),
  lastSeenAt: instantSchema.nullable(),
  unseenMin: z.int().nonnegative().meta({
    description: 'Watched time of the active hours since somebody was seen.',
    unit: 'min',
  }),
  limitMin: z
    .int()
    .nonnegative()
    .nullable()
    .meta({ description: 'Its limit at this hour; null outside the active hours.', unit: 'min' }),
  learntDays: z.int().nonnegative(),
  learningDays: z.int().nonnegative().meta({ description: 'So many days the fixed limit holds.' }),
  day: z
    .strictObject({
      date: z.iso.date(),
      slotMin: z.int().positive(),
      usualMin: slotsSchema,
      limitMin: slotsSchema,
      todayMin: slotsSchema,
    })
    .nullable()
    .meta({
      description:
        'Longest time without anybody in each quarter of an hour, minutes; null where it is unknown. Null as a whole: as told before.',
    }),
});
export type HouseholdStatus = z.infer<typeof householdStatusSchema>;

/** A start of the console on its database, and the highest serial that was there then. */
export const consoleStartSchema = z.strictObject({ startId: ulidSchema, serial: z.int().nonnegative() });
export type ConsoleStart = z.infer<typeof consoleStartSchema>;

/** Retained, and the console's Last Will: a gateway keeps its alerts to itself while nobody takes them. */
export const consoleStatusSchema = z.strictObject({
  consoleId: slugSchema,
  state: z.enum(['online', 'offline']),
  starts: z.array(consoleStartSchema).max(64).meta({
    description:
      'Its newest starts, oldest first. What a gateway has a receipt for, and this history does not hold, was lost: it is sent again.',
  }),
});
export type ConsoleStatus = z.infer<typeof consoleStatusSchema>;

export const commandSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('test_alert'),
    commandId: ulidSchema,
    cameraId: slugSchema,
    status: z.enum(['test', 'exercise']).default('test').meta({
      description:
        'exercise: a drill, which rings and climbs the ladder as such; test: reaches the boards only.',
    }),
  }),
  z.strictObject({ kind: z.literal('config_get'), commandId: ulidSchema }),
  z.strictObject({
    kind: z.literal('live_start'),
    commandId: ulidSchema,
    cameraId: slugSchema,
    viewId: ulidSchema.meta({ description: 'Names the feed: the last part of its address at the console.' }),
    token: z
      .string()
      .regex(/^[\w-]{43}$/)
      .meta({ description: 'Opens that address once: 256 random bits, base64url.' }),
    mode: liveModeSchema,
    format: liveFormatSchema,
  }),
  z.strictObject({ kind: z.literal('live_stop'), commandId: ulidSchema, viewId: ulidSchema }),
]);
export type Command = z.infer<typeof commandSchema>;

export const replySchema = z.strictObject({
  commandId: ulidSchema,
  ok: z.boolean(),
  code: z.string().nullable().meta({ description: 'Code of the error catalogue when not ok.' }),
  result: z.record(z.string(), z.unknown()).nullable(),
});
export type Reply = z.infer<typeof replySchema>;

/** Message types, keyed by the name that CloudEvents carries in `type`. */
export const MESSAGE_SCHEMAS = {
  'shouwang.alert.v1': alertSchema,
  'shouwang.guardian-alert.v1': guardianAlertSchema,
  'shouwang.guardian-action.v1': guardianActionSchema,
  'shouwang.guardian-news.v1': guardianNewsSchema,
  'shouwang.receipt.v1': receiptSchema,
  'shouwang.human.v1': humanSchema,
  'shouwang.gateway-status.v1': gatewayStatusSchema,
  'shouwang.camera-status.v1': cameraStatusSchema,
  'shouwang.household-status.v1': householdStatusSchema,
  'shouwang.console-status.v1': consoleStatusSchema,
  'shouwang.command.v1': commandSchema,
  'shouwang.reply.v1': replySchema,
} as const;

export type MessageType = keyof typeof MESSAGE_SCHEMAS;
export type MessageData<T extends MessageType> = z.infer<(typeof MESSAGE_SCHEMAS)[T]>;
