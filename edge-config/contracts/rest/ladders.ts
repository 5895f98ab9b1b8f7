/** Ladders of escalation that divisions set for themselves. */
import { z } from 'zod';
import { ladderSchema } from '../escalation.ts';
import { instantSchema, severitySchema } from '../primitives.ts';
import { divisionCodeSchema } from './divisions.ts';
import { ADMINISTERING, OVERSEEING } from './roles.ts';
import type { RouteContract } from './route.ts';

/** The empty division, as a path writes it. */
export const EVERYWHERE = 'everywhere';
export const placeOrEverywhereSchema = z.union([divisionCodeSchema, z.literal(EVERYWHERE)]);

export const ladderViewSchema = z.strictObject({
  division: placeOrEverywhereSchema,
  severity: severitySchema,
  ladder: ladderSchema.nullable().meta({
    description: 'The one in force. Null: nobody is told further, the alert waits for the digest.',
  }),
  source: z
    .enum(['own', 'inherited', 'default'])
    .meta({ description: 'own: set for this division. inherited: for one around it. default: the config.' }),
  from: placeOrEverywhereSchema.nullable().meta({ description: 'Where it was set; null: in the config.' }),
  fromNames: z.array(z.string()).meta({ description: 'Names of that division, county first.' }),
  updatedAt: instantSchema.nullable(),
  updatedBy: z.string().nullable(),
});
export type LadderView = z.infer<typeof ladderViewSchema>;

const ladderParams = z.strictObject({ division: placeOrEverywhereSchema, severity: severitySchema });

export const LADDER_ROUTES = {
  getLadder: {
    method: 'GET',
    path: '/api/ladders/:division/:severity',
    summary: 'The ladder in force for a division, and where it comes from.',
    access: OVERSEEING,
    params: ladderParams,
    response: ladderViewSchema,
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'REQUEST_INVALID'],
  },
  setLadder: {
    method: 'PUT',
    path: '/api/ladders/:division/:severity',
    summary: 'Set the ladder of a division; null: quiet.',
    access: ADMINISTERING,
    params: ladderParams,
    body: z.strictObject({ ladder: ladderSchema.nullable() }),
    response: ladderViewSchema,
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'REQUEST_INVALID'],
  },
  removeLadder: {
    method: 'DELETE',
    path: '/api/ladders/:division/:severity',
    summary: 'Go back to the ladder of the division around, or of the config.',
    access: ADMINISTERING,
    params: ladderParams,
    response: ladderViewSchema,
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'REQUEST_INVALID'],
  },
} as const satisfies Record<string, RouteContract>;
