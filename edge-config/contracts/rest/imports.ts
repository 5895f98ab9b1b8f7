/** Files that an administrator imports: all of a file, or, with one bad row, nothing of it. */
import { z } from 'zod';
import { ADMINISTERING } from './roles.ts';
import type { RouteContract } from './route.ts';

export const importReportSchema = z.strictObject({
  isDryRun: z.boolean(),
  rows: z.int().nonnegative().meta({ description: 'Rows or features of the file.' }),
  created: z.int().nonnegative(),
  changed: z.int().nonnegative(),
  unchanged: z.int().nonnegative(),
  examples: z
    .array(
      z.strictObject({
        subject: z.string().meta({ description: 'Code or id of what is made or changed.' }),
        change: z.enum(['created', 'changed']),
        fields: z.array(z.string()).meta({ description: 'Columns that change; never their values.' }),
      }),
    )
    .meta({ description: 'The first 50 changes.' }),
});
export type ImportReport = z.infer<typeof importReportSchema>;

const query = z.strictObject({
  dryRun: z.enum(['true', 'false']).default('false').meta({
    description: 'true: tells what would change, and changes nothing.',
  }),
});

const importing = {
  method: 'POST',
  access: ADMINISTERING,
  query,
  bodyType: 'text/csv',
  response: importReportSchema,
  errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'IMPORT_HAS_BAD_ROWS', 'REQUEST_INVALID'],
  maxBodyBytes: 20_000_000,
} as const satisfies Partial<RouteContract>;

export const IMPORT_ROUTES = {
  importDivisions: {
    ...importing,
    path: '/api/import/divisions',
    summary: 'Names of divisions, as CSV: code,name.',
  },
  importShapes: {
    ...importing,
    path: '/api/import/shapes',
    summary: 'Shapes of divisions, as a GeoJSON FeatureCollection with properties.code or properties.adcode.',
    bodyType: 'application/geo+json',
  },
  importHouseholds: {
    ...importing,
    path: '/api/import/households',
    summary:
      'Records of households, as CSV: gatewayId,householdId,address,village,residents,note,unitHead,gridWorker.',
  },
  importGuardianPhones: {
    ...importing,
    path: '/api/import/guardian-phones',
    summary: 'Numbers of guardians, as CSV: guardianId,phone.',
  },
  importResponders: {
    ...importing,
    path: '/api/import/responders',
    summary: 'Who can be sent, as CSV: responderId,role,label,division,phone.',
  },
} as const satisfies Record<string, RouteContract>;
