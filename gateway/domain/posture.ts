/** What one skeleton says about how a person holds itself: angles and heights, relative to its own size. */
import { angleFromVerticalDeg, boxHeight, boxWidth, distance, midpoint, type Point } from './geometry.ts';
import { KEYPOINT_NAMES, type Keypoint, type KeypointName, type Person } from './person.ts';

export interface PostureParams {
  readonly minKeypointScore: number;
  readonly lyingTorsoAngleDeg: number;
  readonly uprightTorsoAngleDeg: number;
  /** Shoulders under this height over the feet, in body heights, count as down. */
  readonly lowShoulderHeight: number;
}

/** `low`: down on the floor in any way that is neither flat nor a seat's; `sitting`: low with the torso erect. */
export type Posture = 'upright' | 'sitting' | 'low' | 'lying' | 'unknown';

export function isDown(posture: Posture): boolean {
  return posture === 'lying' || posture === 'low';
}

export interface PostureReading {
  readonly streamTimeMs: number;
  readonly posture: Posture;
  /** Torso from the vertical, degrees; null when shoulders or hips are not seen. */
  readonly torsoAngleDeg: number | null;
  /** Shoulders over the feet in standing body heights; null when it cannot be told. */
  readonly shoulderHeight: number | null;
  /** Level of the shoulders in the picture, frame heights, y downwards; null when they are not seen. */
  readonly shouldersY: number | null;
  readonly hips: Point | null;
  /** Lowest level of the body in the picture, frame heights. */
  readonly feetY: number;
  /** Joints seen, of 17. */
  readonly joints: number;
}

/** Share of the standing height from the soles to the shoulders, and from hips to shoulders (Drillis & Contini 1966). */
const SHOULDER_SHARE = 0.818;
const TORSO_SHARE = 0.288;
/** Shoulders over this height are those of someone who stands or walks, not of someone who sits on the floor. */
const STANDING_SHOULDER_HEIGHT = 0.62;
/** Shoulders this close to the lowest point are on the floor, however the torso seems to stand (seen head-on). */
const FLAT_SHOULDER_HEIGHT = 0.25;
/** Width over height of the box from which a body lies across the picture. */
const LYING_BOX_ASPECT = 1.4;
/** A seated body is no wider than high. */
const SITTING_BOX_ASPECT = 1;
/** Nearness to the lower edge of the picture, frame heights, at which feet may stand outside it. */
const EDGE_MARGIN = 0.03;
/** A sample of the standing height must be at least this share of the size that is known. */
const MIN_SAMPLE_SHARE = 0.7;
/** Weight of a new sample in the running body height: perspective changes it within seconds of walking. */
const HEIGHT_BLEND = 0.2;

const INDEX = new Map(KEYPOINT_NAMES.map((name, index) => [name, index]));

interface Joints {
  readonly shoulders: Point | null;
  readonly hips: Point | null;
  readonly ankles: Point | null;
}

export function readPosture(
  person: Person,
  context: {
    readonly streamTimeMs: number;
    /** Standing height or what stands in for it, frame heights. */
    readonly bodySize: number;
    readonly params: PostureParams;
  },
): PostureReading {
  const { params, bodySize } = context;
  const joints = readJoints(person, params.minKeypointScore);
  const torsoAngleDeg =
    joints.shoulders && joints.hips ? angleFromVerticalDeg(joints.shoulders, joints.hips) : null;
  const shoulderHeight =
    joints.shoulders && bodySize > 0 ? (feetLevel(person, joints) - joints.shoulders.y) / bodySize : null;
  return {
    streamTimeMs: context.streamTimeMs,
    posture: classify({ person, torsoAngleDeg, shoulderHeight, params }),
    torsoAngleDeg,
    shoulderHeight,
    shouldersY: joints.shoulders?.y ?? null,
    hips: joints.hips,
    feetY: feetLevel(person, joints),
    joints: person.keypoints.filter(({ score }) => score >= params.minKeypointScore).length,
  };
}

/**
 * Running estimate of the standing height in frame heights. Only an erect torso gives a sample; the largest of three
 * measures is taken: a sitting person hides its legs' length, a leaning one its torso's, and a box is at most as tall
 * as the person in it.
 */
