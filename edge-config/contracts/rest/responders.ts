/** Ten-household heads, grid workers and centres who can be sent, and when they are on duty. */
import { z } from 'zod';
import { instantSchema, slugSchema, ulidSchema } from '../primitives.ts';
import { divisionCodeSchema } from './divisions.ts';
import { ACTING, DISPATCHING, OVERSEEING, WATCHING } from './roles.ts';
import { divisionSchema, type RouteContract } from './route.ts';

export const responderRoleSchema = z.enum([
  'unit_head',
  'grid_worker',
  'village_centre',
  'township',
  'county',
]);
export type ResponderRole = z.infer<typeof responderRoleSchema>;

export const responderViewSchema = z.strictObject({
  responderId: slugSchema,
  role: responderRoleSchema,
  label: z.string().min(1).max(60).meta({ description: 'Office or alias, such as "grid worker, group 3".' }),
  division: divisionSchema,
  phoneEnding: z.string().nullable().meta({ description: 'Last two digits; null when no number is known.' }),
  isOnDuty: z.boolean().meta({ description: 'By the roster; true for all of a role that has none.' }),
  isActive: z.boolean(),
});
export type ResponderView = z.infer<typeof responderViewSchema>;

export const phoneSchema = z
  .string()
  .regex(/^\+?\d[\d -]{1,22}\d$/, 'use digits, spaces and "-", with "+" in front of a country code');

/** What is kept of a responder; the number is shown only when it is asked for. */
const responderFields = {
  role: responderRoleSchema,
  label: z.string().trim().min(1).max(60).meta({ description: 'Office or alias, never a name.' }),
  division: divisionCodeSchema.meta({ description: 'Code of the division served.' }),
  username: z
    .string()
    .min(1)
    .max(64)
    .nullable()
    .meta({ description: 'Account of the role "responder" with which this one signs in; null: has none.' }),
};

export const newResponderSchema = z.strictObject({
  responderId: slugSchema,
  ...responderFields,
  phone: phoneSchema.nullable(),
});
export type NewResponder = z.infer<typeof newResponderSchema>;

export const rosterRowSchema = z
  .strictObject({
    responderId: slugSchema,
    beginsAt: instantSchema,
    endsAt: instantSchema.meta({ description: 'Not included.' }),
    note: z.string().max(200).nullable(),
  })
  .refine(({ beginsAt, endsAt }) => Date.parse(endsAt) > Date.parse(beginsAt), {
    message: 'it must end after it begins',
    path: ['endsAt'],
  });
export type RosterRow = z.infer<typeof rosterRowSchema>;

const rosterViewSchema = z.strictObject({
  timeZone: z.string().meta({ description: 'IANA name: in which the county’s days begin.' }),
  rows: z.array(
    z.strictObject({
      rosterId: ulidSchema,
      responderId: slugSchema,
      beginsAt: instantSchema,
      endsAt: instantSchema,
      note: z.string().nullable(),
    }),
  ),
});
export type RosterView = z.infer<typeof rosterViewSchema>;

const responderParams = z.strictObject({ responderId: slugSchema });
const rosterQuery = z.strictObject({
  division: divisionCodeSchema.meta({ description: 'Of those who serve in it.' }),
  from: instantSchema,
  to: instantSchema.meta({ description: 'Not included; at most 35 days later.' }),
});
const MAX_ROSTER_ROWS = 2000;

export const RESPONDER_ROUTES = {
  listResponders: {
    method: 'GET',
    path: '/api/responders',
    summary: 'Who serves a division around or within the one asked for, nearest first.',
    access: WATCHING,
    query: z.strictObject({
      division: divisionCodeSchema.optional().meta({ description: 'Absent: the caller’s own.' }),
      role: responderRoleSchema.optional(),
      q: z.string().max(60).optional().meta({ description: 'Part of the label or id.' }),
      inactive: z.enum(['yes', 'no']).default('no').meta({ description: 'yes: those as well.' }),
      limit: z.coerce.number().int().min(1).max(1000).default(500),
    }),
    response: z.strictObject({
      responders: z.array(responderViewSchema),
      hasMore: z.boolean().meta({ description: 'More match than were asked for: narrow the search.' }),
    }),
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'REQUEST_INVALID'],
  },
  createResponder: {
    method: 'POST',
    path: '/api/responders',
    summary: 'Add a responder.',
    access: DISPATCHING,
    body: newResponderSchema,
    response: responderViewSchema,
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'REQUEST_INVALID', 'RESPONDER_EXISTS'],
  },
  changeResponder: {
    method: 'PUT',
    path: '/api/responders/:responderId',
    summary: 'Change a responder, or take one out of service.',
    access: DISPATCHING,
    params: responderParams,
    body: z.strictObject({
      ...responderFields,
      phone: phoneSchema.nullable().optional().meta({ description: 'Absent: as it is.' }),
      username: responderFields.username.optional().meta({ description: 'Absent: as it is.' }),
      isActive: z.boolean(),
    }),
    response: responderViewSchema,
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'NOT_FOUND', 'REQUEST_INVALID'],
  },
  revealResponder: {
    method: 'POST',
    path: '/api/responders/:responderId/reveal',
    summary: 'The number to call; each look is audited.',
    access: ACTING,
    params: responderParams,
    body: z.strictObject({
      alertId: ulidSchema.nullable().meta({ description: 'For which alert; null: for none.' }),
    }),
    response: z.strictObject({ phone: z.string() }),
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'NOT_FOUND', 'REQUEST_INVALID'],
  },
  getRoster: {
    method: 'GET',
    path: '/api/rosters',
    summary: 'Who is on duty, and when: every row that touches the time.',
    access: OVERSEEING,
    query: rosterQuery,
    response: rosterViewSchema,
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'REQUEST_INVALID'],
  },
  replaceRoster: {
    method: 'PUT',
    path: '/api/rosters',
    summary: 'Replace the rows that begin within the time; a shift that began before it stays.',
    access: DISPATCHING,
    query: rosterQuery,
    body: z.strictObject({ rows: z.array(rosterRowSchema).max(MAX_ROSTER_ROWS) }),
    response: rosterViewSchema,
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'REQUEST_INVALID'],
    maxBodyBytes: 1_000_000,
  },
} as const satisfies Record<string, RouteContract>;
