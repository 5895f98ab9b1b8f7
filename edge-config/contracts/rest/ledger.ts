/** The ledger: every alert that was, to be searched, read page by page and taken away. */
import { z } from 'zod';
import {
  alertStatusSchema,
  alertTypeSchema,
  instantSchema,
  outcomeSchema,
  severitySchema,
  slugSchema,
  ulidSchema,
} from '../primitives.ts';
import { humanStateSchema } from './alerts.ts';
import { divisionBoundSchema, OVERSEEING } from './roles.ts';
import { divisionSchema, nextCursorSchema, pageQuery, type RouteContract } from './route.ts';

/** More rows than this are not counted. */
export const LEDGER_COUNTED = 10_000;
/** More rows than this are not exported at once. */
export const LEDGER_EXPORTED = 100_000;

export const stageSchema = z.enum(['committed', 'acknowledged', 'dispatched', 'on_scene', 'closed']);
export type LedgerStage = z.infer<typeof stageSchema>;

const yesNoSchema = z.enum(['true', 'false']);
/** A key given once, or again for each further value. */
const someOf = <T extends z.ZodEnum>(schema: T) =>
  z
    .union([schema, z.array(schema).min(1).max(16)])
    .transform((value): z.infer<T>[] => (Array.isArray(value) ? value : [value]));
const secondsSchema = z.coerce.number().min(0).max(31_536_000);

const filterFields = {
  division: divisionBoundSchema
    .optional()
    .meta({ description: 'What lies in it; the own division when it is not given.' }),
  type: someOf(alertTypeSchema).optional(),
  severity: someOf(severitySchema).optional(),
  state: someOf(humanStateSchema).optional(),
  outcome: someOf(outcomeSchema).optional(),
  status: someOf(alertStatusSchema)
    .optional()
    .meta({ description: 'Actual ones alone when it is not given: drills and tests are asked for.' }),
  from: instantSchema.optional().meta({ description: 'Occurred at this instant or later.' }),
  to: instantSchema.optional().meta({ description: 'Occurred before this instant.' }),
  gateway: slugSchema.optional(),
  camera: slugSchema.optional().meta({ description: 'Unique with its gateway only.' }),
  household: slugSchema.optional().meta({ description: 'Unique with its gateway only.' }),
  late: yesNoSchema.optional().meta({ description: 'Forwarded after an outage, or not.' }),
  merged: z
    .enum(['hide', 'show', 'only'])
    .default('hide')
    .meta({ description: 'Alerts that tell of the same happening as another one.' }),
  dispatched: yesNoSchema.optional().meta({ description: 'Somebody was sent, or nobody.' }),
  stage: stageSchema
    .optional()
    .meta({ description: 'Reached this stage; with `missedS`: not, or not within that time.' }),
  overS: secondsSchema.optional().meta({
    description: 'Of `stage`: took longer, from the commit (the commit: from the raise).',
    unit: 's',
  }),
  withinS: secondsSchema
    .optional()
    .meta({ description: 'Of `stage`: took at most this, from the commit.', unit: 's' }),
  missedS: secondsSchema
    .optional()
    .meta({ description: 'Of `stage`: not reached within this, from the commit.', unit: 's' }),
  q: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .optional()
    .meta({ description: 'Part of the place’s label or of a note, or the id of an alert.' }),
};
const stageFilterFields = ['overS', 'withinS', 'missedS'] as const;

/** @throws never; a time without its stage is an issue of that field. */
const needsStage = (
  filter: { stage?: unknown } & Partial<Record<(typeof stageFilterFields)[number], unknown>>,
) => filter.stage !== undefined || stageFilterFields.every((field) => filter[field] === undefined);
const STAGE_MISSING = { path: ['stage'], message: 'overS, withinS and missedS need the stage they are of' };

export const ledgerFilterSchema = z.strictObject(filterFields).refine(needsStage, STAGE_MISSING);
export type LedgerFilter = z.infer<typeof ledgerFilterSchema>;

const tookSchema = z.number().nullable().meta({ description: 'Null while it is not reached.', unit: 's' });

export const ledgerRowSchema = z.strictObject({
  alertId: ulidSchema,
  occurredAt: instantSchema,
  type: alertTypeSchema,
  severity: severitySchema,
  status: alertStatusSchema,
  placeLabel: z.string(),
  division: divisionSchema,
  gatewayId: slugSchema,
  camera: z.strictObject({ cameraId: slugSchema, name: z.string() }).nullable(),
  household: z.strictObject({ householdId: slugSchema, label: z.string() }).nullable(),
  state: humanStateSchema,
  outcome: outcomeSchema.nullable(),
  closedBy: z.string().nullable(),
  note: z.string().nullable().meta({ description: 'Written at the closing.' }),
  tookS: z.strictObject({
    committed: z.number().meta({ description: 'From the raise; below 0 when two clocks differ.', unit: 's' }),
    acknowledged: tookSchema,
    dispatched: tookSchema,
    on_scene: tookSchema,
    closed: tookSchema,
  }),
  late: z.boolean(),
  mergedInto: ulidSchema.nullable(),
});
export type LedgerRow = z.infer<typeof ledgerRowSchema>;

export const ledgerPageSchema = z.strictObject({
  rows: z.array(ledgerRowSchema),
  nextCursor: nextCursorSchema,
  total: z
    .strictObject({ count: z.int(), isMore: z.boolean() })
    .nullable()
    .meta({ description: 'Of all pages, counted up to 10,000; null on all pages but the first.' }),
});
export type LedgerPage = z.infer<typeof ledgerPageSchema>;

export const languageSchema = z.enum(['zh', 'en']).default('zh');

export const LEDGER_ROUTES = {
  listLedger: {
    method: 'GET',
    path: '/api/ledger',
    summary: 'Alerts that match the filters, by when they occurred, newest first.',
    access: OVERSEEING,
    query: z.strictObject({ ...filterFields, ...pageQuery }).refine(needsStage, STAGE_MISSING),
    response: ledgerPageSchema,
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'REQUEST_INVALID'],
  },
  exportLedger: {
    method: 'GET',
    path: '/api/ledger/export',
    summary: 'All rows that match the filters, for a spreadsheet; audited.',
    access: OVERSEEING,
    query: z
      .strictObject({ ...filterFields, format: z.enum(['csv', 'xlsx']), lang: languageSchema })
      .refine(needsStage, STAGE_MISSING),
    response: ['text/csv', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'REQUEST_INVALID', 'EXPORT_TOO_LARGE'],
  },
} as const satisfies Record<string, RouteContract>;
