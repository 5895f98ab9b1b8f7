/** Gateways, cameras and households as last heard. */
import { z } from 'zod';
import { cameraStatusSchema, gatewayStatusSchema, householdStatusSchema } from '../messages.ts';
import { instantSchema, slugSchema } from '../primitives.ts';
import { WATCHING } from './roles.ts';
import { divisionSchema, type RouteContract } from './route.ts';

/** Without the picture of its day, which is asked for when it is looked at. */
export const householdViewSchema = householdStatusSchema.omit({ day: true });
export type HouseholdView = z.infer<typeof householdViewSchema>;

export const gatewayViewSchema = z.strictObject({
  gatewayId: slugSchema,
  county: z.string(),
  township: z.string(),
  name: z.string().nullable().meta({ description: 'Given at the county; null: its id is shown.' }),
  division: divisionSchema,
  status: gatewayStatusSchema,
  heardAt: instantSchema,
  late: z.boolean().meta({ description: 'Its heartbeat is overdue: what its cameras show is unknown.' }),
  clockSkewMs: z.int().nullable().meta({
    description:
      'Its clock minus the console’s, of its last heartbeats: positive when it is fast. Null before it was measured.',
    unit: 'ms',
  }),
  cameras: z.array(cameraStatusSchema),
  households: z.array(householdViewSchema),
});
export type GatewayView = z.infer<typeof gatewayViewSchema>;

const camerasByStateSchema = z.strictObject({
  watching: z.int().nonnegative(),
  connecting: z.int().nonnegative(),
  blind: z.int().nonnegative(),
});

/** Cameras, and households, of one gateway that a board holds. */
export const GLANCE_ROWS = 20;

/** A gateway as the board shows it beside the alerts: what is in trouble first, the rest as numbers. */
export const gatewayGlanceSchema = gatewayViewSchema.extend({
  cameras: z.array(cameraStatusSchema).max(GLANCE_ROWS).meta({ description: 'Blind ones first.' }),
  households: z.array(householdViewSchema).max(GLANCE_ROWS).meta({ description: 'Unknown ones first.' }),
  cameraCounts: camerasByStateSchema.meta({ description: 'As it told them last, also while it is late.' }),
  householdCount: z.int().nonnegative(),
  householdsUnknown: z.int().nonnegative(),
});
export type GatewayGlance = z.infer<typeof gatewayGlanceSchema>;

/** Everything in a division as numbers. */
export const estateTotalsSchema = z.strictObject({
  gateways: z.int().nonnegative(),
  late: z.int().nonnegative(),
  cameras: camerasByStateSchema
    .extend({ unknown: z.int().nonnegative().meta({ description: 'Behind a late gateway.' }) })
    .meta({ description: 'By state.' }),
  households: z.int().nonnegative(),
  householdsUnknown: z.int().nonnegative().meta({ description: 'With those behind a late gateway.' }),
});
export type EstateTotals = z.infer<typeof estateTotalsSchema>;

export const ESTATE_ROUTES = {
  listGateways: {
    method: 'GET',
    path: '/api/gateways',
    summary: 'Gateways and their cameras as last heard.',
    access: WATCHING,
    response: z.strictObject({ gateways: z.array(gatewayViewSchema) }),
    errors: ['NOT_SIGNED_IN'],
  },
  getGateway: {
    method: 'GET',
    path: '/api/gateways/:gatewayId',
    summary: 'One gateway with all its cameras and households.',
    access: WATCHING,
    params: z.strictObject({ gatewayId: slugSchema }),
    response: gatewayViewSchema,
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'NOT_FOUND'],
  },
  getHousehold: {
    method: 'GET',
    path: '/api/gateways/:gatewayId/households/:householdId',
    summary: 'One household with its day against what is usual.',
    access: WATCHING,
    params: z.strictObject({ gatewayId: slugSchema, householdId: slugSchema }),
    response: householdStatusSchema,
    errors: ['NOT_SIGNED_IN', 'NOT_FOUND'],
  },
} as const satisfies Record<string, RouteContract>;
