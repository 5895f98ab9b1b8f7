import { describe, expect, it } from 'vitest';
import type { LabelledClip } from '../../../models/evaluate/labels.ts';
import { scoreClips, wilson95 } from '../../../models/evaluate/score.ts';
import type { SeenEvent, WatchedClip } from '../../../models/evaluate/watch-clip.ts';

function clip(label: Partial<LabelledClip>, events: Partial<SeenEvent>[] = [], clipS = 10) {
  const watched: WatchedClip = {
    clipS,
    ms: 1,
    personSecondsSeen: 5,
    looks: Array.from({ length: clipS * 5 }, (_, index) => ({
      atS: index / 5,
      persons: 1,
      state: 'upright' as const,
    })),
    events: events.map((event) => ({
      kind: 'suspected',
      atS: 0,
      startS: 0,
      track: 1,
      confidence: 1,
      type: 'fall' as const,
      evidence: { reason: { zh: '', en: '' }, measurements: [], timeline: [] },
      isInRestZone: false,
      ...event,
    })),
  };
  const whole = {
    file: 'a.mp4',
    source: 'lab one',
    kind: 'adl',
    events: [],
    phases: [],
    ambiguous: false,
    hard_negative: null,
  };
  return { label: { ...whole, ...label } as LabelledClip, watched };
}
const fall = (more: object = {}) => ({
  kind: 'fall' as const,
  events: [{ type: 'fall', start_s: 3, on_floor_s: 4, end_s: 10, lying_at_clip_end: true, ...more }],
});

describe('scoreClips', () => {
  it('counts a suspicion near the fall and an alert of that impact, and nothing else', () => {
    const { falls } = scoreClips([
      clip(fall(), [{ atS: 4.6 }, { kind: 'raised', atS: 14, startS: 4 }]),
      clip(fall(), [{ atS: 8 }, { kind: 'raised', atS: 19, startS: 9 }]),
      clip(fall()),
    ]);
    expect(falls).toMatchObject({ events: 3, suspected: 1, raised: 1, sensitivitySuspected: 0.333 });
  });

  it('does not ask for an alert of who is up again, and takes no suspicion from the hold', () => {
    const { falls } = scoreClips([
      clip(fall({ lying_at_clip_end: false }), [{ atS: 4.4 }]),
      clip(fall(), [{ atS: 5.5 }], 5),
    ]);
    expect(falls).toMatchObject({ events: 2, suspected: 1, stayDown: 1, raised: 0 });
  });

  it('counts false alerts by the hour, and lying down on purpose apart', () => {
    const raised = [{ kind: 'raised' as const, atS: 9 }];
    const { nonFalls, lyingOnPurpose } = scoreClips([
      clip({}, raised, 60),
      clip({}, [], 60),
      clip({ hard_negative: 'lying down on floor on purpose' }, raised),
    ]);
    expect(nonFalls).toMatchObject({ clips: 2, minutes: 2, raisedClips: 1, falseAlertsPerHour: 30 });
    expect(lyingOnPurpose.raisedClips).toBe(1);
  });

  it('scores ambiguous clips apart', () => {
    const { falls, ambiguous } = scoreClips([clip({ ...fall(), ambiguous: true }, [{ atS: 4 }])]);
    expect([falls.events, ambiguous.events, ambiguous.suspected]).toEqual([0, 1, 1]);
  });
});

describe('wilson95', () => {
  it('gives the textbook interval', () => {
    expect(wilson95({ hits: 8, of: 10 })).toEqual([0.49, 0.943]);
    expect(wilson95({ hits: 0, of: 0 })).toBeNull();
  });
});
