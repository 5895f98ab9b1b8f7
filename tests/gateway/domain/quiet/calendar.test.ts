import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clockText,
  dayKind,
  isSchoolDay,
  lengthMin,
  within,
} from '../../../../gateway/domain/quiet/calendar.ts';

const calendar = { holidays: ['2026-10-01'], schoolWeekdays: [1, 2, 3, 4, 5] };
const minutes = fc.integer({ min: 0, max: 1439 });

describe('hours', () => {
  it.each([
    [22 * 60, 6 * 60, 23 * 60, true],
    [22 * 60, 6 * 60, 0, true],
    [22 * 60, 6 * 60, 6 * 60, false],
    [22 * 60, 6 * 60, 12 * 60, false],
    [8 * 60, 18 * 60, 8 * 60, true],
    [8 * 60, 18 * 60, 18 * 60, false],
  ])('from %i to %i: is minute %i in them? %s', (fromMinute, toMinute, minute, expected) => {
    expect(within({ fromMinute, toMinute }, minute)).toBe(expected);
  });

  it('hold as many minutes as they are long, across midnight as well', () => {
    fc.assert(
      fc.property(minutes, minutes, (fromMinute, toMinute) => {
        fc.pre(fromMinute !== toMinute);
        const hours = { fromMinute, toMinute };
        const inside = Array.from({ length: 1440 }, (_, minute) => minute).filter((minute) =>
          within(hours, minute),
        );
        expect(inside).toHaveLength(lengthMin(hours));
      }),
      { seed: 2, numRuns: 100 },
    );
  });
});

describe('days', () => {
  it('are of eight kinds', () => {
    expect(dayKind({ date: '2026-10-02', minute: 0, weekday: 5 }, calendar)).toBe(4);
    expect(dayKind({ date: '2026-10-01', minute: 0, weekday: 4 }, calendar)).toBe(7);
  });

  it('have school on the weekdays that are no holiday', () => {
    expect(isSchoolDay({ date: '2026-10-02', minute: 0, weekday: 5 }, calendar)).toBe(true);
    expect(isSchoolDay({ date: '2026-10-01', minute: 0, weekday: 4 }, calendar)).toBe(false);
    expect(isSchoolDay({ date: '2026-10-03', minute: 0, weekday: 6 }, calendar)).toBe(false);
  });

  it('are told by the clock', () => {
    expect([0, 65, 1439, 1440].map(clockText)).toEqual(['00:00', '01:05', '23:59', '00:00']);
  });
});
