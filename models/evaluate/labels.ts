/** The labels beside a folder of clips: what happens in each, and when. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ShouwangError } from '../../edge-config/contracts/errors.ts';

/** Unknown keys are allowed: each data set says more than is scored here. */
const clipSchema = z.looseObject({
  file: z.string(),
  source: z.string().default(''),
  kind: z.enum(['fall', 'adl', 'empty', 'multi']),
  events: z
    .array(
      z.looseObject({
        type: z.string(),
        start_s: z.number(),
        on_floor_s: z.number(),
        end_s: z.number(),
        lying_at_clip_end: z.boolean().optional(),
      }),
    )
    .default([]),
  /** What the person does from when to when, in the words of the set: `upright`, `falling`, `lying_floor`, … */
  phases: z.array(z.object({ name: z.string(), start_s: z.number(), end_s: z.number() })).default([]),
  /** Some sets leave it empty where nothing happens. */
  ambiguous: z
    .union([z.boolean(), z.literal(''), z.null()])
    .default(false)
    .transform(Boolean),
  hard_negative: z.string().nullable().default(null),
});
export type LabelledClip = z.infer<typeof clipSchema>;

/** @throws ShouwangError CONFIG_UNREADABLE */
export function readLabels(folder: string): LabelledClip[] {
  try {
    return z.array(clipSchema).parse(JSON.parse(readFileSync(join(folder, 'labels.json'), 'utf8')));
  } catch (cause) {
    throw new ShouwangError('CONFIG_UNREADABLE', `${folder} has no labels.json that can be read`, { cause });
  }
}
