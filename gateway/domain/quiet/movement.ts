/** Whether a body moved, by its joints and not by pixels: noise, light and a curtain behind it do not count. */
import { boxDiagonal, distance } from '../geometry.ts';
import type { Keypoint, Person } from '../person.ts';

/** Joints seen less surely jump about by themselves. */
const MIN_JOINT_SCORE = 0.25;
/** Share of the body's size by which the middle joint must shift: turning over, not breathing. */
const BODY_SHIFT = 0.12;
/** Two limbs or more by so much: a hand that reaches, knits, drinks. */
const LIMB_SHIFT = 0.22;
const MIN_LIMBS = 2;
/** Wrists, elbows, knees and ankles in COCO order. */
const LIMBS = [7, 8, 9, 10, 13, 14, 15, 16];
/** With fewer joints in common nothing can be said of them; then the box decides. */
const MIN_COMMON = 4;

/** Weight of the newest pose in the one that is compared with: jitter averages out, a new posture does not. */
const SETTLE = 0.1;

/** `size` is the diagonal of the box: a body keeps it when it turns. */
export function hasMoved(before: Person, now: Person): boolean {
  const size = Math.max(boxDiagonal(before.box), boxDiagonal(now.box), 1e-6);
  const shifts = now.keypoints.map((joint, index) => shiftOf(before.keypoints[index], joint));
  const common = shifts.filter((shift) => shift !== null).sort((a, b) => a - b);
  if (common.length < MIN_COMMON) return centreShift(before, now) > BODY_SHIFT * 2 * size;
  const middle = common[common.length >> 1] ?? 0;
  const limbs = LIMBS.filter((index) => (shifts[index] ?? 0) > LIMB_SHIFT * size).length;
  return middle > BODY_SHIFT * size || limbs >= MIN_LIMBS;
}

function shiftOf(before: Keypoint | undefined, now: Keypoint): number | null {
  if (before === undefined || before.score < MIN_JOINT_SCORE || now.score < MIN_JOINT_SCORE) return null;
  return distance(before, now);
}

function centreShift(before: Person, now: Person): number {
  return distance(
    { x: (before.box.left + before.box.right) / 2, y: (before.box.top + before.box.bottom) / 2 },
    { x: (now.box.left + now.box.right) / 2, y: (now.box.top + now.box.bottom) / 2 },
  );
}

/** The pose that later ones are compared with, after one more look at a body that keeps still. */
export function settled(reference: Person, now: Person): Person {
  const blend = (old: number, next: number): number => old + (next - old) * SETTLE;
  return {
    score: blend(reference.score, now.score),
    box: now.box,
    keypoints: reference.keypoints.map((joint, index) => {
      const next = now.keypoints[index];
      if (next === undefined || next.score < MIN_JOINT_SCORE) return joint;
      if (joint.score < MIN_JOINT_SCORE) return next;
      return { x: blend(joint.x, next.x), y: blend(joint.y, next.y), score: blend(joint.score, next.score) };
    }),
  };
}
