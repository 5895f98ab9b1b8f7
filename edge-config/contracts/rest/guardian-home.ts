/** What a guardian's phone shows of households and alerts, what it is told, and what the guardian wishes of it. */
import { z } from 'zod';
import {
  bilingualTextSchema,
  instantSchema,
  placeKindSchema,
  slugSchema,
  ulidSchema,
} from '../primitives.ts';
import { languageSchema } from '../push.ts';
import { guardianAlertViewSchema } from './guardian.ts';
import { alertParams, okSchema, type RouteContract } from './route.ts';

/** Someone to call. Numbers that nobody wrote down are null: the person is still named. */
export const guardianContactSchema = z.strictObject({
  kind: z.enum(['guardian', 'unit_head', 'grid_worker', 'village_centre']),
  label: z.string().meta({ description: 'Relation or office; never a name of the family.' }),
  phone: z.string().nullable().meta({ description: 'E.164: + and country code.' }),
});
export type GuardianContact = z.infer<typeof guardianContactSchema>;

export const unknownReasonSchema = z.strictObject({
  kind: z.enum([
    ...['gateway_silent', 'camera_blind', 'no_camera', 'not_told'],
    ...['out', 'never_seen', 'overdue'],
  ] as const),
  cameraName: z.string().nullable(),
  since: instantSchema.nullable(),
});

export const guardianHouseholdSchema = z.strictObject({
  gatewayId: slugSchema,
  householdId: slugSchema,
  label: z.string(),
  residents: z.array(z.string()).meta({ description: 'Aliases of who lives there.' }),
  relation: z.string(),
  state: z.enum(['alert', 'seen', 'fine', 'unknown']).meta({
    description:
      'alert: something happened and is not over. seen: within half an hour. fine: watched throughout, and seen today as usual. unknown: not all that is needed sees; never taken for fine.',
  }),
  lastSeenAt: instantSchema.nullable(),
  place: placeKindSchema.nullable().meta({ description: 'Where somebody was seen, when there is no doubt.' }),
  unknown: z
    .array(unknownReasonSchema)
    .meta({ description: 'Why it is unknown, oldest first; beside an alert as well.' }),
  hasDrill: z.boolean().meta({ description: 'A drill is on.' }),
  hasTest: z.boolean().meta({ description: 'A test alert is open.' }),
  contacts: z.array(guardianContactSchema).meta({ description: 'In the order of calling, without oneself.' }),
});
export type GuardianHousehold = z.infer<typeof guardianHouseholdSchema>;

export const guardianHomeSchema = z.strictObject({
  at: instantSchema.meta({ description: 'When the console knew this.' }),
  label: z.string(),
  households: z.array(guardianHouseholdSchema),
  alerts: z.array(guardianAlertViewSchema).meta({ description: 'Those of this guardian that are not over.' }),
});
export type GuardianHome = z.infer<typeof guardianHomeSchema>;

export const guardianAlertDetailSchema = z.strictObject({
  alert: guardianAlertViewSchema,
  household: z
    .strictObject({ label: z.string(), residents: z.array(z.string()) })
    .nullable()
    .meta({ description: 'Null for what is of no household, or of one this guardian is not bound to.' }),
  reason: bilingualTextSchema.meta({ description: 'Why the machine raised it.' }),
  placeKind: placeKindSchema,
  contacts: z.array(guardianContactSchema),
});
export type GuardianAlertDetail = z.infer<typeof guardianAlertDetailSchema>;

const minuteSchema = z
  .int()
  .min(0)
  .max(1439)
  .meta({ description: 'Minute of the local day in the console’s time zone.', unit: 'min' });
export const guardianPreferencesSchema = z.strictObject({
  language: languageSchema,
  quietHours: z
    .strictObject({ fromMin: minuteSchema, toMin: minuteSchema })
    .nullable()
    .meta({ description: 'May pass midnight. Red and orange alerts come at any hour.' }),
});
export type GuardianPreferences = z.infer<typeof guardianPreferencesSchema>;

export const GUARDIAN_HOME_ROUTES = {
  guardianHome: {
    method: 'GET',
    path: '/api/guardian/home',
    summary: 'Each household of the guardian: how it is, since when, and whom to call. Audited once an hour.',
    access: 'guardian',
    response: guardianHomeSchema,
    errors: ['NOT_SIGNED_IN'],
  },
  guardianAlert: {
    method: 'GET',
    path: '/api/guardian/alerts/:alertId',
    summary: 'One alert of this guardian, and whom to call.',
    access: 'guardian',
    params: alertParams,
    response: guardianAlertDetailSchema,
    errors: ['NOT_SIGNED_IN', 'NOT_FOUND', 'REQUEST_INVALID'],
  },
  guardianAnswer: {
    method: 'POST',
    path: '/api/guardian/alerts/:alertId/answer',
    summary: 'Answer an alert, as over MQTT: idempotent by `actionId`, in the time at which it was given.',
    access: 'guardian',
    params: alertParams,
    body: z.strictObject({
      actionId: ulidSchema,
      action: z.enum(['seen', 'going', 'false', 'safe']),
      at: instantSchema.meta({ description: 'When it was given, which may be long before it arrives.' }),
    }),
    response: okSchema,
    errors: ['NOT_SIGNED_IN', 'NOT_FOUND', 'REQUEST_INVALID'],
  },
  guardianPreferences: {
    method: 'GET',
    path: '/api/guardian/preferences',
    summary: 'Language and quiet hours of this guardian.',
    access: 'guardian',
    response: guardianPreferencesSchema,
    errors: ['NOT_SIGNED_IN'],
  },
  changeGuardianPreferences: {
    method: 'PUT',
    path: '/api/guardian/preferences',
    summary: 'Change language and quiet hours.',
    access: 'guardian',
    body: guardianPreferencesSchema,
    response: guardianPreferencesSchema,
    errors: ['NOT_SIGNED_IN', 'REQUEST_INVALID'],
  },
  guardianTestAlarm: {
    method: 'POST',
    path: '/api/guardian/test-alarm',
    summary: 'Send an alert of status test to this guardian’s own topic, and nowhere else.',
    access: 'guardian',
    response: z.strictObject({ alertId: ulidSchema }),
    errors: ['NOT_SIGNED_IN', 'TEST_ALARM_FAILED', 'TOO_MANY_REQUESTS'],
    callsPerMinute: 6,
  },
} as const satisfies Record<string, RouteContract>;
