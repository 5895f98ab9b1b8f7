/** Reports of a day, week or month: figures that can be looked up in the ledger, limits, grades, documents. */
import { z } from 'zod';
import { alertStatusSchema, bilingualTextSchema, instantSchema, slugSchema } from '../primitives.ts';
import { languageSchema, stageSchema } from './ledger.ts';
import { ADMINISTERING, DISPATCHING, divisionBoundSchema, OVERSEEING } from './roles.ts';
import { divisionSchema, type RouteContract } from './route.ts';

export const periodKindSchema = z.enum(['month', 'week', 'day']);
export type PeriodKind = z.infer<typeof periodKindSchema>;

const periodNameSchema = z
  .string()
  .regex(/^\d{4}-(?:W\d\d|\d\d|\d\d-\d\d)$/, 'use 2026-03, 2026-W10 or 2026-03-05')
  .meta({ description: 'Month, ISO week or day, by the time of day in China.' });

const someSchema = z.array(z.string());
/** Filters of the ledger (`ledgerFilterSchema`) beside those of the base. */
const whereSchema = z.strictObject({
  type: someSchema.optional(),
  severity: someSchema.optional(),
  state: someSchema.optional(),
  outcome: someSchema.optional(),
  status: z.array(alertStatusSchema).optional(),
  gateway: slugSchema.optional(),
  camera: slugSchema.optional(),
  household: slugSchema.optional(),
  late: z.enum(['true', 'false']).optional(),
  merged: z.enum(['hide', 'show', 'only']).optional(),
  dispatched: z.enum(['true', 'false']).optional(),
  stage: stageSchema.optional(),
  overS: z.number().optional(),
  withinS: z.number().optional(),
  missedS: z.number().optional(),
  from: instantSchema.optional(),
  to: instantSchema.optional(),
});

export const figureSchema = z.strictObject({ count: z.int().nonnegative(), where: whereSchema }).meta({
  description: 'A count, and the filters that list exactly its rows in the ledger beside the base.',
});
export type Figure = z.infer<typeof figureSchema>;

const namedSchema = z.strictObject({ name: z.string(), figure: figureSchema });

const shareLimitSchema = z.strictObject({
  withinS: z.int().min(1).max(86_400).meta({ unit: 's' }),
  share: z.number().min(0).max(1).meta({ description: 'At least this share, 0 to 1.' }),
});
export const reportLimitsSchema = z.strictObject({
  acknowledgedFirst: shareLimitSchema.meta({
    description: 'Of the alerts that ring: acknowledged within this time of the commit.',
  }),
  acknowledgedSecond: shareLimitSchema,
  attended: shareLimitSchema.meta({
    description: 'Of the alerts for which somebody was sent: on scene within this time of the commit.',
  }),
  falsePerCameraMonth: z
    .number()
    .min(0)
    .max(1000)
    .meta({ description: 'At most so many false alarms per camera and 30 days.' }),
});
export type ReportLimits = z.infer<typeof reportLimitsSchema>;

const kpiSchema = z.strictObject({
  key: z.enum(['acknowledgedFirst', 'acknowledgedSecond', 'attended', 'falsePerCameraMonth']),
  value: z.number().nullable().meta({ description: 'Null when there is nothing to measure.' }),
  limit: z.number(),
  withinS: z.int().nullable(),
  isMet: z.boolean().nullable(),
  counted: figureSchema,
  of: figureSchema.nullable(),
  missed: figureSchema.nullable(),
});
export type Kpi = z.infer<typeof kpiSchema>;

export const gradeSchema = z.enum(['excellent', 'good', 'pass', 'fail']).nullable().meta({
  description: 'Null when no alert asked for an answer: never a grade without data.',
});

export const scopeReportSchema = z.strictObject({
  division: divisionSchema,
  base: z
    .strictObject({ division: divisionBoundSchema, from: instantSchema, to: instantSchema })
    .meta({ description: 'Filters of the ledger that hold for every figure here.' }),
  cameras: z.int(),
  cameraMonths: z.number().meta({ description: 'Cameras times the days that have passed, by 30.' }),
  total: figureSchema,
  byType: z.array(namedSchema),
  bySeverity: z.array(namedSchema),
  outcomes: z.strictObject({
    true: figureSchema,
    false: figureSchema,
    test: figureSchema,
    open: figureSchema,
  }),
  late: figureSchema,
  exercises: figureSchema,
  tests: figureSchema,
  merged: figureSchema,
  falseRate: z.number().nullable().meta({ description: 'False among true and false, 0 to 1.' }),
  perCameraMonth: z.number().nullable(),
  stages: z.array(
    z.strictObject({
      stage: stageSchema,
      reached: figureSchema,
      p50S: z.number().nullable().meta({ description: 'Nearest rank.', unit: 's' }),
      p95S: z.number().nullable().meta({ description: 'Nearest rank.', unit: 's' }),
      spread: z.array(figureSchema),
    }),
  ),
  kpis: z.array(kpiSchema),
  grade: gradeSchema,
  blindHours: z.number().meta({ description: 'Of all its cameras together.', unit: 'h' }),
});
export type ScopeReport = z.infer<typeof scopeReportSchema>;

