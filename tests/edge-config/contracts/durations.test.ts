import { describe, expect, it } from 'vitest';
import { durationWords, wrongClockWords } from '../../../edge-config/contracts/durations.ts';

describe('durationWords', () => {
  it.each([
    [-5000, '0秒', '0 s'],
    [59_999, '59秒', '59 s'],
    [192_000, '3分12秒', '3 min 12 s'],
    [2 * 3_600_000 + 5 * 60_000, '2小时05分', '2 h 05 min'],
    [49 * 3_600_000, '2 天', '2 days'],
  ])('%d ms', (ms, zh, en) => {
    expect(durationWords(ms)).toEqual({ zh, en });
  });
});

describe('wrongClockWords', () => {
  it('keeps silent about clocks that are right to five seconds, or unknown', () => {
    for (const skewMs of [null, 0, 5000, -5000]) expect(wrongClockWords(skewMs)).toBeNull();
  });

  it('says which way and by how much', () => {
    expect(wrongClockWords(192_400)).toEqual({ zh: '时钟快 3分12秒', en: 'clock 3 min 12 s fast' });
    expect(wrongClockWords(-5001)).toEqual({ zh: '时钟慢 5秒', en: 'clock 5 s slow' });
    // A clock that was never set.
    expect(wrongClockWords(-Date.parse('2026-03-01'))?.en).toBe('clock 20513 days slow');
  });
});
