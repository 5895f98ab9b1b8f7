import { describe, expect, it } from 'vitest';
import {
  isUnsettled,
  judge,
  readMetric,
  type SceneFigures,
  tableOf,
} from '../../../edge-config/bench/report.ts';

const figures: SceneFigures = {
  scene: 'idle',
  gatewayMsPerS: 8,
  floorMsPerS: 2,
  fullDecodeMsPerS: 24,
  inferenceMsPerS: 2.5,
  inferencesPerS: 0.1,
  framesPerS: 0.1,
  attendedAtStartShare: 0,
  attendedAtEndShare: 0,
};

describe('the verdict on a scene', () => {
  it('holds a quiet camera to everything that it costs, the floor included', () => {
    expect(judge(figures)).toMatchObject({ measuredMsPerS: 8, limitMsPerS: 10, isMet: true });
    const still = judge({ ...figures, scene: 'still', gatewayMsPerS: 16 });
    expect(still).toMatchObject({ measuredMsPerS: 16, limitMsPerS: 15, isMet: false });
  });

  it('leaves the model out only where something moves', () => {
    const moving = judge({ ...figures, scene: 'moving', gatewayMsPerS: 150, inferenceMsPerS: 129 });
    expect(moving).toMatchObject({ measuredMsPerS: 21, limitMsPerS: 22, isMet: true });
  });

  it('is met at the limit itself and missed beyond it', () => {
    expect(judge({ ...figures, gatewayMsPerS: 10 }).isMet).toBe(true);
    expect(judge({ ...figures, gatewayMsPerS: 10.01 }).isMet).toBe(false);
  });

  it('tells the gain over decoding everything, and what is neither model nor floor', () => {
    expect(judge(figures)).toMatchObject({ ratio: 8 / 24, restMsPerS: 3.5 });
    expect(judge({ ...figures, fullDecodeMsPerS: 0 }).ratio).toBeLessThan(Number.POSITIVE_INFINITY);
  });
});

describe('a scene that was measured too early', () => {
  it('is one whose cameras came to rest meanwhile', () => {
    expect(isUnsettled({ ...figures, attendedAtStartShare: 0.5 })).toBe(true);
    expect(isUnsettled(figures)).toBe(false);
    expect(isUnsettled({ ...figures, attendedAtStartShare: 1, attendedAtEndShare: 1 })).toBe(false);
  });
});

describe('the table of a bench', () => {
  it('shows a row for each scene with its ratio and verdict', () => {
    const missed = judge({ ...figures, scene: 'still', gatewayMsPerS: 16 });
    const [head = '', idle = '', still = ''] = tableOf([judge(figures), missed]).split('\n');
    expect(head).toContain('gateway / full decode');
    expect(idle).toMatch(/^idle .*0\.33 .*8\.0 of 10 in all .*met$/);
    expect(still).toMatch(/^still .*0\.67 .*16\.0 of 15 in all .*missed$/);
  });

  it('keeps its columns under their titles', () => {
    const [head = '', row = ''] = tableOf([judge(figures)]).split('\n');
    for (const [title, cell] of [
      ['gateway', '8.0'],
      ['rest', '3.5'],
      ['attended', '0 → 0 %'],
      ['verdict', 'met'],
    ] as const) {
      expect(row.slice(head.indexOf(title))).toMatch(new RegExp(`^${cell.replace('.', '\\.')}( |$)`));
    }
  });
});

describe('reading metrics', () => {
  it('takes samples with and without labels', () => {
    const text = '# HELP x y\nx_sum 1.5\nx_summary 7\nx{camera="a"} 1\nx{camera="b"} 2\n';
    expect(readMetric(text, 'x_sum')).toBe(1.5);
    expect(readMetric(text, 'x')).toBe(3);
    expect(readMetric(text, 'absent')).toBe(0);
  });
});
