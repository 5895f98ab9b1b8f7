/** How a division stands: the figures of the wall screen, for it and for what it is made of. */
import { z } from 'zod';
import {
  alertStatusSchema,
  alertTypeSchema,
  instantSchema,
  severitySchema,
  ulidSchema,
} from '../primitives.ts';
import { humanStateSchema } from './alerts.ts';
import { OVERSEEING } from './roles.ts';
import { divisionSchema, type RouteContract } from './route.ts';

const countSchema = z.int().nonnegative();

const divisionNameSchema = z.strictObject({
  code: z.string().meta({ description: 'City (4), county (6), township (9) or village (12 digits).' }),
  name: z.string().nullable().meta({ description: 'Null when it was not imported: its code is shown.' }),
});

/** What happened is counted of alerts with status `actual` only, each happening once: merged alerts do not count. */
export const overviewFiguresSchema = z.strictObject({
  open: z
    .strictObject({ extreme: countSchema, severe: countSchema, moderate: countSchema, minor: countSchema })
    .meta({ description: 'Not closed, by severity.' }),
  unacknowledged: countSchema.meta({ description: 'Open, and nobody has taken them.' }),
  openDrills: countSchema.meta({ description: 'Not closed, status `exercise`.' }),
  openTests: countSchema.meta({ description: 'Not closed, status `test`.' }),
  raisedToday: countSchema.meta({ description: 'Committed here since midnight.' }),
  closedToday: countSchema.meta({ description: 'Closed since midnight, whatever the outcome.' }),
  trueToday: countSchema.meta({ description: 'Of those: outcome true.' }),
  falseToday: countSchema.meta({ description: 'Of those: outcome false.' }),
  gateways: countSchema,
  gatewaysLate: countSchema.meta({ description: 'Of those: the heartbeat is overdue, or it said goodbye.' }),
  cameras: z
    .strictObject({
      watching: countSchema,
      blind: countSchema,
      connecting: countSchema,
      unknown: countSchema.meta({ description: 'Behind a late gateway, whatever it last said.' }),
    })
    .meta({ description: 'Each camera is counted once.' }),
  householdsUnknown: countSchema.meta({
    description: 'Said to be unknown by their gateway, or behind a late one.',
  }),
});
export type OverviewFigures = z.infer<typeof overviewFiguresSchema>;

/** An alert in one line. */
export const overviewAlertSchema = z.strictObject({
  alertId: ulidSchema,
  type: alertTypeSchema,
  severity: severitySchema,
  status: alertStatusSchema,
  state: humanStateSchema,
  machineEnded: z.boolean(),
  placeLabel: z.string(),
  division: divisionSchema,
  committedAt: instantSchema.meta({
    description: 'When it was first committed here: the clocks run from then.',
  }),
  revision: z.int().min(1),
});
export type OverviewAlert = z.infer<typeof overviewAlertSchema>;

const responseSchema = z.strictObject({
  count: countSchema.meta({ description: 'Alerts that came this far.' }),
  medianMs: countSchema.nullable().meta({ unit: 'ms' }),
  p95Ms: countSchema.nullable().meta({ unit: 'ms' }),
});

export const overviewSchema = z.strictObject({
  at: instantSchema.meta({ description: 'When the figures were taken, by the console’s clock.' }),
  timeZone: z.string().meta({ description: 'IANA name: of the day and of its hours.' }),
  dayBeganAt: instantSchema,
  division: divisionNameSchema,
  total: overviewFiguresSchema.meta({ description: 'Also of what lies in none of the children.' }),
  children: z
    .array(z.strictObject({ division: divisionNameSchema, figures: overviewFiguresSchema }))
    .meta({ description: 'What the division is made of, by code.' }),
  response: z.strictObject({ acknowledged: responseSchema, onScene: responseSchema }).meta({
    description: 'From the commit on, of alerts committed today. Who still waits is in none of them.',
  }),
  longestUnacknowledged: overviewAlertSchema
    .nullable()
    .meta({ description: 'Of the actual alerts that nobody has taken: the one that waits longest.' }),
  calling: z.array(overviewAlertSchema).max(10).meta({
    description: 'Extreme actual alerts that nobody has taken, longest waiting first.',
  }),
  newest: z.array(overviewAlertSchema).max(10).meta({ description: 'Newest open alerts, drills too.' }),
  day: z.strictObject({
    averageDays: countSchema.max(14).meta({
      description: 'Full days that the averages are of: as many as there were, at most 14.',
    }),
    hours: z
      .array(
        z.strictObject({
          raised: countSchema.nullable().meta({ description: 'Null: this hour has not begun.' }),
          average: z
            .number()
            .nonnegative()
            .nullable()
            .meta({ description: 'Null before the first full day.' }),
        }),
      )
      .length(24)
      .meta({ description: 'Alerts committed in each hour of the local day.' }),
  }),
});
export type Overview = z.infer<typeof overviewSchema>;

export const OVERVIEW_ROUTES = {
  overview: {
    method: 'GET',
    path: '/api/overview',
    summary: 'How a division and its children stand now and today; at most 2 s old.',
    access: OVERSEEING,
    query: z.strictObject({
      division: z
        .string()
        .regex(/^(?:\d{4}|\d{6}|\d{9}|\d{12})$/, 'use the 4, 6, 9 or 12 digits of a division')
        .optional()
        .meta({ description: 'By default the caller’s own, else the console’s county.' }),
    }),
    response: overviewSchema,
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'NOT_FOUND', 'REQUEST_INVALID'],
  },
} as const satisfies Record<string, RouteContract>;
