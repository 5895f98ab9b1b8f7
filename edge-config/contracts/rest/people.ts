/** People of the county: their accounts, one-time links, passwords and sessions. */
import { z } from 'zod';
import { PASSWORD_MAX_CHARACTERS, PASSWORD_MIN_CHARACTERS } from '../password.ts';
import { instantSchema, ulidSchema } from '../primitives.ts';
import { ADMINISTERING, divisionBoundSchema, roleSchema, WATCHING } from './roles.ts';
import { divisionSchema, nextCursorSchema, okSchema, pageQuery, type RouteContract } from './route.ts';
import { userViewSchema } from './session.ts';

/** Of accounts made here; those of a config may be named otherwise. */
export const newUsernameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{1,62}$/, 'use 2-63 of a-z, 0-9, ".", "_" and "-"');

const displayNameSchema = z.string().trim().min(1).max(64).meta({
  description: 'Shown beside what the person did: an office or alias, such as "duty desk 2".',
});

const newPasswordSchema = z
  .string()
  .min(PASSWORD_MIN_CHARACTERS)
  // In UTF-16 units, of which a character has at most two; characters are counted afterwards.
  .max(2 * PASSWORD_MAX_CHARACTERS);

export const personSchema = z.strictObject({
  username: z.string(),
  displayName: z.string(),
  role: roleSchema,
  division: divisionBoundSchema,
  divisionNames: z.array(z.string()).meta({ description: 'County, township, village, as far as known.' }),
  createdAt: instantSchema,
  disabledAt: instantSchema.nullable().meta({ description: 'Null while the account may be used.' }),
  hasPassword: z.boolean().meta({ description: 'False until the first link was used.' }),
  lastSignInAt: instantSchema.nullable().meta({ description: 'Null: never, or before this was kept.' }),
  openSessions: z.int().min(0),
  linkExpiresAt: instantSchema.nullable().meta({ description: 'Of a link that was not used yet.' }),
});
export type Person = z.infer<typeof personSchema>;

export const signInLinkSchema = z.strictObject({
  url: z.string().meta({ description: 'Told this once; only a digest of it is kept.' }),
  expiresAt: instantSchema,
});
export type SignInLink = z.infer<typeof signInLinkSchema>;

export const linkHolderSchema = z.strictObject({
  username: z.string(),
  displayName: z.string(),
  role: roleSchema,
});
export type LinkHolder = z.infer<typeof linkHolderSchema>;

export const sessionViewSchema = z.strictObject({
  sessionId: ulidSchema,
  createdAt: instantSchema,
  expiresAt: instantSchema,
  userAgent: z.string().meta({ description: 'What the browser calls itself, cut to 200 characters.' }),
  isCurrent: z.boolean().meta({ description: 'The one that asks.' }),
});
export type SessionView = z.infer<typeof sessionViewSchema>;

const tokenParams = z.strictObject({ token: z.string().min(1).max(200) });
const personParams = z.strictObject({ username: z.string().min(1).max(64) });
const sessionsSchema = z.strictObject({ sessions: z.array(sessionViewSchema) });

const linkRoutes = {
  readLink: {
    method: 'GET',
    path: '/api/links/:token',
    summary: 'Whose one-time link this is; limited like signing in.',
    access: 'open',
    params: tokenParams,
    response: linkHolderSchema,
    errors: ['LINK_INVALID', 'TOO_MANY_REQUESTS'],
  },
  redeemLink: {
    method: 'POST',
    path: '/api/links/:token',
    summary: 'Set the password, end all sessions of this person, sign in. A link works once.',
    access: 'open',
    params: tokenParams,
    body: z.strictObject({ password: newPasswordSchema }),
    response: userViewSchema,
    errors: ['LINK_INVALID', 'PASSWORD_WEAK', 'REQUEST_INVALID', 'TOO_MANY_REQUESTS'],
  },
} as const satisfies Record<string, RouteContract>;

