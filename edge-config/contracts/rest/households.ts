/** What the county keeps of a household: who lives there, whom to call, who goes there. */
import { z } from 'zod';
import { instantSchema, slugSchema, ulidSchema } from '../primitives.ts';
import { ACTING, ADMINISTERING, DISPATCHING, divisionBoundSchema, OVERSEEING, WATCHING } from './roles.ts';
import { divisionSchema, nextCursorSchema, okSchema, pageQuery, type RouteContract } from './route.ts';

/** A number to call is never in a view: it is asked for, and that is audited. */
export const contactSchema = z.strictObject({
  kind: z.enum(['guardian', 'responder']),
  id: slugSchema,
  label: z.string().meta({ description: 'Alias or office.' }),
  relation: z.string().meta({ description: 'Such as "daughter", or the role of a responder.' }),
  position: z.int().min(1).meta({ description: 'Order of calling.' }),
  phoneEnding: z.string().nullable().meta({ description: 'Last two digits; null when no number is known.' }),
});
export type Contact = z.infer<typeof contactSchema>;

export const residentSchema = z.strictObject({
  residentId: ulidSchema,
  alias: z.string().min(1).max(60).meta({ description: 'Such as "grandmother"; never a name.' }),
  kind: z.enum(['elder', 'child', 'other']),
  note: z.string().max(400).nullable(),
});
export type Resident = z.infer<typeof residentSchema>;

export const householdCardSchema = z.strictObject({
  gatewayId: slugSchema,
  householdId: slugSchema,
  label: z.string(),
  division: divisionSchema,
  address: z.string().max(240),
  note: z.string().max(1000).nullable(),
  residents: z.array(residentSchema),
  contacts: z.array(contactSchema).meta({
    description: 'Guardians in their order, then the ten-household head and the grid worker.',
  }),
  updatedAt: instantSchema.nullable().meta({ description: 'Null while nothing was written down.' }),
});
export type HouseholdCard = z.infer<typeof householdCardSchema>;

/** One line of the list of households. */
export const householdRowSchema = z.strictObject({
  gatewayId: slugSchema,
  householdId: slugSchema,
  label: z.string(),
  division: divisionSchema,
  hasRecord: z.boolean().meta({ description: 'An address was written down.' }),
  residents: z.int().nonnegative(),
  guardians: z.int().nonnegative(),
});
export type HouseholdRow = z.infer<typeof householdRowSchema>;

const recordFields = {
  address: z.string().trim().max(240).meta({ description: 'The way to the door.' }),
  village: z
    .string()
    .regex(/^\d{12}$/, 'use the 12 digits of a village')
    .nullable()
    .meta({ description: 'Null: that of its gateway.' }),
  note: z.string().trim().max(1000).nullable(),
  unitHead: slugSchema.nullable().meta({ description: 'Responder: the ten-household head.' }),
  gridWorker: slugSchema.nullable().meta({ description: 'Responder: the grid worker.' }),
};
export const householdRecordSchema = z.strictObject(recordFields);
export type HouseholdRecord = z.infer<typeof householdRecordSchema>;

export const householdGuardianSchema = z.strictObject({
  guardianId: slugSchema,
  relation: z.string().trim().min(1).max(60),
});
export type HouseholdGuardian = z.infer<typeof householdGuardianSchema>;

const choiceSchema = z.strictObject({
  id: slugSchema,
  label: z.string(),
  phoneEnding: z.string().nullable(),
});
export type Choice = z.infer<typeof choiceSchema>;

/** For the form of a household: what is written down, and who may be chosen. */
export const householdEditSchema = z.strictObject({
  record: householdRecordSchema.nullable(),
  gatewayTownship: z.string().meta({ description: 'Its village lies in it; 9 digits.' }),
  guardians: z.array(householdGuardianSchema),
  choices: z.strictObject({
    guardians: z.array(choiceSchema),
    unitHeads: z.array(choiceSchema),
    gridWorkers: z.array(choiceSchema),
  }),
});
export type HouseholdEdit = z.infer<typeof householdEditSchema>;

