import { describe, expect, it } from 'vitest';
import { outlineMap } from '../../../dashboard/web/src/county/wall/outlines.ts';
import type { Shapes } from '../../../edge-config/contracts/rest.ts';

type Ring = [number, number][];
const feature = (code: string, ...rings: Ring[]): Shapes['features'][number] => ({
  type: 'Feature',
  properties: { code, name: code },
  geometry: { type: 'Polygon', coordinates: rings },
});
const square = (west: number, south: number, degrees: number): Ring => [
  [west, south],
  [west + degrees, south],
  [west + degrees, south + degrees],
  [west, south + degrees],
  [west, south],
];
const mapOf = (...features: Shapes['features']) => outlineMap({ type: 'FeatureCollection', features });

describe('outlines', () => {
  it('stand side by side with north above, as broad as a degree is there', () => {
    // At 60 degrees north a degree of longitude is half as long.
    const map = mapOf(feature('520602101', square(10, 59.5, 1)), feature('520602102', square(11, 59.5, 1)));
    expect(map?.height).toBeCloseTo(1000);
    expect(map?.width).toBeCloseTo(1000);
    expect(map?.outlines.map(({ middle }) => [middle.x.toFixed(2), middle.y.toFixed(2)])).toEqual([
      ['0.25', '0.50'],
      ['0.75', '0.50'],
    ]);
    const north = mapOf(feature('520602101', square(10, 27, 1)), feature('520602102', square(10, 28, 1)));
    expect(north?.outlines.map(({ middle }) => middle.y.toFixed(2))).toEqual(['0.75', '0.25']);
  });

  it('are the same whichever way round a ring runs, and leave holes', () => {
    const turned = square(109, 27, 1).reverse();
    const [plain, reversed] = [mapOf(feature('1', square(109, 27, 1))), mapOf(feature('1', turned))];
    expect(reversed?.outlines[0]?.middle).toEqual(plain?.outlines[0]?.middle);
    expect([reversed?.width, reversed?.height]).toEqual([plain?.width, plain?.height]);
    const holed = mapOf(feature('1', square(109, 27, 1), square(109.4, 27.4, 0.2).reverse()));
    expect(holed?.outlines[0]?.path.match(/M/g)).toHaveLength(2);
  });

  it('are none where nothing is enclosed', () => {
    expect(mapOf()).toBeUndefined();
    expect(mapOf(feature('1', [[109, 27]]))).toBeUndefined();
  });
});
