/** What the responders' pages keep and say: pure parts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conflictText } from '../../../dashboard/web/src/duty-app/conflict.ts';
import {
  type Deed,
  type Deeds,
  failure,
  nextDeed,
  refused,
  taken,
  toRead,
  waiting,
  withDeed,
  without,
} from '../../../dashboard/web/src/duty-app/deeds.ts';
import { nextStep } from '../../../dashboard/web/src/duty-app/next-step.ts';
import { TEXTS } from '../../../dashboard/web/src/duty-app/texts.ts';
import { toldWords } from '../../../dashboard/web/src/shared/told.ts';
import type { AlertView } from '../../../edge-config/contracts/rest.ts';
import { sampleView } from '../../support/views.ts';

const deed = (actionId: string, more: Partial<Deed> = {}): Deed => ({
  ...{ actionId, alertId: 'alert-1', kind: 'going', at: '2026-03-01T14:05:00.000Z', placeLabel: '三组 7 号' },
  ...{ note: null, outcome: null, responderId: null },
  ...more,
});
const kept = (...ids: string[]): Deeds => ids.reduce<Deeds>((deeds, id) => withDeed(deeds, deed(id)), []);
const AGREED = { isConflict: false, conflictWith: null } as const;
const FIRST = { kind: 'closed', label: '值班员', at: '2026-03-01T14:03:00.000Z' } as const;

describe('what a responder did', () => {
  it('is kept once, sent in order, and gone when the console has it', () => {
    const deeds = withDeed(kept('a', 'b'), deed('a'));
    expect(deeds.map(({ actionId }) => actionId)).toEqual(['a', 'b']);
    expect(nextDeed(deeds)?.actionId).toBe('a');
    const rest = taken(deeds, 'a', AGREED);
    expect([nextDeed(rest)?.actionId, waiting(rest).length, toRead(rest)]).toEqual(['b', 1, []]);
    expect(waiting(rest, 'alert-2')).toEqual([]);
  });

  it('does not hold up what comes after it when it is refused or in conflict, and is read first', () => {
    const conflict = taken(kept('a', 'b', 'c'), 'a', { isConflict: true, conflictWith: FIRST });
    const both = refused(conflict, 'b', { zh: '不能', en: 'no' });
    expect(nextDeed(both)?.actionId).toBe('c');
    expect(toRead(both).map(({ actionId, state }) => [actionId, state])).toEqual([
      ['a', 'conflict'],
      ['b', 'refused'],
    ]);
    expect(without(both, 'a').map(({ actionId }) => actionId)).toEqual(['b', 'c']);
  });

  it.each([
    [undefined, 'again'],
    [500, 'again'],
    [503, 'again'],
    [408, 'again'],
    [429, 'again'],
    [401, 'sign_in'],
    [400, 'refused'],
    [403, 'refused'],
    [404, 'refused'],
    [409, 'refused'],
  ] as const)('after an answer of %s is to be: %s', (status, next) => {
    expect(failure(status)).toBe(next);
  });

  it('is never lost, whatever is answered', () => {
    const answers = fc.constantFrom('taken', 'conflict', 'refused', 'again');
    fc.assert(
      fc.property(fc.array(answers, { maxLength: 30 }), (steps) => {
        const ids = ['a', 'b', 'c', 'd'];
        let deeds = kept(...ids);
        const gone: string[] = [];
        for (const step of steps) {
          const next = nextDeed(deeds);
          if (next === undefined) break;
          if (step === 'taken') gone.push(next.actionId);
          if (step === 'taken') deeds = taken(deeds, next.actionId, AGREED);
          if (step === 'conflict')
            deeds = taken(deeds, next.actionId, { isConflict: true, conflictWith: FIRST });
          if (step === 'refused') deeds = refused(deeds, next.actionId, { zh: '', en: '' });
        }
        const left = deeds.map(({ actionId }) => actionId);
        expect([...gone, ...left].sort()).toEqual(ids);
      }),
    );
  });
});

describe('a conflict', () => {
  const time = (instant: string): string => instant.slice(11, 16);
  const say = (language: 'zh' | 'en', other: typeof FIRST | null): string =>
    conflictText(
      { ...deed('a', { kind: 'on_scene' }), state: 'conflict', with: other },
      { time, t: (key) => (TEXTS[language] as Record<string, string>)[key] ?? key },
      language,
    );

  it('is told with both times and who was first', () => {
    expect(say('zh', FIRST)).toBe('您 14:05 到场；14:03 已由值班员办结');
    expect(say('en', FIRST)).toBe('You: 14:05 on scene; 值班员 had closed it at 14:03');
    expect(say('zh', null)).toBe('您 14:05 到场；他人在先');
  });
});

describe('what a phone told later', () => {
  const at = '2026-03-01T14:05:00.000Z';
  const told = (receivedAt: string, more: object = {}) => ({
    ...{ at, told: { receivedAt, claimedAt: null, isConflict: false, ...more } },
  });

  it('says so when it came late, against others, or with a clock that cannot be; else nothing', () => {
    const keys = (action: Parameters<typeof toldWords>[0]): string[] =>
      toldWords(action).map(({ key }) => key);
    expect(keys({ at })).toEqual([]);
    expect(keys(told('2026-03-01T14:05:02.000Z'))).toEqual([]);
    expect(keys(told('2026-03-01T14:15:00.000Z'))).toEqual(['told.late']);
    expect(keys(told('2026-03-01T14:15:00.000Z', { isConflict: true }))).toEqual([
      'told.conflict',
      'told.late',
    ]);
    expect(keys(told(at, { claimedAt: '2025-03-01T14:05:00.000Z' }))).toEqual(['told.clock']);
  });
});

describe('the next step', () => {
  const action = (kind: AlertView['actions'][number]['kind'], label: string, isConflict = false) => ({
    ...{ actionId: kind, kind, actor: { kind: 'responder' as const, label }, at: '2026-03-01T14:05:00.000Z' },
    ...{ note: null, outcome: null, tells: null, target: null },
    told: { receivedAt: '2026-03-01T14:05:00.000Z', claimedAt: null, isConflict },
  });
  const view = (...actions: AlertView['actions']): AlertView => ({ ...sampleView(), actions });

  it('follows the farthest that I did, with what is still to be sent', () => {
    expect(nextStep(view(), 'me', []).next).toBe('acknowledged');
    expect(nextStep(view(action('acknowledged', 'other')), 'me', []).next).toBe('acknowledged');
    expect(nextStep(view(action('acknowledged', 'me')), 'me', []).next).toBe('going');
    expect(nextStep(view(action('acknowledged', 'me')), 'me', ['going']).next).toBe('on_scene');
    expect(nextStep(view(action('on_scene', 'me')), 'me', []).next).toBe('reported');
    expect(nextStep(view(action('reported', 'me')), 'me', []).next).toBeUndefined();
  });

  it('takes no account of what changed nothing', () => {
    expect(nextStep(view(action('acknowledged', 'me', true)), 'me', []).done.size).toBe(0);
  });
});
