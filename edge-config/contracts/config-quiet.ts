/** Settings of the long watch: stillness, absence, learning, blind cameras, the calendar. */
import { z } from 'zod';
import { number, quantity } from './config-number.ts';

const clockTimeSchema = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'write HH:MM, 00:00 to 23:59')
  .meta({ title: 'Time of day', description: 'HH:MM in the gateway’s time zone.' });

const hoursSchema = z
  .strictObject({ from: clockTimeSchema, to: clockTimeSchema })
  .refine(({ from, to }) => from !== to, {
    path: ['to'],
    message: 'is the same as from: no time at all, or the whole day?',
    params: { fix: 'for the whole day write 00:00 to 23:59; across midnight 21:00 to 06:00' },
  })
  .meta({ title: 'Hours', description: 'From one time of day to another; may run across midnight.' });

const MINUTES = 'min';

export const inactivityConfigSchema = z
  .strictObject({
    dayHours: hoursSchema.prefault({ from: '06:00', to: '21:00' }),
    dayOutsideMin: number(
      'Still by day',
      MINUTES,
      'No movement for so long outside every rest zone.',
      [5, 1440],
      60,
    ),
    dayRestMin: number('Still in bed by day', MINUTES, 'The same in a rest zone.', [15, 2880], 300),
    nightOutsideMin: number('Still by night', MINUTES, 'The same outside the day hours.', [5, 1440], 60),
    nightRestMin: number(
      'Still in bed by night',
      MINUTES,
      'The same in a rest zone by night.',
      [15, 2880],
      720,
    ),
  })
  .meta({ title: 'Inactivity 久静' });

const absenceFields = {
  unseenMin: quantity(
    'Nobody seen',
    MINUTES,
    'Nobody seen for so long of the active hours, until enough was learnt.',
    [30, 2880],
  ),
  activeHours: hoursSchema,
  morningBy: clockTimeSchema.nullable().meta({
    title: 'Seen in the morning by',
    description: 'Somebody must have been seen since the active hours began; null: not asked.',
  }),
  homeBy: clockTimeSchema.nullable().meta({
    title: 'Child home by',
    description: 'On school days somebody must have been seen in the four hours before; null: not asked.',
  }),
  outMin: quantity('Gone out', MINUTES, 'Who went out is asked after when not back within this.', [30, 2880]),
};

export const absenceConfigSchema = z
  .strictObject({
    unseenMin: absenceFields.unseenMin.default(720),
    activeHours: absenceFields.activeHours.prefault({ from: '06:00', to: '21:00' }),
    morningBy: absenceFields.morningBy.default('10:00'),
    homeBy: absenceFields.homeBy.default(null),
    outMin: absenceFields.outMin.default(480),
  })
  .meta({ title: 'Absence 未见活动' });

/** What differs in one household. */
export const absenceOverrideSchema = z.strictObject(absenceFields).partial().meta({ title: 'Absence here' });

export const learningConfigSchema = z
  .strictObject({
    fixedDays: z.int().min(1).max(90).default(14).meta({
      title: 'Days of the fixed rule',
      unit: 'days',
      description: 'Days of learning before what was learnt counts.',
    }),
    bufferMin: number('Buffer', MINUTES, 'On top of the longest usual absence at this time.', [0, 1440], 120),
    floorMin: number('Floor', MINUTES, 'No learnt limit is shorter.', [30, 1440], 240),
    capMin: number('Cap', MINUTES, 'No learnt limit is longer.', [30, 2880], 960),
  })
  .refine(({ capMin, floorMin }) => floorMin <= capMin, {
    path: ['floorMin'],
    message: 'is over capMin: no limit could be both',
    params: { fix: 'make it at most capMin' },
  })
  .meta({ title: 'Learning' });

export const blindnessConfigSchema = z
  .strictObject({
    confirmMs: number(
      'Blind after',
      'ms',
      'A fault that lasts so long makes the camera blind.',
      [1000, 3_600_000],
      30_000,
    ),
    recoverMs: number(
      'Sees again after',
      'ms',
      'Sight that lasts so long ends it.',
      [1000, 3_600_000],
      15_000,
    ),
    alertMin: number(
      'Blind is an alert after',
      MINUTES,
      'Blind for so long raises an alert.',
      [1, 10_080],
      10,
    ),
    darkAlertMin: number(
      'Darkness is an alert after',
      MINUTES,
      'The same for a picture that is too dark: nights are.',
      [1, 10_080],
      900,
    ),
    darkLevel: number(
      'Darkness',
      'gray levels',
      'Mean level under which nothing can be made out.',
      [0, 60],
      14,
    ),
    minSharpness: number('Least sharpness', '0..1', 'Share of the usual sharpness.', [0.05, 0.9], 0.4),
    minLikeness: number(
      'Least likeness',
      '0..1',
      'Correlation of the outlines with the usual ones.',
      [0, 0.9],
      0.3,
    ),
  })
  .meta({ title: 'Camera blind 画面失效' });

export const calendarConfigSchema = z
  .strictObject({
    holidays: z.array(z.iso.date()).max(200).default([]).meta({
      title: 'Holidays',
      description: 'Dates on which life runs as on no weekday, and there is no school.',
    }),
    schoolWeekdays: z.array(z.int().min(1).max(7)).max(7).default([1, 2, 3, 4, 5]).meta({
      title: 'School days',
      description: 'ISO weekdays, 1 is Monday.',
    }),
    childHours: hoursSchema.prefault({ from: '07:00', to: '20:00' }),
    curfewHours: hoursSchema.prefault({ from: '22:00', to: '05:00' }),
  })
  .meta({ title: 'Calendar' });

type Absence = z.infer<typeof absenceConfigSchema>;
/** Undefined as a value counts as absent, as it does in the file. */
type AbsenceOverride = z.infer<typeof absenceOverrideSchema>;

/** What holds in one household: its own answers before the common ones; null is an answer. */
export function absenceOf(common: Absence, here: AbsenceOverride = {}): Absence {
  return {
    unseenMin: here.unseenMin ?? common.unseenMin,
    activeHours: here.activeHours ?? common.activeHours,
    morningBy: here.morningBy === undefined ? common.morningBy : here.morningBy,
    homeBy: here.homeBy === undefined ? common.homeBy : here.homeBy,
    outMin: here.outMin ?? common.outMin,
  };
}

/** Questions asked at a time that is never watched for an answer. */
export function contradictionsOf({ activeHours: { from, to }, morningBy }: Absence): {
  readonly key: 'morningBy';
  readonly message: string;
  readonly fix: string;
}[] {
  if (morningBy === null) return [];
  // HH:MM sorts as time does.
  const isInside = from < to ? morningBy > from && morningBy <= to : morningBy > from || morningBy <= to;
  if (isInside) return [];
  const message = `${morningBy} is not within the active hours ${from} to ${to}: nobody could be seen in time`;
  return [{ key: 'morningBy', message, fix: 'set a time within the active hours, or null' }];
}
