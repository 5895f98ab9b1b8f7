/** What a guardian's phone asks the console. */
import { z } from 'zod';
import { instantSchema, slugSchema, ulidSchema } from '../primitives.ts';
import { alertActionSchema, humanStateSchema } from './alerts.ts';
import { alertParams, okSchema, type RouteContract } from './route.ts';

export const guardianSessionSchema = z.strictObject({
  guardianId: slugSchema,
  label: z.string(),
  mqtt: z.strictObject({
    url: z.string(),
    username: z.string(),
    password: z
      .string()
      .meta({ description: 'Derived for this guardian only; never stored by the console.' }),
    alertTopic: z.string(),
    actionTopic: z.string(),
    newsTopic: z.string().meta({ description: 'That something about an alert has changed.' }),
  }),
});
export type GuardianSession = z.infer<typeof guardianSessionSchema>;

export const guardianAlertViewSchema = z.strictObject({
  alertId: ulidSchema,
  type: z.string(),
  severity: z.string(),
  status: z.string(),
  placeLabel: z.string(),
  occurredAt: instantSchema,
  state: humanStateSchema,
  machineEnded: z.boolean(),
  hasImage: z.boolean(),
  actions: z.array(alertActionSchema),
});
export type GuardianAlertView = z.infer<typeof guardianAlertViewSchema>;

export const GUARDIAN_ROUTES = {
  guardianSignIn: {
    method: 'POST',
    path: '/api/guardian/session',
    summary: 'Sign a guardian in; answers with the MQTT credentials of this guardian only.',
    access: 'open',
    body: z.strictObject({ guardianId: slugSchema, password: z.string().min(1).max(256) }),
    response: guardianSessionSchema,
    errors: ['REQUEST_INVALID', 'WRONG_CREDENTIALS', 'TOO_MANY_REQUESTS'],
  },
  guardianSession: {
    method: 'GET',
    path: '/api/guardian/session',
    summary: 'The signed-in guardian.',
    access: 'guardian',
    response: guardianSessionSchema,
    errors: ['NOT_SIGNED_IN'],
  },
  guardianSignOut: {
    method: 'DELETE',
    path: '/api/guardian/session',
    summary: 'End the guardian’s session.',
    access: 'guardian',
    response: okSchema,
    errors: ['NOT_SIGNED_IN'],
  },
  guardianAlerts: {
    method: 'GET',
    path: '/api/guardian/alerts',
    summary: 'The guardian’s alerts of the last days, newest first, with who has taken them.',
    access: 'guardian',
    response: z.strictObject({ alerts: z.array(guardianAlertViewSchema) }),
    errors: ['NOT_SIGNED_IN'],
  },
  guardianAlertImage: {
    method: 'GET',
    path: '/api/guardian/alerts/:alertId/image',
    summary: 'The privacy-rendered still of an alert sent to this guardian; each view is audited.',
    access: 'guardian',
    params: alertParams,
    response: 'image/jpeg',
    errors: ['NOT_SIGNED_IN', 'NOT_FOUND'],
  },
} as const satisfies Record<string, RouteContract>;
