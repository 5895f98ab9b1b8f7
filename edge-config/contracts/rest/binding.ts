/** Phones of guardians: bound to a household by a one-time code, listed and removed by the county. */
import { z } from 'zod';
import { instantSchema, slugSchema, ulidSchema } from '../primitives.ts';
import { languageSchema } from '../push.ts';
import { guardianSessionSchema } from './guardian.ts';
import { DISPATCHING } from './roles.ts';
import { okSchema, type RouteContract } from './route.ts';

const relationSchema = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .meta({ description: 'Who the guardian is, such as "daughter"; never a name.' });
const positionSchema = z
  .int()
  .min(1)
  .max(12)
  .nullable()
  .meta({ description: 'Place in the order of calling, from 1; null: the last.' });

/** Shown once: neither the digits nor the token can be read again. */
export const bindingCodeSchema = z.strictObject({
  codeId: ulidSchema,
  digits: z.string().meta({ description: 'Six digits, to be typed in.' }),
  url: z.string().meta({ description: 'Link of the QR code.' }),
  expiresAt: instantSchema,
});
export type BindingCode = z.infer<typeof bindingCodeSchema>;

export const bindingsSchema = z.strictObject({
  guardians: z
    .array(
      z.strictObject({
        guardianId: slugSchema,
        label: z.string(),
        relation: z.string(),
        position: z.int().min(1),
        phones: z.int().nonnegative().meta({ description: 'Browsers in which this guardian is signed in.' }),
      }),
    )
    .meta({ description: 'In the order of calling.' }),
  codes: z
    .array(
      z.strictObject({
        codeId: ulidSchema,
        relation: z.string(),
        expiresAt: instantSchema,
        madeBy: z.string(),
        hasDigits: z
          .boolean()
          .meta({ description: 'False after too many wrong tries: its link still binds.' }),
      }),
    )
    .meta({ description: 'Codes that were not used yet.' }),
});
export type Bindings = z.infer<typeof bindingsSchema>;

const householdParams = z.strictObject({ gatewayId: slugSchema, householdId: slugSchema });
const HOUSEHOLD_ERRORS = ['NOT_SIGNED_IN', 'FORBIDDEN', 'NOT_FOUND', 'REQUEST_INVALID'] as const;

export const BINDING_ROUTES = {
  listBindings: {
    method: 'GET',
    path: '/api/households/:gatewayId/:householdId/bindings',
    summary: 'Guardians of a household with the phones they are signed in on, and codes not used yet.',
    access: DISPATCHING,
    params: householdParams,
    response: bindingsSchema,
    errors: HOUSEHOLD_ERRORS,
  },
  makeBindingCode: {
    method: 'POST',
    path: '/api/households/:gatewayId/:householdId/binding-codes',
    summary: 'A code that binds one phone to the household, once, within half an hour; audited.',
    access: DISPATCHING,
    params: householdParams,
    body: z.strictObject({ relation: relationSchema, position: positionSchema }),
    response: bindingCodeSchema,
    errors: [...HOUSEHOLD_ERRORS, 'TOO_MANY_REQUESTS'],
    callsPerMinute: 20,
  },
  cancelBindingCode: {
    method: 'DELETE',
    path: '/api/households/:gatewayId/:householdId/binding-codes/:codeId',
    summary: 'End a code that was not used; audited.',
    access: DISPATCHING,
    params: householdParams.extend({ codeId: ulidSchema }),
    response: okSchema,
    errors: HOUSEHOLD_ERRORS,
  },
  removeBinding: {
    method: 'DELETE',
    path: '/api/households/:gatewayId/:householdId/bindings/:guardianId',
    summary:
      'Take a guardian off a household. Who came in by a code and has no household left is signed out everywhere; audited.',
    access: DISPATCHING,
    params: householdParams.extend({ guardianId: slugSchema }),
    response: okSchema,
    errors: HOUSEHOLD_ERRORS,
  },
  redeemBinding: {
    method: 'POST',
    path: '/api/guardian/bind',
    summary:
      'Use a code. Signed in as a guardian: one more household for the same; else a new guardian, who is signed in.',
    access: 'open',
    body: z.strictObject({
      code: z
        .string()
        .regex(/^(?:\d{6}|[\w-]{43})$/, 'use the six digits, or the token of the link')
        .meta({ description: 'The six digits, or the token of the link.' }),
      language: languageSchema,
    }),
    response: z.strictObject({ session: guardianSessionSchema, householdLabel: z.string() }),
    errors: ['REQUEST_INVALID', 'BINDING_CODE_INVALID', 'TOO_MANY_REQUESTS'],
  },
} as const satisfies Record<string, RouteContract>;
