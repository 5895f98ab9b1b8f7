/** Settings of seeing and of falls: attention, motion gate, tracks, the fall machine. */
import { z } from 'zod';
import { number } from './config-number.ts';

export const attentionConfigSchema = z
  .strictObject({
    quietMs: number(
      'Quiet time',
      'ms',
      'After so much video time without motion, only keyframes are decoded.',
      [1000, 600_000],
      8000,
    ),
    recheckMs: number(
      'Re-check',
      'ms',
      'While someone is there and still, a keyframe is looked at this often.',
      [500, 60_000],
      3500,
    ),
    idleCheckMs: number(
      'Idle check',
      'ms',
      'While nobody is there and nothing moves, a keyframe is looked at this often.',
      [1000, 600_000],
      30_000,
    ),
    maxGopMs: number(
      'Longest GOP',
      'ms',
      'A stream whose keyframes are farther apart is always decoded in full.',
      [500, 60_000],
      4000,
    ),
  })
  .meta({ title: 'Attention' });

export const motionConfigSchema = z
  .strictObject({
    minContrast: number(
      'Least contrast',
      'gray levels',
      'Change of a small square of the picture that counts as motion, beside what its noise explains.',
      [0.5, 60],
      3,
    ),
    deviations: number(
      'Deviations',
      'deviations',
      'How many of its usual deviations a square must change by.',
      [1, 20],
      4,
    ),
    minCells: z.int().min(1).max(200).default(2).meta({
      title: 'Least size',
      unit: 'squares',
      description: 'So many squares (of a fortieth of the picture’s width) must change together.',
    }),
    sceneShare: number(
      'Scene change',
      '0..1',
      'Share of the picture that changes at once when the light is switched or the camera is moved.',
      [0.2, 1],
      0.4,
    ),
  })
  .meta({ title: 'Motion gate' });

export const trackingConfigSchema = z
  .strictObject({
    startScore: number(
      'Start score',
      '0..1',
      'Instance score that may start a track. Lying people score 0.2-0.35.',
      [0.05, 1],
      0.25,
    ),
    startFrames: z.int().min(1).max(20).default(3).meta({
      title: 'Start frames',
      unit: 'frames',
      description: 'Consecutive frames at or over the start score before a track counts.',
    }),
    keepScore: number('Keep score', '0..1', 'Score that keeps a track alive.', [0.01, 1], 0.1),
    minIou: number('Least IoU', '0..1', 'Overlap that ties a person to a track.', [0, 1], 0.15),
    maxCentreShift: number(
      'Centre shift',
      'box diagonals',
      'Distance of centres that ties a person to a track when boxes do not overlap.',
      [0, 3],
      0.6,
    ),
    lostAfterMs: number(
      'Lost after',
      'ms',
      'A person unseen for this long of video time is taken for hidden: its place is kept, not followed.',
      [200, 60_000],
      2000,
    ),
    occludedMs: number(
      'Hidden for',
      'ms',
      'Someone hidden for up to this long, who comes out again near by, is the same person.',
      [0, 300_000],
      30_000,
    ),
  })
  .meta({ title: 'Tracking' });

export const fallConfigSchema = z
  .strictObject({
    minKeypointScore: number(
      'Keypoint score',
      '0..1',
      'Joints below this are taken as unseen.',
      [0.01, 1],
      0.1,
    ),
    dropWindowMs: number(
      'Drop window',
      'ms',
      'A drop must happen within this much video time.',
      [300, 10_000],
      2000,
    ),
    minDropBodyHeights: number(
      'Drop height',
      'body heights',
      'Fall of the shoulders in the picture within the window. From kneeling or a bed it is about 0.3, and a camera that looks down sees 0.8 of that.',
      [0.1, 1],
      0.25,
    ),
    minDropSpeedBodyHeightsPerS: number(
      'Drop speed',
      'body heights/s',
      'Peak downward speed of the shoulders.',
      [0.1, 5],
      0.5,
    ),
    lyingTorsoAngleDeg: number(
      'Lying angle',
      '°',
      'Torso angle from the vertical that enters lying.',
      [30, 90],
      60,
    ),
    uprightTorsoAngleDeg: number(
      'Upright angle',
      '°',
      'Torso angle from the vertical that clears lying.',
      [5, 60],
      35,
    ),
    lowShoulderHeight: number(
      'Low shoulders',
      'body heights',
      'Shoulders under this height over the feet count as down.',
      [0.1, 0.8],
      0.5,
    ),
    dwellMs: number(
      'Dwell',
      'ms',
      'Time on the floor after the drop before the alert is raised.',
      [1000, 120_000],
      10_000,
    ),
    restingDwellMs: number(
      'Dwell above the floor',
      'ms',
      'The same where the body rests higher than the floor it stood on: a bed or sofa for which no zone was drawn.',
      [1000, 3_600_000],
      120_000,
    ),
    personDownMs: number(
      'Person down',
      'ms',
      'Lying on the floor outside every rest zone for this long is an alert although no drop was seen.',
      [10_000, 3_600_000],
      75_000,
    ),
    foundDownMs: number(
      'Found down',
      'ms',
      'The same for someone who was never seen up: it may be a sleeper for whom no rest zone was drawn.',
      [10_000, 3_600_000],
      300_000,
    ),
    personDownImages: z.int().min(2).max(1000).default(12).meta({
      title: 'Images of lying',
      unit: 'images',
      description: 'So many images must show the person lying before that.',
    }),
    longLieMin: z.array(z.int().min(1).max(1440)).max(10).default([5, 15, 30, 60]).meta({
      title: 'Long lie',
      unit: 'min',
      description: 'Minutes on the floor at which an open alert is told again, from 15 on as the gravest.',
    }),
    playCycles: z.int().min(1).max(20).default(2).meta({
      title: 'Cycles of play',
      unit: 'cycles',
      description: 'Down and up again so often within a minute is play or exercise.',
    }),
    playDwellMs: number(
      'Dwell in play',
      'ms',
      'Time on the floor before an alert is raised about someone who plays.',
      [1000, 3_600_000],
      30_000,
    ),
    uprightClearMs: number(
      'Upright clears',
      'ms',
      'Upright for this long cancels the suspicion or ends the alert.',
      [500, 60_000],
      3000,
    ),
    lostHoldMs: number(
      'Lost hold',
      'ms',
      'A suspected person who is lost from sight stays suspected this long; then the alert is raised.',
      [1000, 300_000],
      30_000,
    ),
    goneEndMs: number(
      'Gone ends',
      'ms',
      'An open alert whose person is no longer seen anywhere near ends after this long.',
      [10_000, 3_600_000],
      60_000,
    ),
    restZoneSeverity: z.enum(['minor', 'ignore']).default('minor').meta({
      title: 'Falls into a rest zone',
      description: 'A drop that ends on a bed or sofa is low priority, or ignored.',
    }),
  })
  .refine((fall) => fall.uprightTorsoAngleDeg < fall.lyingTorsoAngleDeg, {
    path: ['uprightTorsoAngleDeg'],
    message: 'must be smaller than lyingTorsoAngleDeg',
    params: { fix: 'lower it: the gap between the two is the hysteresis' },
  })
  .meta({ title: 'Fall' });
export type FallConfig = z.infer<typeof fallConfigSchema>;
