import type { Box, Point } from './geometry.ts';

/** COCO order, as MoveNet gives them. */
export const KEYPOINT_NAMES = [
  'nose',
  'leftEye',
  'rightEye',
  'leftEar',
  'rightEar',
  'leftShoulder',
  'rightShoulder',
  'leftElbow',
  'rightElbow',
  'leftWrist',
  'rightWrist',
  'leftHip',
  'rightHip',
  'leftKnee',
  'rightKnee',
  'leftAnkle',
  'rightAnkle',
] as const;

export type KeypointName = (typeof KEYPOINT_NAMES)[number];

/** A joint in frame heights with its own score, 0..1. A low score means "not seen", not "not there". */
export interface Keypoint extends Point {
  readonly score: number;
}

/** One person found in one frame. Never an identity: a box and a skeleton, nothing else. */
export interface Person {
  /** Instance score, 0..1 (centre score times the mean keypoint score). */
  readonly score: number;
  readonly box: Box;
  /** 17 keypoints in `KEYPOINT_NAMES` order. */
  readonly keypoints: readonly Keypoint[];
}
