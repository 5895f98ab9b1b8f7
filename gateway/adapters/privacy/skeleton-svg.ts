/** The persons of a frame as an SVG overlay: skeletons and nothing of their looks. Pure. */
import { BONES, MIN_JOINT_SCORE, sideOfBone } from '../../../edge-config/contracts/skeleton.ts';
import type { Polygon } from '../../domain/geometry.ts';
import type { Keypoint, Person } from '../../domain/person.ts';

const COLOURS = { left: '#39d0ff', right: '#ffb02e', middle: '#ffffff' } as const;

/** @param heightPx height of the picture: the domain's unit. */
export function skeletonSvg(persons: readonly Person[], widthPx: number, heightPx: number): Buffer {
  const stroke = Math.max(2, heightPx / 120);
  const shapes = persons.flatMap((person) => [
    ...BONES.flatMap((pair) => bone(person, pair, heightPx, stroke)),
    ...person.keypoints
      .filter((joint) => joint.score >= MIN_JOINT_SCORE)
      .map((joint) => `<circle ${at('c', joint, heightPx)} r="${stroke}" fill="${COLOURS.middle}"/>`),
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

function bone(person: Person, pair: readonly [number, number], heightPx: number, stroke: number): string[] {
  const [a, b] = pair.map((index) => person.keypoints[index]);
  if (!a || !b || a.score < MIN_JOINT_SCORE || b.score < MIN_JOINT_SCORE) return [];
  const line = `x1="${px(a.x, heightPx)}" y1="${px(a.y, heightPx)}" x2="${px(b.x, heightPx)}" y2="${px(b.y, heightPx)}"`;
  return [
    `<line ${line} stroke="${COLOURS[sideOfBone(pair)]}" stroke-width="${stroke}" stroke-linecap="round"/>`,
  ];
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
