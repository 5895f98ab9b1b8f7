/** Which detection is which track: by predicted place, overlap, pose and nearness, best pair first. */
import { type Box, boxCentre, boxDiagonal, distance, iou, shiftBox } from './geometry.ts';
import type { Person } from './person.ts';
import type { Track } from './tracker.ts';

export interface AssociationContext {
  readonly streamTimeMs: number;
  readonly minIou: number;
  readonly maxCentreShift: number;
}

/** A velocity is trusted for this long into the future; people turn and stop. */
const PREDICT_MS = 600;
/** How much the likeness of two skeletons counts beside overlap (0..1) and nearness (0..1). */
const POSE_WEIGHT = 0.8;
/** A score tells persons from things that look like one. */
const SCORE_WEIGHT = 0.3;
/** An unconfirmed track gets what confirmed ones leave, unless it fits far better. */
const UNCONFIRMED_PENALTY = 0.35;
const MIN_JOINT_SCORE = 0.1;
/** Who is found at another place has about the size it had. */
const MIN_SIZE_RATIO = 0.5;

/**
 * Overlap alone would lose a falling person, whose box flips from tall to wide within a frame or two; the distance of
 * centres alone would swap two people who pass each other.
 */
export function associate(
  tracks: readonly Track[],
  persons: readonly Person[],
  context: AssociationContext,
): Map<Person, Track> {
  const candidates: { track: Track; person: Person; affinity: number }[] = [];
  for (const track of tracks) {
    const predicted = predictedBox(track, context.streamTimeMs);
    for (const person of persons) {
      // Who stopped is where it was, who walks on is where it was going: the nearer of the two counts.
      const overlap = Math.max(iou(predicted, person.box), iou(track.person.box, person.box));
      const shift = Math.min(centreShift(predicted, person.box), centreShift(track.person.box, person.box));
      if (overlap < context.minIou && (shift > context.maxCentreShift || !isOfSize(track, person))) continue;
      candidates.push({
        track,
        person,
        affinity:
          iou(predicted, person.box) +
          Math.max(0, 1 - centreShift(predicted, person.box)) +
          POSE_WEIGHT * poseLikeness(track.person, person, boxCentre(predicted)) +
          SCORE_WEIGHT * person.score -
          (track.confirmed ? 0 : UNCONFIRMED_PENALTY),
      });
    }
  }
  return bestFirst(candidates);
}

function isOfSize(track: Track, person: Person): boolean {
  const ratio = boxDiagonal(person.box) / Math.max(boxDiagonal(track.person.box), 1e-6);
  return ratio >= MIN_SIZE_RATIO && ratio <= 1 / MIN_SIZE_RATIO;
}

/** Farthest that someone comes out from behind something, in body sizes: at once, per second, and at most. */
const REACH_AT_ONCE = 0.5;
const REACH_PER_S = 0.4;
const REACH_MAX = 2;
/** Only a detection as sure as this is worth an id that waits. */
const MIN_REAPPEARING_SCORE = 0.15;
/** A body that lay did not walk while nobody saw it. */
const LYING_BOX_ASPECT = 1.2;

/** Detections that no active track explains, where a hidden person may have come out again. */
export function reappeared(
  waiting: readonly Track[],
  persons: readonly Person[],
  streamTimeMs: number,
): Map<Person, Track> {
  const candidates: { track: Track; person: Person; affinity: number }[] = [];
  for (const track of waiting) {
    if (!track.confirmed) continue;
    const size = boxDiagonal(track.person.box);
    const lay = aspectOf(track.person.box) >= LYING_BOX_ASPECT;
    const hiddenS = (streamTimeMs - track.lastSeenMs) / 1000;
    const reach = lay ? REACH_AT_ONCE : Math.min(REACH_MAX, REACH_AT_ONCE + REACH_PER_S * hiddenS);
    for (const person of persons) {
      if (person.score < MIN_REAPPEARING_SCORE) continue;
      if (!isOfSize(track, person)) continue;
      const away = distance(boxCentre(track.person.box), boxCentre(person.box)) / Math.max(size, 1e-6);
      if (away <= reach) candidates.push({ track, person, affinity: -away });
    }
  }
  return bestFirst(candidates);
}

function bestFirst(
  candidates: { readonly track: Track; readonly person: Person; readonly affinity: number }[],
): Map<Person, Track> {
  const pairs = new Map<Person, Track>();
  const taken = new Set<Track>();
  for (const { track, person } of candidates.sort((a, b) => b.affinity - a.affinity)) {
    if (pairs.has(person) || taken.has(track)) continue;
    pairs.set(person, track);
    taken.add(track);
  }
  return pairs;
}

function predictedBox(track: Track, streamTimeMs: number): Box {
  const aheadS = Math.min(Math.max(streamTimeMs - track.lastSeenMs, 0), PREDICT_MS) / 1000;
  return shiftBox(track.person.box, {
    x: track.velocityPerS.x * aheadS,
    y: track.velocityPerS.y * aheadS,
  });
}

/**
 * 0..1: how alike two skeletons are once the first is moved to where it is predicted; joints that either does not
 * show are left out. Falls off with the mean distance of joints in body sizes, as COCO's keypoint similarity does.
 */
function poseLikeness(before: Person, now: Person, predictedCentre: { x: number; y: number }): number {
  const from = boxCentre(before.box);
  const shift = { x: predictedCentre.x - from.x, y: predictedCentre.y - from.y };
  const size = Math.max(boxDiagonal(before.box), boxDiagonal(now.box), 1e-6);
  let sum = 0;
  let count = 0;
  for (const [index, joint] of now.keypoints.entries()) {
    const old = before.keypoints[index];
    if (old === undefined || joint.score < MIN_JOINT_SCORE || old.score < MIN_JOINT_SCORE) continue;
    sum += distance({ x: old.x + shift.x, y: old.y + shift.y }, joint) / size;
    count += 1;
  }
  return count === 0 ? 0 : Math.exp(-((sum / count / 0.15) ** 2));
}

function centreShift(a: Box, b: Box): number {
  const diagonal = Math.max(boxDiagonal(a), boxDiagonal(b));
  return diagonal === 0 ? Number.POSITIVE_INFINITY : distance(boxCentre(a), boxCentre(b)) / diagonal;
}

function aspectOf(box: Box): number {
  return (box.right - box.left) / Math.max(box.bottom - box.top, 1e-6);
}
