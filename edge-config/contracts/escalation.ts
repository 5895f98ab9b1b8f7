/** The ladder of people who are told while nobody answers: roles, rungs, and the ladders of a console by severity. */
import { z } from 'zod';
import { ulidSchema } from './primitives.ts';

export const rungRoleSchema = z.enum([
  'guardians',
  'village_board',
  'second_guardian',
  'unit_head',
  'grid_worker',
  'village_centre',
  'township',
  'county',
]);
export type RungRole = z.infer<typeof rungRoleSchema>;

const rungSchema = z.strictObject({
  afterS: z.int().nonnegative().meta({ description: 'Since the alert was committed.', unit: 's' }),
  tells: z.array(rungRoleSchema).min(1),
  sounds: z
    .boolean()
    .default(false)
    .meta({ description: 'Rings in the county’s room, also when it was muted.' }),
});

export const ladderSchema = z
  .strictObject({
    rungs: z.array(rungSchema).min(1).max(12),
    resumeAfterS: z.int().min(60).default(600).meta({
      description: 'An alert that was acknowledged and not closed within this goes on.',
      unit: 's',
    }),
  })
  .refine(({ rungs }) => rungs.every(({ afterS }, index) => afterS > (rungs[index - 1]?.afterS ?? -1)), {
    message: 'the rungs must follow one another in time',
    path: ['rungs'],
  });

export type Ladder = z.infer<typeof ladderSchema>;

/** DOMAIN: 60 s, 180 s, 300 s, 600 s; the township between village and county. */
const GRAVE = {
  rungs: [
    { afterS: 0, tells: ['guardians', 'village_board'] },
    { afterS: 60, tells: ['second_guardian', 'unit_head'] },
    { afterS: 180, tells: ['grid_worker'] },
    { afterS: 300, tells: ['village_centre'] },
    { afterS: 450, tells: ['township'] },
    { afterS: 600, tells: ['county'], sounds: true },
  ],
} satisfies z.input<typeof ladderSchema>;

const MODERATE = {
  rungs: [
    { afterS: 0, tells: ['guardians', 'village_board'] },
    { afterS: 600, tells: ['grid_worker'] },
    { afterS: 1800, tells: ['village_centre'] },
  ],
} satisfies z.input<typeof ladderSchema>;

/** By severity; null: nobody is told further. */
export const laddersSchema = z.strictObject({
  extreme: ladderSchema.nullable().prefault(GRAVE),
  severe: ladderSchema.nullable().prefault(GRAVE),
  moderate: ladderSchema.nullable().prefault(MODERATE),
  minor: ladderSchema.nullable().default(null),
});
export type Ladders = z.infer<typeof laddersSchema>;

/** Where an alert stands on its ladder. */
export const escalationViewSchema = z.strictObject({
  phase: z.enum(['climbing', 'held', 'stopped']).meta({
    description: 'held: acknowledged; goes on when it is not closed in time.',
  }),
  told: z.array(rungRoleSchema).meta({
    description: 'Whom the highest rung names that was reached; a person has to tell them.',
  }),
  next: z.array(rungRoleSchema).meta({ description: 'Whom the next one names; empty when there is none.' }),
  dueAt: z.iso.datetime({ offset: true }).nullable().meta({ description: 'When, by the console’s clock.' }),
  sounds: z.boolean(),
  digestId: ulidSchema.nullable().meta({
    description: 'It is quiet: it waits in this digest instead of climbing. Null when it does not.',
  }),
});
export type EscalationView = z.infer<typeof escalationViewSchema>;
