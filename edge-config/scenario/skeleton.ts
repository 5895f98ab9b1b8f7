/** Builds persons for the domain's tests: a stick figure of given height that stands, leans, or lies. */
import { KEYPOINT_NAMES, type Keypoint, type Person } from '../../gateway/domain/person.ts';

export interface Pose {
  /** Feet on the floor, in frame heights. */
  readonly x: number;
  readonly floorY: number;
  /** Standing height in frame heights. */
  readonly height: number;
  /** 0 upright, 90 flat on the floor to the right. */
  readonly leanDeg: number;
  readonly score?: number;
}

/** Share of the standing height at which each joint lies (Drillis & Contini 1966, rounded). */
const JOINT_HEIGHT: Record<string, number> = {
  nose: 0.94,
  Eye: 0.95,
  Ear: 0.94,
  Shoulder: 0.82,
  Elbow: 0.63,
  Wrist: 0.48,
  Hip: 0.53,
  Knee: 0.28,
  Ankle: 0.04,
};

export function figure(pose: Pose): Person {
  const angle = (pose.leanDeg * Math.PI) / 180;
  const halfWidth = pose.height * 0.1;
  const keypoints = KEYPOINT_NAMES.map((name): Keypoint => {
    const along = (JOINT_HEIGHT[name.replace(/^(left|right)/, '')] ?? 0) * pose.height;
    const side = name.startsWith('left') ? -1 : name.startsWith('right') ? 1 : 0;
    return {
      x: pose.x + Math.sin(angle) * along + Math.cos(angle) * side * halfWidth,
      y: pose.floorY - Math.cos(angle) * along - halfWidth * 0.3 + Math.sin(angle) * side * halfWidth * 0.3,
      score: pose.score ?? 0.8,
    };
  });
  const xs = keypoints.map((point) => point.x);
  const ys = keypoints.map((point) => point.y);
  return {
    score: pose.score ?? 0.6,
    keypoints,
    box: {
      left: Math.min(...xs),
      right: Math.max(...xs),
      top: Math.min(...ys),
      bottom: Math.max(...ys, pose.floorY),
    },
  };
}

export const STANDING: Pose = { x: 0.8, floorY: 0.9, height: 0.5, leanDeg: 0 };
