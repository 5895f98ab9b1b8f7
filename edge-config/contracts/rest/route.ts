/** What a route of the console is made of, and what its parts share. */
import { z } from 'zod';
import type { ErrorCode } from '../errors.ts';
import { bilingualTextSchema, ulidSchema } from '../primitives.ts';
import type { Role } from './roles.ts';

/** One fault of a file that was to be imported. */
export const badRowSchema = z.strictObject({
  line: z
    .int()
    .min(1)
    .meta({ description: 'Line of the file, from 1; of GeoJSON the number of the feature.' }),
  column: z.string().meta({ description: 'Name of the column; empty: the row as a whole.' }),
  value: z.string().meta({ description: 'What stands there, cut.' }),
  reason: bilingualTextSchema,
  fix: bilingualTextSchema,
});
export type BadRow = z.infer<typeof badRowSchema>;

export const errorBodySchema = z.strictObject({
  code: z.string(),
  message: z.strictObject({ zh: z.string(), en: z.string() }),
  remedy: z.strictObject({ zh: z.string(), en: z.string() }),
  detail: z.string(),
  issues: z.array(
    z.strictObject({ path: z.string(), value: z.string(), reason: z.string(), fix: z.string() }),
  ),
  badRows: z
    .strictObject({
      listed: z.array(badRowSchema),
      more: z.int().nonnegative().meta({ description: 'Faults that are not listed.' }),
    })
    .optional()
    .meta({ description: 'Of a file that was not imported.' }),
});
export type ErrorBody = z.infer<typeof errorBodySchema>;

/** Who may call: anybody, a signed-in guardian, or people of these roles, each within the own division. */
export type Access = 'open' | 'guardian' | readonly Role[];

export interface RouteContract {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Fastify path; parameters as `:name`. */
  readonly path: string;
  readonly summary: string;
  readonly access: Access;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodObject;
  /** Media type of a body that is a file: the handler gets its bytes. Instead of `body`. */
  readonly bodyType?: 'text/csv' | 'application/geo+json' | 'image/jpeg';
  /** A schema for JSON, or a media type for bytes and text; of several, the handler names the one it sends. */
  readonly response: z.ZodType | MediaType | readonly MediaType[];
  readonly errors: readonly ErrorCode[];
  /** Largest body, bytes; small forms by default. */
  readonly maxBodyBytes?: number;
  /** Calls of one session in a minute; unbounded by default. */
  readonly callsPerMinute?: number;
}

export type MediaType =
  | 'image/jpeg'
  | 'text/plain'
  | 'text/csv'
  | 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
  | 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

export const alertParams = z.strictObject({ alertId: ulidSchema });
export const okSchema = z.strictObject({ ok: z.literal(true) });

/** Where something lies. */
export const divisionSchema = z.strictObject({
  code: z.string().meta({ description: 'Village (12 digits) when it is known, else township (9).' }),
  names: z.array(z.string()).meta({ description: 'County, township, village, as far as they are known.' }),
});

/** Of a list that is read page by page: how many, and after which row. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(400).optional().meta({ description: '`nextCursor` of the page before.' }),
};
export const nextCursorSchema = z
  .string()
  .nullable()
  .meta({ description: 'Send it back as `cursor` for the next page; null at the end.' });
