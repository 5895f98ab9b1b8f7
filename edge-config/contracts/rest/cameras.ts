/** Cameras of the county: found by place, state or name, with the history of their outages. */
import { z } from 'zod';
import { cameraStatusSchema, gatewayLoadSchema } from '../messages.ts';
import { instantSchema, placeKindSchema, slugSchema, ulidSchema } from '../primitives.ts';
import { divisionBoundSchema, WATCHING } from './roles.ts';
import { divisionSchema, nextCursorSchema, pageQuery, type RouteContract } from './route.ts';

export const cameraStateSchema = z.enum(['watching', 'connecting', 'blind', 'unknown']).meta({
  description: 'unknown: its gateway is not heard. That is never "watching".',
});
export type CameraState = z.infer<typeof cameraStateSchema>;

export const cameraRowSchema = z.strictObject({
  gatewayId: slugSchema,
  gatewayName: z.string().nullable(),
  cameraId: slugSchema,
  name: z.string(),
  householdId: slugSchema.nullable(),
  householdLabel: z.string().nullable(),
  gb28181Id: z.string().nullable(),
  placeKind: placeKindSchema,
  division: divisionSchema,
  state: cameraStateSchema,
  reason: z.string().nullable().meta({ description: 'Code of the error catalogue; null while watching.' }),
  since: instantSchema.meta({ description: 'Of the state; while unknown, when its gateway was last heard.' }),
  framesPerS: z.number(),
  lastFrameAt: instantSchema.nullable(),
});
export type CameraRow = z.infer<typeof cameraRowSchema>;

export const cameraCountsSchema = z.strictObject({
  watching: z.int(),
  connecting: z.int(),
  blind: z.int(),
  unknown: z.int(),
});
export type CameraCounts = z.infer<typeof cameraCountsSchema>;

export const cameraNodeSchema = z.strictObject({
  kind: z.enum(['division', 'gateway', 'household']),
  id: z.string().meta({ description: 'Code of the division, or id of the gateway or household.' }),
  gatewayId: slugSchema.nullable().meta({ description: 'Of a household; null of a division.' }),
  name: z.string(),
  cameras: cameraCountsSchema,
  load: gatewayLoadSchema
    .nullable()
    .meta({ description: 'Of a gateway that is heard; null of everything else.' }),
  hasChildren: z.boolean(),
});
export type CameraNode = z.infer<typeof cameraNodeSchema>;

export const outageSchema = z.strictObject({
  reason: z.string().nullable(),
  beganAt: instantSchema,
  endedAt: instantSchema.nullable().meta({ description: 'Null while it lasts.' }),
});
export type Outage = z.infer<typeof outageSchema>;

export const cameraDetailSchema = z.strictObject({
  camera: cameraRowSchema,
  status: cameraStatusSchema,
  load: gatewayLoadSchema.nullable().meta({ description: 'Of its gateway; null while that is not heard.' }),
  outages: z.array(outageSchema).meta({ description: 'Newest first, at most 50.' }),
  lastStill: z
    .strictObject({ alertId: ulidSchema, occurredAt: instantSchema })
    .nullable()
    .meta({ description: 'The newest alert of this camera that has a still.' }),
});
export type CameraDetail = z.infer<typeof cameraDetailSchema>;

const cameraParams = z.strictObject({ gatewayId: slugSchema, cameraId: slugSchema });

export const CAMERA_ROUTES = {
  listCameras: {
    method: 'GET',
    path: '/api/cameras',
    summary: 'Cameras by township, gateway and id.',
    access: WATCHING,
    query: z.strictObject({
      ...pageQuery,
      division: divisionBoundSchema.optional(),
      state: cameraStateSchema.optional(),
      placeKind: placeKindSchema.optional(),
      gatewayId: slugSchema.optional(),
      householdId: slugSchema.optional(),
      q: z
        .string()
        .max(60)
        .optional()
        .meta({ description: 'Part of a name, an id, a household or a GB/T 28181 id.' }),
    }),
    response: z.strictObject({
      cameras: z.array(cameraRowSchema),
      nextCursor: nextCursorSchema,
      counts: cameraCountsSchema.meta({ description: 'Of all that the filter finds, but for the state.' }),
    }),
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'REQUEST_INVALID'],
  },
  cameraTree: {
    method: 'GET',
    path: '/api/camera-tree',
    summary: 'What lies below a division, or below a gateway: with how its cameras are.',
    access: WATCHING,
    query: z.strictObject({
      under: divisionBoundSchema.optional().meta({ description: 'Absent: the own division.' }),
      gatewayId: slugSchema.optional(),
    }),
    response: z.strictObject({ nodes: z.array(cameraNodeSchema) }),
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'REQUEST_INVALID', 'NOT_FOUND'],
  },
  getCamera: {
    method: 'GET',
    path: '/api/cameras/:gatewayId/:cameraId',
    summary: 'One camera with its outages.',
    access: WATCHING,
    params: cameraParams,
    response: cameraDetailSchema,
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'NOT_FOUND'],
  },
} as const satisfies Record<string, RouteContract>;
