/** Drills: an alert that goes the whole way, marked as a drill everywhere, and what it showed. */
import { z } from 'zod';
import { instantSchema, slugSchema, ulidSchema } from '../primitives.ts';
import { divisionCodeSchema } from './divisions.ts';
import { DISPATCHING, divisionBoundSchema, OVERSEEING } from './roles.ts';
import { divisionSchema, nextCursorSchema, pageQuery, type RouteContract } from './route.ts';

export const drillStageSchema = z.strictObject({
  kind: z.enum([
    ...(['raised', 'committed', 'receipt', 'escalated', 'notified', 'notify_failed'] as const),
    ...(['seen', 'taken', 'going', 'on_scene', 'reported', 'closed'] as const),
  ]),
  at: instantSchema.nullable().meta({ description: 'Null while it was not reached.' }),
  afterS: z.number().nullable().meta({ description: 'Since the gateway raised it, s.' }),
  who: z.string().meta({ description: 'Whom it names; empty for none.' }),
  roles: z.array(z.string()).meta({ description: 'Of a rung and of a message: roles of the ladder.' }),
  limitS: z.number().nullable().meta({ description: 'Within which it should come, s; null: no limit.' }),
  isMet: z
    .boolean()
    .nullable()
    .meta({ description: 'Null while it may still come in time, and without a limit.' }),
});
export type DrillStageView = z.infer<typeof drillStageSchema>;

export const drillSchema = z.strictObject({
  drillId: ulidSchema,
  division: divisionSchema,
  gatewayId: slugSchema,
  cameraId: slugSchema,
  alertId: ulidSchema.nullable().meta({ description: 'Null when the gateway did not raise it.' }),
  startedBy: z.string().meta({ description: 'User name.' }),
  startedAt: instantSchema,
  verdict: z
    .enum(['unanswered', 'running', 'passed', 'failed'])
    .meta({ description: 'unanswered: the gateway did not raise it. failed: a limit was missed.' }),
  stages: z.array(drillStageSchema).meta({ description: 'In the order in which they were reached.' }),
});
export type Drill = z.infer<typeof drillSchema>;

const startedSchema = z.strictObject({ alertId: ulidSchema, drillId: ulidSchema });
export type StartedDrill = z.infer<typeof startedSchema>;
const START_ERRORS = [
  ...(['NOT_SIGNED_IN', 'FORBIDDEN', 'NOT_FOUND', 'GATEWAY_NO_ANSWER', 'REQUEST_INVALID'] as const),
] as const;
const ofDivision = divisionBoundSchema
  .optional()
  .meta({ description: 'Of what lies in it; absent: the caller’s own.' });

export const DRILL_ROUTES = {
  startDrill: {
    method: 'POST',
    path: '/api/drills',
    summary: 'Let a gateway raise a drill at one of its cameras.',
    access: DISPATCHING,
    body: z.strictObject({ gatewayId: slugSchema, cameraId: slugSchema }),
    response: startedSchema,
    errors: START_ERRORS,
  },
  startDrillIn: {
    method: 'POST',
    path: '/api/drills/division',
    summary:
      'Let a gateway of a village or township raise a drill; a camera at a household, if there is one.',
    access: DISPATCHING,
    body: z.strictObject({ division: divisionCodeSchema }),
    response: startedSchema,
    errors: START_ERRORS,
  },
  listDrills: {
    method: 'GET',
    path: '/api/drills',
    summary: 'Drills with their stages, newest first.',
    access: OVERSEEING,
    query: z.strictObject({ ...pageQuery, division: ofDivision }),
    response: z.strictObject({ drills: z.array(drillSchema), nextCursor: nextCursorSchema }),
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'REQUEST_INVALID'],
  },
  getDrill: {
    method: 'GET',
    path: '/api/drills/:drillId',
    summary: 'One drill with its stages.',
    access: OVERSEEING,
    params: z.strictObject({ drillId: ulidSchema }),
    response: drillSchema,
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'NOT_FOUND'],
  },
  exportDrills: {
    method: 'GET',
    path: '/api/drills/export',
    summary: 'The newest 200 drills, or one, as a table of stages; audited.',
    access: OVERSEEING,
    query: z.strictObject({
      division: ofDivision,
      drillId: ulidSchema.optional(),
      lang: z.enum(['zh', 'en']).default('zh'),
    }),
    response: 'text/csv',
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'NOT_FOUND', 'REQUEST_INVALID'],
  },
} as const satisfies Record<string, RouteContract>;
