/** The persons of a frame as an SVG overlay: skeletons and nothing of their looks. Pure. */
import type { Polygon } from '../../domain/geometry.ts';
import { KEYPOINT_NAMES, type Keypoint, type KeypointName, type Person } from '../../domain/person.ts';

const BONES: readonly (readonly [KeypointName, KeypointName])[] = [
  ['leftShoulder', 'rightShoulder'],
  ['leftHip', 'rightHip'],
  ['leftShoulder', 'leftHip'],
  ['rightShoulder', 'rightHip'],
  ['leftShoulder', 'leftElbow'],
  ['leftElbow', 'leftWrist'],
  ['rightShoulder', 'rightElbow'],
  ['rightElbow', 'rightWrist'],
  ['leftHip', 'leftKnee'],
  ['leftKnee', 'leftAnkle'],
  ['rightHip', 'rightKnee'],
  ['rightKnee', 'rightAnkle'],
  ['nose', 'leftShoulder'],
  ['nose', 'rightShoulder'],
];
/** Joints below this are not seen, and not drawn. */
const MIN_JOINT_SCORE = 0.1;
const LEFT_COLOUR = '#39d0ff';
const RIGHT_COLOUR = '#ffb02e';
const MIDDLE_COLOUR = '#ffffff';

/** @param heightPx height of the picture: the domain's unit. */
export function skeletonSvg(persons: readonly Person[], widthPx: number, heightPx: number): Buffer {
  const stroke = Math.max(2, heightPx / 120);
  const shapes = persons.flatMap((person) => [
    ...BONES.flatMap(([from, to]) => bone(person, from, to, heightPx, stroke)),
    ...person.keypoints
      .filter((joint) => joint.score >= MIN_JOINT_SCORE)
      .map((joint) => `<circle ${at('c', joint, heightPx)} r="${stroke}" fill="${MIDDLE_COLOUR}"/>`),
  ]);
  return svg(shapes, widthPx, heightPx);
}

/** Black where nobody may look. */
export function privacySvg(zones: readonly Polygon[], widthPx: number, heightPx: number): Buffer {
  const shapes = zones.map((zone) => {
    const corners = zone.map((corner) => `${corner.x * heightPx},${corner.y * heightPx}`).join(' ');
    return `<polygon points="${corners}" fill="#000000" shape-rendering="crispEdges"/>`;
  });
  return svg(shapes, widthPx, heightPx);
}

function bone(
  person: Person,
  from: KeypointName,
  to: KeypointName,
  heightPx: number,
  stroke: number,
): string[] {
  const [a, b] = [from, to].map((name) => person.keypoints[KEYPOINT_NAMES.indexOf(name)]);
  if (!a || !b || a.score < MIN_JOINT_SCORE || b.score < MIN_JOINT_SCORE) return [];
  const side = [from, to].every((name) => name.startsWith('left'))
    ? LEFT_COLOUR
    : [from, to].every((name) => name.startsWith('right'))
      ? RIGHT_COLOUR
      : MIDDLE_COLOUR;
  const line = `x1="${px(a.x, heightPx)}" y1="${px(a.y, heightPx)}" x2="${px(b.x, heightPx)}" y2="${px(b.y, heightPx)}"`;
  return [`<line ${line} stroke="${side}" stroke-width="${stroke}" stroke-linecap="round"/>`];
}

function at(prefix: string, joint: Keypoint, heightPx: number): string {
  return `${prefix}x="${px(joint.x, heightPx)}" ${prefix}y="${px(joint.y, heightPx)}"`;
}

function px(value: number, heightPx: number): string {
  return (value * heightPx).toFixed(1);
}

function svg(shapes: readonly string[], widthPx: number, heightPx: number): Buffer {
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}">${shapes.join('')}</svg>`,
  );
}
