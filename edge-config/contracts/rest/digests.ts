/** Quiet alerts of a county, collected and shown at set hours. */
import { z } from 'zod';
import { alertTypeSchema, instantSchema, outcomeSchema, ulidSchema } from '../primitives.ts';
import { alertViewSchema } from './alerts.ts';
import { placeOrEverywhereSchema } from './ladders.ts';
import { ADMINISTERING, DISPATCHING, OVERSEEING, WATCHING } from './roles.ts';
import { divisionSchema, type RouteContract } from './route.ts';

export const digestStateSchema = z.enum(['open', 'told', 'closed']).meta({
  description: 'open: still collects. told: its hour has come. closed: all its alerts are closed.',
});

export const typeCountsSchema = z.array(z.strictObject({ type: alertTypeSchema, count: z.int().positive() }));

export const digestViewSchema = z.strictObject({
  digestId: ulidSchema,
  division: divisionSchema.meta({ description: 'The county.' }),
  state: digestStateSchema,
  openedAt: instantSchema,
  dueAt: instantSchema.meta({ description: 'When it is told as a whole.' }),
  toldAt: instantSchema.nullable(),
  closedAt: instantSchema.nullable(),
  closedBy: z.string().nullable().meta({ description: 'Null when its alerts were closed one by one.' }),
  counts: typeCountsSchema.meta({
    description: 'Alerts in it that the caller may see, most frequent first.',
  }),
  notClosed: z.int().nonnegative().meta({ description: 'Of these, those that nobody has closed.' }),
});
export type DigestView = z.infer<typeof digestViewSchema>;

/** Time of day in the console's time zone. */
export const hourSchema = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'use HH:MM, such as 08:00');
export const digestHoursSchema = z
  .array(hourSchema)
  .min(1)
  .max(12)
  .refine((hours) => new Set(hours).size === hours.length, 'each hour once');

const digestHoursViewSchema = z.strictObject({
  division: placeOrEverywhereSchema,
  hours: digestHoursSchema,
  source: z.enum(['own', 'inherited', 'default']),
  from: placeOrEverywhereSchema.nullable().meta({ description: 'Where they were set; null: nowhere.' }),
  timeZone: z.string().meta({ description: 'IANA name.' }),
});
export type DigestHoursView = z.infer<typeof digestHoursViewSchema>;

const digestParams = z.strictObject({ digestId: ulidSchema });
const hoursParams = z.strictObject({ division: placeOrEverywhereSchema });

export const DIGEST_ROUTES = {
  listDigests: {
    method: 'GET',
    path: '/api/digests',
    summary: 'Digests of the counties around or within the caller’s division, newest first.',
    access: WATCHING,
    query: z.strictObject({
      state: digestStateSchema.optional().meta({ description: 'Absent: all but the closed ones.' }),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: z.strictObject({ digests: z.array(digestViewSchema) }),
    errors: ['NOT_SIGNED_IN', 'REQUEST_INVALID'],
  },
  getDigest: {
    method: 'GET',
    path: '/api/digests/:digestId',
    summary: 'A digest with those of its alerts that the caller may see, newest first.',
    access: WATCHING,
    params: digestParams,
    response: z.strictObject({ digest: digestViewSchema, alerts: z.array(alertViewSchema) }),
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'NOT_FOUND'],
  },
  closeDigest: {
    method: 'POST',
    path: '/api/digests/:digestId/close',
    summary: 'Close its alerts within the caller’s division that are not closed yet; again changes nothing.',
    access: DISPATCHING,
    params: digestParams,
    body: z.strictObject({ outcome: outcomeSchema, note: z.string().max(1000).nullable() }),
    response: digestViewSchema,
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'NOT_FOUND', 'REQUEST_INVALID'],
  },
  getDigestHours: {
    method: 'GET',
    path: '/api/digest-hours/:division',
    summary: 'When digests are told.',
    access: OVERSEEING,
    params: hoursParams,
    response: digestHoursViewSchema,
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'REQUEST_INVALID'],
  },
  setDigestHours: {
    method: 'PUT',
    path: '/api/digest-hours/:division',
    summary: 'Set when digests are told, from the next one on.',
    access: ADMINISTERING,
    params: hoursParams,
    body: z.strictObject({
      hours: digestHoursSchema.nullable().meta({ description: 'Null: as the division around has it.' }),
    }),
    response: digestHoursViewSchema,
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'REQUEST_INVALID'],
  },
} as const satisfies Record<string, RouteContract>;
