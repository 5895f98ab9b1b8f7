/** What the county keeps of a household: who lives there, whom to call, who goes there. */
import { z } from 'zod';
import { instantSchema, slugSchema, ulidSchema } from '../primitives.ts';
import { divisionSchema } from './route.ts';

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
