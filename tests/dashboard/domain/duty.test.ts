import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearest, nearestSet, onDuty, type Servant } from '../../../dashboard/domain/duty.ts';

const servant = (
  responderId: string,
  division: string,
  role = 'grid_worker',
  isActive = true,
): Servant<string> => ({
  ...{ responderId, division, role, isActive },
});

describe('onDuty', () => {
  it('is who has a row now; where nobody of a post has one, all active ones of it are', () => {
    const all = [
      servant('a', '520602101001'),
      servant('b', '520602101001'),
      servant('c', '520602101002'),
      servant('d', '520602101001', 'unit_head'),
      servant('e', '520602101002', 'grid_worker', false),
    ];
    expect([...onDuty(all, new Set(['a']))]).toEqual(['a', 'c', 'd']);
    expect([...onDuty(all, new Set())]).toEqual(['a', 'b', 'c', 'd']);
    // The roster of one who is out of service leaves the post to the others.
    expect([...onDuty(all, new Set(['e']))]).toEqual(['a', 'b', 'c', 'd']);
  });

  it('never leaves a post that has an active one without anybody', () => {
    const servants = fc.array(
      fc.record({
        responderId: fc.string({ minLength: 1, maxLength: 2 }),
        role: fc.constantFrom('grid_worker', 'unit_head'),
        division: fc.constantFrom('520602', '520602101'),
        isActive: fc.boolean(),
      }),
    );
    fc.assert(
      fc.property(servants, fc.array(fc.string({ minLength: 1, maxLength: 2 })), (all, covered) => {
        const ready = onDuty(all, new Set(covered));
        for (const each of all.filter(({ isActive }) => isActive)) {
          const peers = all.filter(({ division, role }) => division === each.division && role === each.role);
          expect(peers.some(({ responderId }) => ready.has(responderId))).toBe(true);
        }
      }),
      { seed: 3 },
    );
  });
});

describe('nearest', () => {
  const all = [servant('county', '520602'), servant('town', '520602101'), servant('village', '520602101001')];

  it('is who serves the smallest division around', () => {
    expect(nearest(all, '520602101001').map(({ responderId }) => responderId)).toEqual(['village']);
    expect(nearest(all, '520602101002').map(({ responderId }) => responderId)).toEqual(['town']);
    expect(nearest(all, '520602102').map(({ responderId }) => responderId)).toEqual(['county']);
    expect(nearest(all, '520603')).toEqual([]);
  });

  it('finds what is set for the smallest division around, then for everywhere', () => {
    const set = new Map([
      ['', 'everywhere'],
      ['520602', 'county'],
    ]);
    expect(nearestSet('520602101001', (code) => set.get(code))).toEqual({ code: '520602', value: 'county' });
    expect(nearestSet('520603', (code) => set.get(code))).toEqual({ code: '', value: 'everywhere' });
    expect(nearestSet('520603', () => undefined)).toBeUndefined();
  });
});