export function updateBodyHeight(
  bodyHeight: number | null,
  person: Person,
  context: { readonly recentLength: number; readonly params: PostureParams },
): number | null {
  const { params, recentLength } = context;
  const { shoulders, hips, ankles } = readJoints(person, params.minKeypointScore);
  if (!shoulders || !hips || shoulders.y >= hips.y) return bodyHeight;
  if (angleFromVerticalDeg(shoulders, hips) > params.uprightTorsoAngleDeg) return bodyHeight;
  const byTorso = distance(shoulders, hips) / TORSO_SHARE;
  const byLegs = ankles ? (ankles.y - shoulders.y) / SHOULDER_SHARE : 0;
  const sample = Math.max(byTorso, byLegs, boxHeight(person.box));
  // A body that points at the camera is short, and its torso seems to stand: it must not become the reference.
  if (sample < (bodyHeight ?? recentLength) * MIN_SAMPLE_SHARE) return bodyHeight;
  if (bodyHeight === null) return sample;
  return bodyHeight + (sample - bodyHeight) * HEIGHT_BLEND;
}

/**
 * A stand-in for the height of someone who was never seen erect: a body is at least as long as the longer side of its
 * box, and as its torso tells.
 */
export function bodyLength(person: Person, params: PostureParams): number {
  const { shoulders, hips } = readJoints(person, params.minKeypointScore);
  const byTorso = shoulders && hips ? distance(shoulders, hips) / TORSO_SHARE : 0;
  return Math.max(byTorso, boxWidth(person.box), boxHeight(person.box));
}

function classify(input: {
  person: Person;
  torsoAngleDeg: number | null;
  shoulderHeight: number | null;
  params: PostureParams;
}): Posture {
  const { person, torsoAngleDeg, shoulderHeight, params } = input;
  const aspect = boxWidth(person.box) / Math.max(boxHeight(person.box), 1e-6);
  if (torsoAngleDeg === null && shoulderHeight === null)
    return aspect >= LYING_BOX_ASPECT ? 'lying' : 'unknown';
  // Feet at or below the picture's edge: ankles there are guessed by the model and the height over them is unknown. An
  // erect torso is then someone who stands close to the camera; only a bent or flat body is down.
  const feetHidden = person.box.bottom >= 1 - EDGE_MARGIN;
  const isErect = torsoAngleDeg !== null && torsoAngleDeg <= params.uprightTorsoAngleDeg;
  const isLow =
    shoulderHeight !== null &&
    shoulderHeight <= params.lowShoulderHeight &&
    (!feetHidden || aspect >= LYING_BOX_ASPECT || (torsoAngleDeg !== null && !isErect));
  const isFlat = torsoAngleDeg !== null && torsoAngleDeg >= params.lyingTorsoAngleDeg;
  if (isFlat && (isLow || shoulderHeight === null || aspect >= LYING_BOX_ASPECT)) return 'lying';
  if (isLow) {
    const isSeated = isErect && aspect <= SITTING_BOX_ASPECT && (shoulderHeight ?? 0) > FLAT_SHOULDER_HEIGHT;
    return isSeated ? 'sitting' : 'low';
  }
  const isHigh = shoulderHeight === null || shoulderHeight >= STANDING_SHOULDER_HEIGHT;
  return isErect && isHigh ? 'upright' : 'unknown';
}

function readJoints(person: Person, minScore: number): Joints {
  return {
    shoulders: pairPoint(person, ['leftShoulder', 'rightShoulder'], minScore),
    hips: pairPoint(person, ['leftHip', 'rightHip'], minScore),
    ankles: pairPoint(person, ['leftAnkle', 'rightAnkle'], minScore),
  };
}

/** Middle of a pair of joints; one of them alone when the other is hidden. */
function pairPoint(
  person: Person,
  names: readonly [KeypointName, KeypointName],
  minScore: number,
): Point | null {
  const [first, second] = names.map((name) => joint(person, name)).filter((point) => point.score >= minScore);
  if (first && second) return midpoint(first, second);
  return first ?? null;
}

function joint(person: Person, name: KeypointName): Keypoint {
  return person.keypoints[INDEX.get(name) ?? -1] ?? { x: 0, y: 0, score: 0 };
}

/** Level of the floor under the person: the lower of the ankles and the box's lower edge. */
function feetLevel(person: Person, joints: Joints): number {
  return Math.max(joints.ankles?.y ?? Number.NEGATIVE_INFINITY, person.box.bottom);
}
