/**
 * Shapes as outlines in the plane: over one county the earth is flat enough, once a degree of longitude is as short as it is there.
 * Pure.
 */
import { type GeoGeometryObjects, geoPath, geoTransform } from 'd3-geo';
import type { Shapes } from '../../../../../edge-config/contracts/rest.ts';

export interface Outline {
  readonly code: string;
  /** Path data, within `OutlineMap`. */
  readonly path: string;
  /** Its middle, as shares of width and height from the upper left. */
  readonly middle: { readonly x: number; readonly y: number };
}

export interface OutlineMap {
  readonly outlines: readonly Outline[];
  readonly width: number;
  readonly height: number;
}

/** Units of the outlines in a degree of latitude: they are written to three decimals. */
const UNITS = 1000;

/** @returns undefined when the shapes enclose nothing. */
export function outlineMap({ features }: Shapes): OutlineMap | undefined {
  const shapes = {
    type: 'GeometryCollection',
    geometries: features.map(({ geometry }) => geometry),
  } as const;
  const [[, south], [, north]] = boundsOf(shapes, (longitude, latitude) => [longitude, latitude]);
  const widthOfDegree = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const flat = (longitude: number, latitude: number): readonly [number, number] => [
    longitude * widthOfDegree * UNITS,
    -latitude * UNITS,
  ];
  const [[left, top], [right, bottom]] = boundsOf(shapes, flat);
  const [width, height] = [right - left, bottom - top];
  if (!(width > 0 && height > 0)) return undefined;
  const draw = pathOf((longitude, latitude) => {
    const [x, y] = flat(longitude, latitude);
    return [x - left, y - top];
  });
  const outlines = features.map(({ geometry, properties: { code } }) => {
    const [x, y] = draw.centroid(geometry);
    return { code, path: draw(geometry) ?? '', middle: { x: x / width, y: y / height } };
  });
  return { outlines, width, height };
}

type Flatten = (longitude: number, latitude: number) => readonly [number, number];

function boundsOf(shapes: GeoGeometryObjects, flatten: Flatten): [[number, number], [number, number]] {
  return pathOf(flatten).bounds(shapes);
}

/** Plane, not sphere: which way round a ring runs makes no difference. */
function pathOf(flatten: Flatten) {
  return geoPath(
    geoTransform({
      point(longitude, latitude) {
        this.stream.point(...flatten(longitude, latitude));
      },
    }),
  );
}