const administratorRoutes = {
  listPeople: {
    method: 'GET',
    path: '/api/people',
    summary: 'Accounts within the own division, by user name.',
    access: ADMINISTERING,
    query: z.strictObject({
      ...pageQuery,
      find: z.string().max(64).optional().meta({ description: 'Part of the user name or shown name.' }),
      role: roleSchema.optional(),
      state: z.enum(['active', 'disabled', 'all']).default('all'),
    }),
    response: z.strictObject({ people: z.array(personSchema), nextCursor: nextCursorSchema }),
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'REQUEST_INVALID'],
  },
  createPerson: {
    method: 'POST',
    path: '/api/people',
    summary: 'Make an account without a password, and the link by which its owner sets one.',
    access: ADMINISTERING,
    body: z.strictObject({
      username: newUsernameSchema,
      displayName: displayNameSchema,
      role: roleSchema,
      division: divisionBoundSchema,
    }),
    response: z.strictObject({ person: personSchema, link: signInLinkSchema }),
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'REQUEST_INVALID', 'USERNAME_TAKEN'],
  },
  changePerson: {
    method: 'PUT',
    path: '/api/people/:username',
    summary: 'Change shown name, role and division; boards of this person are opened anew.',
    access: ADMINISTERING,
    params: personParams,
    body: z.strictObject({
      displayName: displayNameSchema,
      role: roleSchema,
      division: divisionBoundSchema,
    }),
    response: personSchema,
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'REQUEST_INVALID', 'NOT_FOUND', 'LAST_ADMINISTRATOR'],
  },
  disablePerson: {
    method: 'POST',
    path: '/api/people/:username/disable',
    summary: 'Close an account: sessions, boards and links end at once, the history stays.',
    access: ADMINISTERING,
    params: personParams,
    response: personSchema,
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'NOT_FOUND', 'LAST_ADMINISTRATOR'],
  },
  enablePerson: {
    method: 'POST',
    path: '/api/people/:username/enable',
    summary: 'Open an account again.',
    access: ADMINISTERING,
    params: personParams,
    response: personSchema,
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'NOT_FOUND'],
  },
  makeLink: {
    method: 'POST',
    path: '/api/people/:username/link',
    summary: 'A new one-time link, also for a forgotten password; earlier ones end.',
    access: ADMINISTERING,
    params: personParams,
    response: signInLinkSchema,
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'NOT_FOUND', 'PERSON_DISABLED'],
  },
  listSessionsOf: {
    method: 'GET',
    path: '/api/people/:username/sessions',
    summary: 'Where a person is signed in.',
    access: ADMINISTERING,
    params: personParams,
    response: sessionsSchema,
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'NOT_FOUND'],
  },
  endSessionsOf: {
    method: 'DELETE',
    path: '/api/people/:username/sessions',
    summary: 'End all sessions of a person.',
    access: ADMINISTERING,
    params: personParams,
    response: okSchema,
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'NOT_FOUND'],
  },
  endSessionOf: {
    method: 'DELETE',
    path: '/api/people/:username/sessions/:sessionId',
    summary: 'End one session of a person.',
    access: ADMINISTERING,
    params: personParams.extend({ sessionId: ulidSchema }),
    response: okSchema,
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'NOT_FOUND'],
  },
  findDivisions: {
    method: 'GET',
    path: '/api/people/divisions',
    summary: 'Divisions that can be given to a person, by part of a name or the beginning of a code.',
    access: ADMINISTERING,
    query: z.strictObject({ find: z.string().max(60).default('') }),
    response: z.strictObject({ divisions: z.array(divisionSchema) }),
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'REQUEST_INVALID'],
  },
} as const satisfies Record<string, RouteContract>;

const ownRoutes = {
  changeOwnPassword: {
    method: 'POST',
    path: '/api/own/password',
    summary: 'Change the own password; the own other sessions end. Limited like signing in.',
    access: WATCHING,
    body: z.strictObject({ oldPassword: z.string().min(1).max(256), password: newPasswordSchema }),
    response: okSchema,
    errors: ['NOT_SIGNED_IN', 'REQUEST_INVALID', 'PASSWORD_WRONG', 'PASSWORD_WEAK', 'TOO_MANY_REQUESTS'],
  },
  listOwnSessions: {
    method: 'GET',
    path: '/api/own/sessions',
    summary: 'Where the one who asks is signed in.',
    access: WATCHING,
    response: sessionsSchema,
    errors: ['NOT_SIGNED_IN'],
  },
  endOtherSessions: {
    method: 'DELETE',
    path: '/api/own/sessions',
    summary: 'End all own sessions but this one.',
    access: WATCHING,
    response: okSchema,
    errors: ['NOT_SIGNED_IN'],
  },
  endOwnSession: {
    method: 'DELETE',
    path: '/api/own/sessions/:sessionId',
    summary: 'End one of the own sessions.',
    access: WATCHING,
    params: z.strictObject({ sessionId: ulidSchema }),
    response: okSchema,
    errors: ['NOT_SIGNED_IN', 'NOT_FOUND'],
  },
} as const satisfies Record<string, RouteContract>;

export const PEOPLE_ROUTES = { ...linkRoutes, ...administratorRoutes, ...ownRoutes } as const;
