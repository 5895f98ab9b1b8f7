/** Signing in at the county. */
import { z } from 'zod';
import { divisionBoundSchema, roleSchema, WATCHING } from './roles.ts';
import { okSchema, type RouteContract } from './route.ts';

export const userViewSchema = z.strictObject({
  username: z.string(),
  displayName: z.string(),
  role: roleSchema,
  division: divisionBoundSchema,
});
export type UserView = z.infer<typeof userViewSchema>;

export const SESSION_ROUTES = {
  signIn: {
    method: 'POST',
    path: '/api/session',
    summary: 'Sign an operator in; sets an HttpOnly cookie.',
    access: 'open',
    body: z.strictObject({ username: z.string().min(1).max(64), password: z.string().min(1).max(256) }),
    response: userViewSchema,
    errors: ['REQUEST_INVALID', 'WRONG_CREDENTIALS', 'TOO_MANY_REQUESTS'],
  },
  session: {
    method: 'GET',
    path: '/api/session',
    summary: 'Who is signed in.',
    access: WATCHING,
    response: userViewSchema,
    errors: ['NOT_SIGNED_IN'],
  },
  signOut: {
    method: 'DELETE',
    path: '/api/session',
    summary: 'End the session.',
    access: WATCHING,
    response: okSchema,
    errors: ['NOT_SIGNED_IN'],
  },
} as const satisfies Record<string, RouteContract>;
