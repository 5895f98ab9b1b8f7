/** Roles of the people who sign in at the county, and the divisions that bound what they see. */
import { z } from 'zod';

export const roleSchema = z.enum(['administrator', 'operator', 'responder', 'auditor']).meta({
  description:
    'administrator: people, divisions, settings. operator: takes and closes alerts. responder: goes there. auditor: reads everything, changes nothing.',
});
export type Role = z.infer<typeof roleSchema>;

/** Those who see alerts, cameras and the ledger. */
export const WATCHING = [
  'administrator',
  'operator',
  'responder',
  'auditor',
] as const satisfies readonly Role[];
/** Those who see what concerns the county as a whole. */
export const OVERSEEING = ['administrator', 'operator', 'auditor'] as const satisfies readonly Role[];
/** Those who act on alerts. */
export const ACTING = ['administrator', 'operator', 'responder'] as const satisfies readonly Role[];
/** Those who send others, close, and look at live pictures. */
export const DISPATCHING = ['administrator', 'operator'] as const satisfies readonly Role[];
export const ADMINISTERING = ['administrator'] as const satisfies readonly Role[];
export const AUDITING = ['administrator', 'auditor'] as const satisfies readonly Role[];

/** City (4), county (6), township (9) or village (12 digits); empty: everywhere. Codes nest by their beginnings. */
export const divisionBoundSchema = z
  .string()
  .regex(
    /^(?:\d{4}|\d{6}|\d{9}|\d{12})?$/,
    'use the 4, 6, 9 or 12 digits of a division, or nothing for everywhere',
  )
  .meta({ description: 'Division the person is bound to; empty: everywhere.' });
