/** How joints in COCO order are joined to a figure. Values that browsers need as well. */

/** Pairs of joints: trunk, arms, legs, and the nose to both shoulders. */
export const BONES: readonly (readonly [from: number, to: number])[] = [
  [5, 6],
  [11, 12],
  [5, 11],
  [6, 12],
  [5, 7],
  [7, 9],
  [6, 8],
  [8, 10],
  [11, 13],
  [13, 15],
  [12, 14],
  [14, 16],
  [0, 5],
  [0, 6],
];

/** Joints below this are not seen, and not drawn. */
export const MIN_JOINT_SCORE = 0.1;

/** COCO numbers the left joints odd, the right ones even; the nose is 0. */
export function sideOf(joint: number): 'left' | 'right' | 'middle' {
  if (joint === 0) return 'middle';
  return joint % 2 === 1 ? 'left' : 'right';
}

/** A bone across the body belongs to neither side. */
export function sideOfBone([from, to]: readonly [number, number]): 'left' | 'right' | 'middle' {
  return sideOf(from) === sideOf(to) ? sideOf(from) : 'middle';
}
