import { describe, expect, it } from 'vitest';
import { localTimeIn } from '../../../../gateway/adapters/clock/local-time.ts';

describe('local time', () => {
  it.each([
    ['Asia/Shanghai', '2026-03-11T22:00:30Z', { date: '2026-03-12', minute: 360, weekday: 4 }],
    ['Asia/Shanghai', '2026-03-12T15:59:59Z', { date: '2026-03-12', minute: 1439, weekday: 4 }],
    ['Asia/Shanghai', '2026-03-12T16:00:00Z', { date: '2026-03-13', minute: 0, weekday: 5 }],
    ['Asia/Urumqi', '2026-03-12T16:00:00Z', { date: '2026-03-12', minute: 1320, weekday: 4 }],
    ['Asia/Kathmandu', '2026-02-28T18:15:00Z', { date: '2026-03-01', minute: 0, weekday: 7 }],
  ])('in %s at %s', (zone, instant, expected) => {
    expect(localTimeIn(zone)(Date.parse(instant))).toEqual(expected);
  });

  it('follows the clock when it is set back', () => {
    const local = localTimeIn('Asia/Shanghai');
    expect(local(Date.parse('2026-03-12T04:00:00Z')).minute).toBe(720);
    expect(local(Date.parse('2026-03-12T03:00:00Z')).minute).toBe(660);
  });
});
