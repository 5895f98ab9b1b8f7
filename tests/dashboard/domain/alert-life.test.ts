import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AlertLife,
  act,
  type LifeAction,
  type LifeState,
  type Mergeable,
  mayMerge,
} from '../../../dashboard/domain/alert-life.ts';

const AT = '2026-03-01T08:00:00.000Z';
const STATES: readonly LifeState[] = ['raised', 'acknowledged', 'dispatched', 'on_scene', 'closed'];
const ACTIONS: readonly LifeAction[] = [
  ...(['acknowledged', 'dispatched', 'on_scene', 'closed', 'merged', 'note'] as const),
  ...(['seen', 'going', 'false', 'safe', 'reported', 'photo'] as const),
];

const lifeIn = (state: LifeState): AlertLife => ({
  ...{ state, revision: 1, humanRevision: 1 },
  ...{ acknowledgedAt: null, dispatchedAt: null, onSceneAt: null, closedAt: null },
});
const stateAfter = (state: LifeState, kind: LifeAction): LifeState | undefined =>
  act(lifeIn(state), { kind, at: AT, seenRevision: null })?.state;

describe('the life of an alert', () => {
  it.each<[LifeAction, ...(LifeState | undefined)[]]>([
    // from:        raised          acknowledged    dispatched      on_scene        closed
    ['acknowledged', 'acknowledged', undefined, undefined, undefined, undefined],
    ['dispatched', 'dispatched', 'dispatched', 'dispatched', 'on_scene', undefined],
    ['on_scene', 'on_scene', 'on_scene', 'on_scene', undefined, undefined],
    ['closed', 'closed', 'closed', 'closed', 'closed', undefined],
    ['merged', 'closed', 'closed', 'closed', 'closed', undefined],
    ['note', 'raised', 'acknowledged', 'dispatched', 'on_scene', 'closed'],
    ['seen', 'raised', 'acknowledged', 'dispatched', 'on_scene', 'closed'],
    ['photo', 'raised', 'acknowledged', 'dispatched', 'on_scene', 'closed'],
    ['reported', 'acknowledged', 'acknowledged', 'dispatched', 'on_scene', 'closed'],
    ['going', 'acknowledged', 'acknowledged', 'dispatched', 'on_scene', 'closed'],
    ['false', 'acknowledged', 'acknowledged', 'dispatched', 'on_scene', 'closed'],
    ['safe', 'acknowledged', 'acknowledged', 'dispatched', 'on_scene', 'closed'],
  ])('%s leads on from where it can, and nowhere else', (kind, ...expected) => {
    expect(STATES.map((state) => stateAfter(state, kind))).toEqual(expected);
  });

  it('refuses who has not seen what another person did, and minds no remark', () => {
    const taken = act(lifeIn('raised'), { kind: 'acknowledged', at: AT, seenRevision: 1 });
    expect(taken).toMatchObject({ revision: 2, humanRevision: 2 });
    expect(act(taken as AlertLife, { kind: 'closed', at: AT, seenRevision: 1 })).toBeUndefined();
    const noted = act(taken as AlertLife, { kind: 'note', at: AT, seenRevision: null });
    expect(noted).toMatchObject({ revision: 3, humanRevision: 2 });
    expect(act(noted as AlertLife, { kind: 'closed', at: AT, seenRevision: 2 })?.state).toBe('closed');
  });

  it('keeps closed what is closed and the first times, and its revision rises, whatever is done', () => {
    const step = fc.record({
      kind: fc.constantFrom(...ACTIONS),
      seen: fc.option(fc.nat(30)),
      isResumed: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let life = lifeIn('raised');
        for (const [index, { isResumed, kind, seen }] of steps.entries()) {
          // An escalation gives back what was taken and not closed.
          if (isResumed && life.state !== 'closed') life = { ...life, state: 'raised' };
          const at = new Date(Date.parse(AT) + index * 1000).toISOString();
          const next = act(life, { kind, at, seenRevision: seen });
          if (next === undefined) continue;
          expect(next.revision).toBe(life.revision + 1);
          expect(next.humanRevision).toBeLessThanOrEqual(next.revision);
          expect(next.humanRevision).toBeGreaterThanOrEqual(life.humanRevision);
          if (life.state === 'closed') expect(next.state).toBe('closed');
          for (const time of ['acknowledgedAt', 'dispatchedAt', 'onSceneAt', 'closedAt'] as const) {
            if (life[time] !== null) expect(next[time]).toBe(life[time]);
          }
          expect(next.closedAt !== null).toBe(next.state === 'closed');
          if (next.dispatchedAt !== null) expect(next.acknowledgedAt).not.toBeNull();
          life = next;
        }
      }),
    );
  });
});

describe('a merge', () => {
  const one: Mergeable = {
    ...{ alertId: 'a', state: 'raised', isMerged: false, status: 'actual', gatewayId: 'gw-1' },
    ...{ township: '520602101', occurredMs: 0 },
  };
  const HALF_HOUR_MS = 1_800_000;

  it.each<[string, boolean, Partial<Mergeable>]>([
    ['the same gateway at any time', true, { occurredMs: 10 * HALF_HOUR_MS }],
    ['the same township within half an hour', true, { gatewayId: 'gw-2', occurredMs: HALF_HOUR_MS }],
    ['the same township later', false, { gatewayId: 'gw-2', occurredMs: HALF_HOUR_MS + 1 }],
    ['another township', false, { gatewayId: 'gw-2', township: '520602102' }],
    ['itself', false, { alertId: 'a' }],
    ['a closed one', false, { state: 'closed' }],
    ['a merged one', false, { isMerged: true }],
    ['a drill', false, { status: 'exercise' }],
  ])('into %s: %s', (_title, expected, more) => {
    expect(mayMerge(one, { ...one, alertId: 'b', ...more })).toBe(expected);
  });
});
