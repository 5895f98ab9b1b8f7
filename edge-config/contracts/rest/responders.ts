/** Ten-household heads, grid workers and centres who can be sent. */
import { z } from 'zod';
import { slugSchema } from '../primitives.ts';
import { divisionSchema } from './route.ts';

export const responderRoleSchema = z.enum([
  'unit_head',
  'grid_worker',
  'village_centre',
  'township',
  'county',
]);
export type ResponderRole = z.infer<typeof responderRoleSchema>;

export const responderViewSchema = z.strictObject({
  responderId: slugSchema,
  role: responderRoleSchema,
  label: z.string().min(1).max(60).meta({ description: 'Office or alias, such as "grid worker, group 3".' }),
  division: divisionSchema,
  phoneEnding: z.string().nullable().meta({ description: 'Last two digits; null when no number is known.' }),
  isOnDuty: z.boolean().meta({ description: 'By the roster; true for all of a role that has none.' }),
  isActive: z.boolean(),
});
export type ResponderView = z.infer<typeof responderViewSchema>;
