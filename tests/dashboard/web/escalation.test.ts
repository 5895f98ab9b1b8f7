import { describe, expect, it } from 'vitest';
import { ladderFault, ladderSentences } from '../../../dashboard/web/src/county/escalation/ladder-text.ts';
import { ESCALATION_TEXTS } from '../../../dashboard/web/src/county/escalation/texts.ts';
import {
  boundsOf,
  copied,
  dateOf,
  datesOf,
  mondayOf,
  timesOf,
  toRow,
  weeksLater,
} from '../../../dashboard/web/src/county/escalation/week.ts';
import type { Ladder } from '../../../edge-config/contracts/escalation.ts';

const ZONE = 'Asia/Shanghai';

describe('a week of the roster', () => {
  it('begins on Monday by the county’s clock, not by that of the browser', () => {
    // Monday 00:30 in Tongren is still Sunday in London.
    expect(mondayOf(Date.parse('2026-03-01T16:30:00Z'), ZONE)).toBe('2026-03-02');
    expect(mondayOf(Date.parse('2026-03-01T15:30:00Z'), ZONE)).toBe('2026-02-23');
    expect(boundsOf('2026-03-02', ZONE)).toEqual({
      from: '2026-03-01T16:00:00.000Z',
      to: '2026-03-08T16:00:00.000Z',
    });
    expect([datesOf('2026-03-02').at(-1), weeksLater('2026-03-02', -1)]).toEqual([
      '2026-03-08',
      '2026-02-23',
    ]);
  });

  it('lets a night shift end on the next day, and copies it by the calendar', () => {
    const night = { responderId: 'a', date: '2026-03-08', begins: '20:00', ends: '08:00' };
    const row = toRow(night, ZONE);
    expect(row).toMatchObject({ beginsAt: '2026-03-08T12:00:00.000Z', endsAt: '2026-03-09T00:00:00.000Z' });
    expect([dateOf(row.beginsAt, ZONE), timesOf(row, ZONE)]).toEqual(['2026-03-08', '20:00–08:00']);
    // Over the change to summer time it stays eight in the evening.
    const berlin = toRow({ ...night, date: '2026-03-25' }, 'Europe/Berlin');
    expect(timesOf(copied([berlin], 1, 'Europe/Berlin')[0] ?? berlin, 'Europe/Berlin')).toBe('20:00–08:00');
    const day = toRow({ ...night, begins: '00:00', ends: '00:00' }, ZONE);
    expect(Date.parse(day.endsAt) - Date.parse(day.beginsAt)).toBe(86_400_000);
  });
});

describe('a ladder in words', () => {
  const ladder: Ladder = {
    rungs: [
      { afterS: 0, tells: ['guardians'], sounds: false },
      { afterS: 60, tells: ['second_guardian', 'unit_head'], sounds: true },
    ],
    resumeAfterS: 600,
  };
  const words: Record<string, string> = {
    ...ESCALATION_TEXTS.zh,
    ...{
      'role.guardians': '家人',
      'role.second_guardian': '第二监护人',
      'role.unit_head': '联户长',
      listComma: '、',
    },
  };
  const t = (key: string, values: Record<string, string>): string =>
    (words[key] ?? key).replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '');

  it('reads from near to far', () => {
    expect(ladderSentences(ladder, t)).toEqual([
      '立即 → 家人',
      '60 秒无人受理 → 第二监护人、联户长，县里响铃',
      '受理后 10 分钟未办结 → 继续升级',
    ]);
  });

  it('is not saved while a rung tells nobody, or comes too early', () => {
    const [first, second] = ladder.rungs;
    if (first === undefined || second === undefined) throw new RangeError('no rungs');
    const withRungs = (...rungs: Ladder['rungs']) => ladderFault({ ...ladder, rungs });
    expect(withRungs(first, second)).toBeUndefined();
    expect(withRungs()).toBe('duty.faultNoRung');
    expect(withRungs(first, { ...second, tells: [] })).toBe('duty.faultNoRole');
    expect(withRungs(first, { ...second, afterS: 0 })).toBe('duty.faultOrder');
  });
});

it('has every text in both languages', () => {
  expect(Object.keys(ESCALATION_TEXTS.en)).toEqual(Object.keys(ESCALATION_TEXTS.zh));
});
