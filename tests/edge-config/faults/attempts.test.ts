import { expect, it } from 'vitest';
import { attemptsIn } from '../../../edge-config/faults/cameras/attempts.ts';
import { BACKOFF_MS } from '../../../gateway/adapters/ffmpeg/supervise.ts';

it('counts the attempts that fit, the last wait over and over', () => {
  expect(attemptsIn(0, [10, 20])).toBe(0);
  expect(attemptsIn(10, [10, 20])).toBe(1);
  expect(attemptsIn(29, [10, 20])).toBe(1);
  expect(attemptsIn(70, [10, 20])).toBe(4);
});

it('fits the gateway’s waits: six a minute once it has become patient', () => {
  const hourMs = 3_600_000;
  expect(attemptsIn(2 * hourMs, BACKOFF_MS) - attemptsIn(hourMs, BACKOFF_MS)).toBe(360);
});
