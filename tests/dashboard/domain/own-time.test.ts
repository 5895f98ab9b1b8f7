import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AlertLife, LifeAction, LifeState } from '../../../dashboard/domain/alert-life.ts';
import { ownTime, settle } from '../../../dashboard/domain/own-time.ts';

const NOW = '2026-03-01T14:05:00.000Z';
const NOW_MS = Date.parse(NOW);
const ahead = (ms: number): string => new Date(NOW_MS + ms).toISOString();

const lifeIn = (state: LifeState, more: Partial<AlertLife> = {}): AlertLife => ({
  ...{ state, revision: 4, humanRevision: 3 },
  ...{ acknowledgedAt: null, dispatchedAt: null, onSceneAt: null, closedAt: null },
  ...more,
});

describe('the own time of what a phone tells', () => {
  it.each([
    ['now', 0],
    ['ten minutes ago, without network', -600_000],
    ['a day ago, to the millisecond', -24 * 3600_000],
    ['two minutes ahead, as clocks differ', 120_000],
  ])('is believed: %s', (_, ms) => {
    expect(ownTime(ahead(ms), NOW_MS)).toEqual({ at: ahead(ms), claimedAt: null });
  });

  it.each([
    ['more than a day ago', -24 * 3600_000 - 1],
    ['more than two minutes ahead', 120_001],
    ['a year ahead', 365 * 24 * 3600_000],
  ])('is not believed, and kept beside: %s', (_, ms) => {
    expect(ownTime(ahead(ms), NOW_MS)).toEqual({ at: NOW, claimedAt: ahead(ms) });
  });

  it('is read with any offset', () => {
    expect(ownTime('2026-03-01T22:04:00.000+08:00', NOW_MS).claimedAt).toBeNull();
  });
});

describe('what has happened out there', () => {
  const step = (kind: LifeAction, ms = 0) => ({ kind, at: ahead(ms) });

  it('moves an open alert on as if it had been told at once', () => {
    const { isConflict, life } = settle(lifeIn('acknowledged'), step('on_scene', -300_000), false);
    expect(isConflict).toBe(false);
    expect(life).toMatchObject({ state: 'on_scene', onSceneAt: ahead(-300_000), revision: 5 });
  });

  it('keeps the earliest time of its kind, in whichever order they are told', () => {
    const known = lifeIn('on_scene', { acknowledgedAt: ahead(0), onSceneAt: ahead(0) });
    const { life } = settle(known, step('going', -60_000), false);
    expect(life.acknowledgedAt).toBe(ahead(-60_000));
    expect(life.onSceneAt).toBe(ahead(0));
  });

  it.each<LifeAction>(['acknowledged', 'going', 'on_scene', 'reported', 'dispatched'])(
    '%s changes nothing of what was closed but its history',
    (kind) => {
      const closed = lifeIn('closed', { closedAt: ahead(-60_000) });
      expect(settle(closed, step(kind), true)).toEqual({
        life: { ...closed, revision: 5 },
        isConflict: true,
      });
    },
  );

  it('counts who was there before it was closed, though told after', () => {
    const closed = lifeIn('closed', { closedAt: ahead(0) });
    const { isConflict, life } = settle(closed, step('on_scene', -60_000), true);
    expect(isConflict).toBe(true);
    expect(life).toMatchObject({ state: 'closed', onSceneAt: ahead(-60_000) });
  });

  it('is in conflict when two take it, not when one takes it twice or a second one arrives', () => {
    expect(settle(lifeIn('acknowledged'), step('acknowledged'), true).isConflict).toBe(true);
    expect(settle(lifeIn('acknowledged'), step('acknowledged'), false).isConflict).toBe(false);
    expect(settle(lifeIn('on_scene'), step('on_scene'), true).isConflict).toBe(false);
    expect(settle(lifeIn('acknowledged'), step('going'), true).isConflict).toBe(false);
  });

  it('is never refused, always seen, and reopens nothing', () => {
    const states = fc.constantFrom<LifeState>('raised', 'acknowledged', 'dispatched', 'on_scene', 'closed');
    const kinds = fc.constantFrom<LifeAction>(
      ...(['acknowledged', 'going', 'on_scene', 'reported', 'dispatched', 'note', 'photo'] as const),
    );
    fc.assert(
      fc.property(
        states,
        kinds,
        fc.integer({ min: -1e7, max: 1e5 }),
        fc.boolean(),
        (state, kind, ms, isOthers) => {
          const before = lifeIn(state, state === 'closed' ? { closedAt: NOW } : {});
          const { life } = settle(before, step(kind, ms), isOthers);
          expect(life.revision).toBe(before.revision + 1);
          expect(life.closedAt).toBe(before.closedAt);
          expect(life.state === 'closed').toBe(state === 'closed');
        },
      ),
    );
  });
});
