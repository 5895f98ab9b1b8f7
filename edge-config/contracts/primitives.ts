/** The small shared schemas: ids, times, units, geometry. Browsers may import types from here, never values. */
import { z } from 'zod';

/** Lower-case id used in topics, URLs and file names. */
export const slugSchema = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'use 1-63 of a-z, 0-9 and "-", not "-" at either end');

/** GB/T 2260 county code. */
export const countyCodeSchema = z
  .string()
  .regex(/^\d{6}$/, 'use the 6 digits of the county’s division code')
  .meta({ title: 'County code', description: 'GB/T 2260 division code of the county, 6 digits.' });

/** County code followed by 3 digits of the township. */
export const townshipCodeSchema = z
  .string()
  .regex(/^\d{9}$/, 'use the 9 digits of the township’s division code')
  .meta({ title: 'Township code', description: 'Division code of the township, 9 digits.' });

/** IANA time zone: of local days and hours. */
export const timeZoneSchema = z.string().refine(isTimeZone, {
  message: 'not a time zone',
  params: { fix: 'write an IANA name, e.g. Asia/Shanghai' },
});

/** ULID: 48 bits of time and 80 random bits in Crockford base 32. */
export const ulidSchema = z.string().regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/, 'not a ULID');

/** Wall-clock instant, RFC 3339 with an offset. Recorded, never decided on. */
export const instantSchema = z.iso.datetime({ offset: true, precision: 3 });

/** Milliseconds of video time since the start of a stream session. */
export const streamTimeMsSchema = z.number().nonnegative();

/** A point of the picture: x and y from 0 (left, top) to 1 (right, bottom). */
export const normalisedPointSchema = z.tuple([
  z.number().min(0, 'x lies left of the frame').max(1, 'x lies right of the frame'),
  z.number().min(0, 'y lies above the frame').max(1, 'y lies below the frame'),
]);

/** A closed area of the picture; the last corner joins the first. */
export const polygonSchema = z.array(normalisedPointSchema).min(3).max(32);

export const bilingualTextSchema = z.strictObject({ zh: z.string(), en: z.string() });

export const severitySchema = z.enum(['extreme', 'severe', 'moderate', 'minor']);
export type Severity = z.infer<typeof severitySchema>;

/** CAP 1.2 status: a drill is `exercise`, a test is `test`; neither may be taken for `actual`. */
export const alertStatusSchema = z.enum(['actual', 'exercise', 'test']);
export type AlertStatus = z.infer<typeof alertStatusSchema>;

export const alertTypeSchema = z.enum([
  'fall',
  'person_down',
  'inactivity',
  'absence',
  'zone',
  'curfew',
  'camera_blind',
  'gateway_silent',
  'gateway_fault',
]);
export type AlertType = z.infer<typeof alertTypeSchema>;

export const placeKindSchema = z.enum(['indoor', 'yard', 'public']);
export type PlaceKind = z.infer<typeof placeKindSchema>;

export const outcomeSchema = z.enum(['true', 'false', 'test']);
export type Outcome = z.infer<typeof outcomeSchema>;

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
