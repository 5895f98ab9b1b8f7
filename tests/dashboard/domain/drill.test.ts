import { describe, expect, it } from 'vitest';
import {
  type DrillDeed,
  type DrillFacts,
  drillLimits,
  drillStages,
  drillVerdict,
} from '../../../dashboard/domain/drill.ts';
import { DEFAULT_LIMITS } from '../../../dashboard/domain/report/grade.ts';

const RAISED_MS = Date.parse('2026-03-01T08:00:00.000Z');
const after = (seconds: number): string => new Date(RAISED_MS + seconds * 1000).toISOString();
const LIMITS = drillLimits(DEFAULT_LIMITS);

const deed = (kind: string, seconds: number, more: Partial<DrillDeed> = {}): DrillDeed => ({
  ...{ kind, at: after(seconds), actorKind: 'responder', actorLabel: '三组联户长', tells: [], target: null },
  ...more,
});
const facts = (deeds: readonly DrillDeed[], isClosed = false): DrillFacts => ({
  ...{ raisedAt: after(0), committedAt: after(0.4), receiptAt: after(0.5), isClosed, deeds },
});
const stagesOf = (deeds: readonly DrillDeed[], isClosed = false, nowS = 60) =>
  drillStages(facts(deeds, isClosed), LIMITS, RAISED_MS + nowS * 1000);

const WHOLE = [
  deed('escalated', 1, { actorKind: 'console', tells: ['guardians'], target: '女儿' }),
  deed('notified', 2, { actorKind: 'console', tells: ['guardians'] }),
  deed('seen', 8, { actorKind: 'guardian', actorLabel: '女儿' }),
  deed('acknowledged', 40),
  deed('going', 60),
  deed('on_scene', 900),
  deed('reported', 960),
  deed('closed', 1000, { actorKind: 'operator', actorLabel: '值班员' }),
];

describe('a drill', () => {
  it('shows its stages in the order in which they were reached, with whom they name', () => {
    const stages = stagesOf(WHOLE, true, 2000);
    expect(stages.map(({ afterS, kind }) => [kind, afterS])).toEqual([
      ...[
        ['raised', 0],
        ['committed', 0.4],
        ['receipt', 0.5],
        ['escalated', 1],
        ['notified', 2],
        ['seen', 8],
      ],
      ...[
        ['taken', 40],
        ['going', 60],
        ['on_scene', 900],
        ['reported', 960],
        ['closed', 1000],
      ],
    ]);
    expect(stages.find(({ kind }) => kind === 'escalated')).toMatchObject({
      who: '女儿',
      roles: ['guardians'],
    });
    expect(stages.find(({ kind }) => kind === 'taken')).toMatchObject({
      who: '三组联户长',
      limitS: 180,
      isMet: true,
    });
    expect(drillVerdict(stages)).toBe('passed');
  });

  it('runs while a limit may still be kept, and fails when it is missed', () => {
    expect(drillVerdict(stagesOf([], false, 179))).toBe('running');
    expect(drillVerdict(stagesOf([], false, 181))).toBe('failed');
    expect(drillVerdict(stagesOf([deed('acknowledged', 181)], false, 200))).toBe('failed');
    expect(drillVerdict(stagesOf([deed('acknowledged', 20)], false, 2000))).toBe('running');
  });

  it('fails when it is closed and nobody was there', () => {
    const stages = stagesOf([deed('acknowledged', 20), deed('closed', 30, { actorKind: 'operator' })], true);
    expect(stages.find(({ kind }) => kind === 'on_scene')).toMatchObject({ at: null, isMet: false });
    expect(drillVerdict(stages)).toBe('failed');
  });

  it('counts each rung and each message, failed ones too', () => {
    const told = stagesOf([
      deed('escalated', 1, { actorKind: 'console', tells: ['guardians'] }),
      deed('notify_failed', 3, { actorKind: 'console', tells: ['guardians'] }),
      deed('escalated', 61, { actorKind: 'console', tells: ['unit_head'], target: '' }),
    ]).filter(({ roles }) => roles.length > 0);
    expect(told.map(({ kind, who }) => [kind, who])).toEqual([
      ['escalated', ''],
      ['notify_failed', ''],
      ['escalated', ''],
    ]);
  });
});