const placeFigureSchema = z.strictObject({
  gatewayId: slugSchema,
  id: slugSchema,
  label: z.string(),
  division: divisionSchema,
  figure: figureSchema,
});
export type PlaceFigure = z.infer<typeof placeFigureSchema>;

const conclusionSchema = z
  .strictObject({ text: z.string(), updatedAt: instantSchema, updatedBy: z.string() })
  .nullable();

export const reportSchema = z.strictObject({
  kind: periodKindSchema,
  period: periodNameSchema,
  isRunning: z.boolean().meta({ description: 'The period is not over: the figures will grow.' }),
  whole: scopeReportSchema,
  before: scopeReportSchema.meta({ description: 'The period before, to compare with.' }),
  parts: z.array(scopeReportSchema).meta({ description: 'By township.' }),
  days: z.array(z.strictObject({ day: z.iso.date(), byType: z.array(namedSchema) })),
  falseCameras: z.array(placeFigureSchema).meta({ description: 'With at least three false alarms.' }),
  households: z.array(placeFigureSchema).meta({ description: 'With at least two alerts, most first.' }),
  blindCameras: z.array(
    placeFigureSchema.extend({ hours: z.number().meta({ unit: 'h' }) }).meta({
      description: 'Longest first; its figure counts its alerts of a blind camera.',
    }),
  ),
  analysis: z
    .array(z.strictObject({ title: bilingualTextSchema, paragraphs: z.array(bilingualTextSchema) }))
    .meta({ description: 'The figures in words.' }),
  conclusion: conclusionSchema.meta({ description: 'Written by a person; null while there is none.' }),
});
export type Report = z.infer<typeof reportSchema>;

const divisionField = divisionBoundSchema
  .optional()
  .meta({ description: 'The own division when it is not given.' });

const countyOrWider = z
  .string()
  .regex(/^(?:\d{4}|\d{6})?$/, 'use the digits of a city or county, or nothing for everywhere');

export const limitsViewSchema = z.strictObject({
  division: divisionBoundSchema.meta({ description: 'Which division has set them; empty: everywhere.' }),
  limits: reportLimitsSchema,
  updatedAt: instantSchema.nullable().meta({ description: 'Null: nobody has set any, the defaults hold.' }),
  updatedBy: z.string().nullable(),
});
export type LimitsView = z.infer<typeof limitsViewSchema>;

export const REPORT_ROUTES = {
  getReport: {
    method: 'GET',
    path: '/api/reports/:kind',
    summary: 'The figures of a day, week or month for a division and its townships.',
    access: OVERSEEING,
    params: z.strictObject({ kind: periodKindSchema }),
    query: z.strictObject({ division: divisionField, period: periodNameSchema }),
    response: reportSchema,
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'REQUEST_INVALID'],
  },
  reportDocument: {
    method: 'GET',
    path: '/api/reports/document',
    summary: 'The report as a document to print and send; audited.',
    access: OVERSEEING,
    query: z.strictObject({
      kind: periodKindSchema,
      division: divisionField,
      period: periodNameSchema,
      lang: languageSchema,
    }),
    response: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'REQUEST_INVALID'],
  },
  writeConclusion: {
    method: 'PUT',
    path: '/api/reports/conclusion',
    summary: 'Write the conclusion of a report; an empty text removes it. Audited.',
    access: DISPATCHING,
    body: z.strictObject({
      kind: periodKindSchema,
      division: divisionBoundSchema,
      period: periodNameSchema,
      text: z.string().trim().max(4000),
    }),
    response: z.strictObject({ conclusion: conclusionSchema }),
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'REQUEST_INVALID'],
  },
  getReportLimits: {
    method: 'GET',
    path: '/api/report-limits',
    summary: 'The limits that hold for a division.',
    access: OVERSEEING,
    query: z.strictObject({ division: divisionField }),
    response: limitsViewSchema,
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'REQUEST_INVALID'],
  },
  setReportLimits: {
    method: 'PUT',
    path: '/api/report-limits',
    summary: 'Set the limits of a county, a city or everywhere; audited.',
    access: ADMINISTERING,
    body: z.strictObject({ division: countyOrWider, limits: reportLimitsSchema }),
    response: limitsViewSchema,
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'REQUEST_INVALID'],
  },
} as const satisfies Record<string, RouteContract>;
