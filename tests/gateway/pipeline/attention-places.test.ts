import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AttentionPlaces, NEEDS, type Need } from '../../../gateway/pipeline/attention-places.ts';

function holder(need: Need) {
  const made = { lost: 0, need: () => need, onLost: () => (made.lost += 1) };
  return made;
}

describe('AttentionPlaces', () => {
  it('are given while there are any, and to nobody who needs them no more than who has them', () => {
    const places = new AttentionPlaces(2);
    const [first, second] = [holder('moving'), holder('present')];
    expect(places.take(first)).toBe(true);
    expect(places.take(second)).toBe(true);
    expect(places.take(holder('moving'))).toBe(false);
    places.leave(first);
    expect(places.take(holder('stale'))).toBe(true);
    expect([first.lost, second.lost]).toEqual([0, 0]);
  });

  it('go from who needs them least, and of equals from who came first, to who needs them more', () => {
    const places = new AttentionPlaces(3);
    const [old, young, urgent] = [holder('stale'), holder('stale'), holder('urgent')];
    for (const one of [urgent, old, young]) places.take(one);
    expect(places.take(holder('moving'))).toBe(true);
    expect([old.lost, young.lost, urgent.lost]).toEqual([1, 0, 0]);
  });

  it('are there for somebody who looks, beyond the limit', () => {
    const places = new AttentionPlaces(1);
    places.take(holder('urgent'));
    const looked = holder('urgent');
    places.insist(looked);
    expect(places.take(holder('present'))).toBe(false);
    expect(looked.lost).toBe(0);
  });

  it('never refuse a suspected fall while somebody holds one for less', () => {
    const needs = fc.array(fc.constantFrom<Need>('stale', 'moving', 'present', 'urgent'), { maxLength: 40 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), needs, (limit, arriving) => {
        const places = new AttentionPlaces(limit);
        const holding = new Set<ReturnType<typeof holder>>();
        for (const need of arriving) {
          const one = holder(need);
          if (places.take(one)) holding.add(one);
          else {
            const kept = [...holding].filter(({ lost }) => lost === 0);
            expect(kept.every((other) => NEEDS[other.need()] >= NEEDS[need])).toBe(true);
          }
        }
        expect([...holding].filter(({ lost }) => lost === 0).length).toBeLessThanOrEqual(limit);
      }),
      { seed: 5 },
    );
  });
});
