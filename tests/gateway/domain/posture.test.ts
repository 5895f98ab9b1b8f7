import { describe, expect, it } from 'vitest';
import { edgeConfigSchema } from '../../../edge-config/contracts/config.ts';
import { figure, STANDING } from '../../../edge-config/scenario/skeleton.ts';
import { readPosture, updateBodyHeight } from '../../../gateway/domain/posture.ts';

const params = edgeConfigSchema.shape.fall.parse({});

function reading(leanDeg: number) {
  const bodySize = updateBodyHeight(null, figure(STANDING), { recentLength: 0, params }) ?? 0;
  return readPosture(figure({ ...STANDING, leanDeg }), { streamTimeMs: 0, bodySize, params });
}

describe('readPosture', () => {
  it('tells upright from lying and gives the torso angle', () => {
    expect(reading(0).posture).toBe('upright');
    expect(reading(88).posture).toBe('lying');
    expect(reading(88).torsoAngleDeg).toBeGreaterThan(80);
    expect(reading(0).shoulderHeight).toBeCloseTo(0.82, 1);
  });

  it('leaves the angles between the two thresholds undecided', () => {
    expect(reading(45).posture).toBe('unknown');
  });

  it('says unknown, never upright, when no joint is seen', () => {
    const hidden = readPosture(figure({ ...STANDING, score: 0.01 }), {
      streamTimeMs: 0,
      bodySize: 0.5,
      params,
    });
    expect(hidden).toMatchObject({
      posture: 'unknown',
      torsoAngleDeg: null,
      shoulderHeight: null,
      hips: null,
    });
  });
});

describe('feet outside the picture', () => {
  const bodySize = STANDING.height;
  const cut = (leanDeg: number) => {
    // Close to the camera: the picture ends below the chest.
    const person = figure({ ...STANDING, floorY: 1.3, leanDeg });
    const near = { ...person, box: { ...person.box, bottom: 1 } };
    return readPosture(near, { streamTimeMs: 0, bodySize, params }).posture;
  };

  it('makes nobody low who stands erect close to the camera', () => {
    expect(cut(0)).not.toBe('low');
    expect(cut(0)).not.toBe('lying');
  });

  it('still tells a body that lies along the edge', () => {
    const person = figure({ ...STANDING, floorY: 1, leanDeg: 88 });
    expect(readPosture(person, { streamTimeMs: 0, bodySize, params }).posture).toBe('lying');
  });
});

describe('updateBodyHeight', () => {
  it('takes the standing height from an upright person and keeps it through a fall', () => {
    const standing = updateBodyHeight(null, figure(STANDING), { recentLength: 0, params });
    expect(standing).toBeCloseTo(STANDING.height, 1);
    expect(
      updateBodyHeight(standing, figure({ ...STANDING, leanDeg: 85 }), { recentLength: 0, params }),
    ).toBe(standing);
  });
});