/** A new resident has no id yet. */
const residentInputSchema = residentSchema.extend({
  residentId: ulidSchema.nullable(),
  alias: z.string().trim().min(1).max(60),
});
export type ResidentInput = z.infer<typeof residentInputSchema>;

const householdParams = z.strictObject({ gatewayId: slugSchema, householdId: slugSchema });
/** Twenty residents with a long note each, in Chinese. */
const LIST_BYTES = 65_536;

export const HOUSEHOLD_ROUTES = {
  listHouseholds: {
    method: 'GET',
    path: '/api/households',
    summary: 'Households by gateway and id, page by page.',
    access: OVERSEEING,
    query: z.strictObject({
      ...pageQuery,
      division: divisionBoundSchema.default(''),
      q: z.string().trim().max(60).default('').meta({ description: 'Part of its label, id or address.' }),
    }),
    response: z.strictObject({ households: z.array(householdRowSchema), nextCursor: nextCursorSchema }),
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'REQUEST_INVALID'],
  },
  householdCard: {
    method: 'GET',
    path: '/api/households/:gatewayId/:householdId/card',
    summary: 'Who lives in a household, the way there, and whom to call; no numbers.',
    access: WATCHING,
    params: householdParams,
    response: householdCardSchema,
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'NOT_FOUND'],
  },
  revealPhone: {
    method: 'POST',
    path: '/api/households/:gatewayId/:householdId/reveal',
    summary: 'The number of one contact of a household; audited with the alert for which it was asked.',
    access: ACTING,
    params: householdParams,
    body: z.strictObject({
      kind: contactSchema.shape.kind,
      id: slugSchema,
      alertId: ulidSchema.nullable().meta({ description: 'The alert for which somebody is called.' }),
    }),
    response: z.strictObject({ phone: z.string().meta({ description: 'E.164: + and country code.' }) }),
    errors: [
      ...(['NOT_SIGNED_IN', 'FORBIDDEN', 'NOT_FOUND'] as const),
      ...(['PHONE_UNKNOWN', 'REQUEST_INVALID', 'TOO_MANY_REQUESTS'] as const),
    ],
    callsPerMinute: 20,
  },
  editHousehold: {
    method: 'GET',
    path: '/api/households/:gatewayId/:householdId/edit',
    summary: 'What is written down of a household, and who may be chosen for it.',
    access: DISPATCHING,
    params: householdParams,
    response: householdEditSchema,
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'NOT_FOUND'],
  },
  changeHouseholdRecord: {
    method: 'PUT',
    path: '/api/households/:gatewayId/:householdId/record',
    summary: 'Write down the address, the note and who goes there; audited.',
    access: ADMINISTERING,
    params: householdParams,
    body: householdRecordSchema,
    response: householdCardSchema,
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'NOT_FOUND', 'PLACE_ELSEWHERE', 'REQUEST_INVALID'],
  },
  changeResidents: {
    method: 'PUT',
    path: '/api/households/:gatewayId/:householdId/residents',
    summary: 'Write down who lives there: the whole list; audited.',
    access: ADMINISTERING,
    params: householdParams,
    body: z.strictObject({ residents: z.array(residentInputSchema).max(20) }),
    response: householdCardSchema,
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'NOT_FOUND', 'REQUEST_INVALID'],
    maxBodyBytes: LIST_BYTES,
  },
  changeHouseholdGuardians: {
    method: 'PUT',
    path: '/api/households/:gatewayId/:householdId/guardians',
    summary: 'Write down the guardians in the order of calling: the whole list; audited.',
    access: ADMINISTERING,
    params: householdParams,
    body: z.strictObject({ guardians: z.array(householdGuardianSchema).max(12) }),
    response: householdCardSchema,
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'NOT_FOUND', 'REQUEST_INVALID'],
  },
  changeGuardianPhone: {
    method: 'PUT',
    path: '/api/guardians/:guardianId/phone',
    summary: 'Write down or remove the number of a guardian; audited, without the number.',
    access: DISPATCHING,
    params: z.strictObject({ guardianId: slugSchema }),
    body: z.strictObject({ phone: z.string().max(40).nullable() }),
    response: okSchema,
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'NOT_FOUND', 'REQUEST_INVALID'],
  },
} as const satisfies Record<string, RouteContract>;
