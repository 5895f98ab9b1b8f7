/** GeoJSON geometries (RFC 7946, 3.1.6 and 3.1.7) as they are kept: closed rings of rounded WGS 84 degrees. Pure. */
import type { ShapeGeometry } from '../../../edge-config/contracts/rest.ts';
import type { Fault } from './bad-rows.ts';

/** About a metre. */
const DECIMALS = 5;
/** Of one shape: finer borders slow the map down and are not seen on it. */
const MAX_POSITIONS = 20_000;
/** The last is the first again. */
const MIN_RING_POSITIONS = 4;

type Position = [number, number];
type Refuse = (value: unknown, fault: Fault) => void;

const NO_GEOMETRY: Fault = {
  reason: { zh: '不是 Polygon 或 MultiPolygon', en: 'it is no Polygon or MultiPolygon' },
  fix: { zh: '只导出面要素', en: 'export areas only' },
};
const OUT_OF_RANGE: Fault = {
  reason: {
    zh: '坐标超出经度 ±180、纬度 ±90 的范围',
    en: 'a position lies outside of longitude ±180, latitude ±90',
  },
  fix: {
    zh: '以 WGS 84 经纬度导出，经度在前',
    en: 'export it in WGS 84 degrees, the longitude first',
  },
};
const BAD_RING: Fault = {
  reason: { zh: '边界不闭合，或少于 4 个点', en: 'a ring is not closed, or has fewer than 4 positions' },
  fix: { zh: '修正这个面的边界', en: 'mend the ring: its last position is its first' },
};
const TOO_FINE: Fault = {
  reason: { zh: `超过 ${MAX_POSITIONS} 个点`, en: `it has more than ${MAX_POSITIONS} positions` },
  fix: { zh: '先简化边界', en: 'simplify the border first' },
};

/** @returns undefined after one fault was told. */
export function readGeometry(input: unknown, refuse: Refuse): ShapeGeometry | undefined {
  const { coordinates, type } = (input ?? {}) as { coordinates?: unknown; type?: unknown };
  const given = type === 'Polygon' ? [coordinates] : coordinates;
  const isArea = type === 'Polygon' || type === 'MultiPolygon';
  const isWhole = isArea && Array.isArray(given) && given.length > 0 && given.every(isPolygon);
  if (!isWhole) {
    refuse(type ?? null, NO_GEOMETRY);
    return undefined;
  }
  const polygons = given as unknown[][][];
  if (polygons.flat().reduce((sum, ring) => sum + ring.length, 0) > MAX_POSITIONS) {
    refuse(type, TOO_FINE);
    return undefined;
  }
  const read: Position[][][] = [];
  for (const polygon of polygons) {
    const rings: Position[][] = [];
    for (const ring of polygon) {
      const checked = readRing(ring, refuse);
      if (checked === undefined) return undefined;
      rings.push(checked);
    }
    read.push(rings);
  }
  const [only = []] = read;
  return type === 'Polygon' ? { type, coordinates: only } : { type: 'MultiPolygon', coordinates: read };
}

function isPolygon(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(Array.isArray);
}

function readRing(ring: readonly unknown[], refuse: Refuse): Position[] | undefined {
  const positions: Position[] = [];
  for (const position of ring) {
    const [longitude, latitude] = Array.isArray(position) ? (position as unknown[]) : [];
    if (!isWithin(longitude, 180) || !isWithin(latitude, 90)) {
      refuse(position, OUT_OF_RANGE);
      return undefined;
    }
    positions.push([round(longitude), round(latitude)]);
  }
  const first = positions.at(0);
  const last = positions.at(-1);
  if (positions.length >= MIN_RING_POSITIONS && first?.[0] === last?.[0] && first?.[1] === last?.[1])
    return positions;
  refuse(ring.slice(0, 2), BAD_RING);
  return undefined;
}

function isWithin(value: unknown, limit: number): value is number {
  return typeof value === 'number' && Math.abs(value) <= limit;
}

function round(degrees: number): number {
  // `+ 0` turns -0 into 0: JSON knows only one, and a second import would seem to change it.
  return Math.round(degrees * 10 ** DECIMALS) / 10 ** DECIMALS + 0;
}
