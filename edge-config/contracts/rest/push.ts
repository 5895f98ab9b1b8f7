/** Web Push of phones: guardians by their session, people of the county by their account. */
import { z } from 'zod';
import { pushSubscriptionSchema } from '../push.ts';
import { WATCHING } from './roles.ts';
import { okSchema, type RouteContract } from './route.ts';

const pushStateSchema = z.strictObject({
  publicKey: z
    .string()
    .nullable()
    .meta({ description: 'VAPID key to subscribe with, base64url. Null: this console has no push.' }),
  subscriptions: z.int().nonnegative().meta({ description: 'Browsers of the caller that are subscribed.' }),
});
const endpointBody = pushSubscriptionSchema.pick({ endpoint: true });
const sentSchema = z.strictObject({
  sent: z.int().nonnegative().meta({ description: 'Pushes that a push service has taken.' }),
});
/** Each sends a message out of the house. */
const TESTS_PER_MINUTE = 6;

export const PUSH_ROUTES = {
  guardianPush: {
    method: 'GET',
    path: '/api/guardian/push',
    summary: 'Whether there is Web Push here, and the guardian’s subscriptions.',
    access: 'guardian',
    response: pushStateSchema,
    errors: ['NOT_SIGNED_IN'],
  },
  subscribeGuardianPush: {
    method: 'PUT',
    path: '/api/guardian/push',
    summary: 'Subscribe a browser of the guardian; the same endpoint again changes its keys and language.',
    access: 'guardian',
    body: pushSubscriptionSchema,
    response: okSchema,
    errors: ['NOT_SIGNED_IN', 'REQUEST_INVALID', 'PUSH_REFUSED'],
  },
  unsubscribeGuardianPush: {
    method: 'DELETE',
    path: '/api/guardian/push',
    summary: 'Forget a browser of the guardian.',
    access: 'guardian',
    body: endpointBody,
    response: okSchema,
    errors: ['NOT_SIGNED_IN', 'REQUEST_INVALID'],
  },
  testGuardianPush: {
    method: 'POST',
    path: '/api/guardian/push/test',
    summary: 'Send a test to every browser of the guardian.',
    access: 'guardian',
    response: sentSchema,
    callsPerMinute: TESTS_PER_MINUTE,
    errors: ['NOT_SIGNED_IN', 'TOO_MANY_REQUESTS'],
  },
  push: {
    method: 'GET',
    path: '/api/push',
    summary: 'Whether there is Web Push here, and one’s own subscriptions.',
    access: WATCHING,
    response: pushStateSchema,
    errors: ['NOT_SIGNED_IN'],
  },
  subscribePush: {
    method: 'PUT',
    path: '/api/push',
    summary: 'Subscribe a browser of one’s own: pushes come for the responder whose account it is.',
    access: WATCHING,
    body: pushSubscriptionSchema,
    response: okSchema,
    errors: ['NOT_SIGNED_IN', 'REQUEST_INVALID', 'PUSH_REFUSED'],
  },
  unsubscribePush: {
    method: 'DELETE',
    path: '/api/push',
    summary: 'Forget a browser of one’s own.',
    access: WATCHING,
    body: endpointBody,
    response: okSchema,
    errors: ['NOT_SIGNED_IN', 'REQUEST_INVALID'],
  },
  testPush: {
    method: 'POST',
    path: '/api/push/test',
    summary: 'Send a test to every browser of one’s own.',
    access: WATCHING,
    response: sentSchema,
    callsPerMinute: TESTS_PER_MINUTE,
    errors: ['NOT_SIGNED_IN', 'TOO_MANY_REQUESTS'],
  },
} as const satisfies Record<string, RouteContract>;
