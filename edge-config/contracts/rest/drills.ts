/** Drills: an alert that goes the whole way, marked as a drill everywhere. */
import { z } from 'zod';
import { slugSchema, ulidSchema } from '../primitives.ts';
import { DISPATCHING } from './roles.ts';
import type { RouteContract } from './route.ts';

export const DRILL_ROUTES = {
  startDrill: {
    method: 'POST',
    path: '/api/drills',
    summary: 'Let a gateway raise a drill at one of its cameras.',
    access: DISPATCHING,
    body: z.strictObject({ gatewayId: slugSchema, cameraId: slugSchema }),
    response: z.strictObject({ alertId: ulidSchema }),
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'NOT_FOUND', 'GATEWAY_NO_ANSWER', 'REQUEST_INVALID'],
  },
} as const satisfies Record<string, RouteContract>;
