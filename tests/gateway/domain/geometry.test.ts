import { describe, expect, it } from 'vitest';
import { angleFromVerticalDeg, insidePolygon, iou } from '../../../gateway/domain/geometry.ts';

describe('geometry', () => {
  it('measures overlap as a share of the union', () => {
    const a = { left: 0, top: 0, right: 2, bottom: 1 };
    expect(iou(a, a)).toBe(1);
    expect(iou(a, { left: 1, top: 0, right: 3, bottom: 1 })).toBeCloseTo(1 / 3);
    expect(iou(a, { left: 2, top: 0, right: 3, bottom: 1 })).toBe(0);
  });

  it('measures the torso from the vertical, whichever way it leans', () => {
    expect(angleFromVerticalDeg({ x: 0, y: 0 }, { x: 0, y: 1 })).toBe(0);
    expect(angleFromVerticalDeg({ x: 1, y: 0 }, { x: 0, y: 0 })).toBe(90);
    expect(angleFromVerticalDeg({ x: 0, y: 0 }, { x: -1, y: 1 })).toBeCloseTo(45);
    expect(angleFromVerticalDeg({ x: 0, y: 1 }, { x: 0, y: 0 })).toBe(180);
  });

  it('knows what lies inside a concave polygon', () => {
    const corner = [
      { x: 0, y: 0 },
      { x: 2, y: 0 },
      { x: 2, y: 1 },
      { x: 1, y: 1 },
      { x: 1, y: 2 },
      { x: 0, y: 2 },
    ];
    expect(insidePolygon({ x: 0.5, y: 1.5 }, corner)).toBe(true);
    expect(insidePolygon({ x: 1.5, y: 1.5 }, corner)).toBe(false);
    expect(insidePolygon({ x: 0.5, y: 0.5 }, corner.slice(0, 2))).toBe(false);
  });
});
