import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAlert } from '../../../dashboard/web/src/guardian/read-alert.ts';
import {
  answered,
  type Card,
  type Cards,
  hear,
  isUnseen,
  newestFirst,
  refresh,
  rings,
} from '../../../dashboard/web/src/guardian/state.ts';
import { formatElapsed } from '../../../dashboard/web/src/shared/format.ts';
import type { GuardianAlert } from '../../../edge-config/contracts/messages.ts';
import { payload } from '../../support/console.ts';
import { sampleGuardianView } from '../../support/views.ts';

const NOW = Date.parse('2026-03-01T08:00:20.000Z');
const {
  actions: _actions,
  state: _state,
  machineEnded: _ended,
  hasImage: _image,
  ...same
} = sampleGuardianView();

function news(more: Partial<GuardianAlert> = {}): GuardianAlert {
  return {
    ...same,
    type: 'fall',
    severity: 'extreme',
    status: 'actual',
    sequence: 1,
    phase: 'raised',
    raisedAt: '2026-03-01T08:00:10.000Z',
    expiresAt: '2026-03-02T08:00:10.000Z',
    confidence: 0.9,
    reason: { zh: '突然倒下', en: 'Dropped suddenly' },
    ...more,
  };
}
const only = (cards: Cards): Card => newestFirst(cards)[0] ?? expect.unreachable();

describe('the cards of the phone', () => {
  it('ring at news and are quiet once answered, ended, closed, expired or a test', () => {
    const cards = hear(new Map(), news());
    expect(rings(only(cards), NOW)).toBe(true);
    expect(rings(only(answered(cards, same.alertId, { kind: 'going', state: 'sending' })), NOW)).toBe(false);
    // An answer that did not get out helps nobody.
    expect(rings(only(answered(cards, same.alertId, { kind: 'going', state: 'failed' })), NOW)).toBe(true);
    expect(rings(only(hear(cards, news({ sequence: 2, phase: 'ended' }))), NOW)).toBe(false);
    expect(rings(only(refresh(cards, [sampleGuardianView({ state: 'closed' })])), NOW)).toBe(false);
    expect(rings(only(cards), NOW + 2 * 86_400_000)).toBe(false);
    expect(rings(only(hear(new Map(), news({ status: 'test' }))), NOW)).toBe(false);
  });

  it('ring also when an open alert is known from the list alone: the page was reloaded, or the copy never came', () => {
    const listed = refresh(new Map(), [sampleGuardianView()]);
    expect(rings(only(listed), NOW)).toBe(true);
    expect(rings(only(listed), NOW + 2 * 3_600_000)).toBe(false);
    const actor = { kind: 'operator', label: '值班员' } as const;
    const taken = {
      actionId: 'a',
      kind: 'acknowledged',
      actor,
      at: same.occurredAt,
      note: null,
      outcome: null,
      tells: null,
      target: null,
    } as const;
    expect(rings(only(refresh(listed, [sampleGuardianView({ actions: [taken] })])), NOW)).toBe(false);
    expect(isUnseen(only(listed))).toBe(true);
    expect(
      isUnseen(only(refresh(listed, [sampleGuardianView({ actions: [{ ...taken, kind: 'seen' }] })]))),
    ).toBe(false);
  });

  it('show the same in whatever order the events of an alert come, and how often', () => {
    const events = [news(), news({ sequence: 2, phase: 'updated' }), news({ sequence: 3, phase: 'ended' })];
    const straight = events.reduce<Cards>(hear, new Map());
    fc.assert(
      fc.property(fc.shuffledSubarray([...events, ...events], { minLength: 6 }), (shuffled) => {
        expect(only(shuffled.reduce<Cards>(hear, new Map()))).toEqual(only(straight));
      }),
      { seed: 9 },
    );
  });
});

describe('readAlert', () => {
  it('reads what the gateway sends, and leaves what it does not understand', () => {
    expect(readAlert(payload('shouwang.guardian-alert.v1', news()))).toEqual(news());
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(readAlert(text)).toBeUndefined();
      }),
      { seed: 10 },
    );
  });
});

describe('formatElapsed', () => {
  it.each([
    [5000, '5 s', '5秒'],
    [185_000, '3 min 05 s', '3分05秒'],
    [7_800_000, '2 h 10 min', '2小时10分'],
    [-4000, '0 s', '0秒'],
  ])('%i ms', (ms, en, zh) => {
    expect(formatElapsed(0, ms, 'en')).toBe(en);
    expect(formatElapsed(0, ms, 'zh')).toBe(zh);
  });
});
