import { describe, expect, it } from 'vitest';
import { makeEnvelope } from '../../../edge-config/contracts/envelope.ts';
import { alertSchema, evidenceSchema, MAX_JSON_BYTES } from '../../../edge-config/contracts/messages.ts';
import { figure, STANDING } from '../../../edge-config/scenario/skeleton.ts';
import { rememberLook, replayOf, type SeenFrame } from '../../../gateway/domain/replay.ts';
import { sampleAlert } from '../../support/alerts.ts';

const ASPECT = 16 / 9;

/** A look every `everyMs`, each with these persons. */
function looks(untilMs: number, everyMs: number, trackIds: readonly number[]): readonly SeenFrame[] {
  let seen: readonly SeenFrame[] = [];
  for (let streamTimeMs = 0; streamTimeMs <= untilMs; streamTimeMs += everyMs) {
    const tracks = trackIds.map((id) => ({
      id,
      person: figure({ ...STANDING, x: 0.3 + id * 0.2 + (streamTimeMs % 997) / 10_000 }),
    }));
    seen = rememberLook(seen, { streamTimeMs, tracks, aspect: ASPECT, privacyZones: [] });
  }
  return seen;
}

describe('the replay of skeletons', () => {
  it('keeps an alert under the bound of a message at its fullest, and parses', () => {
    const replay = replayOf(looks(60_000, 200, [1, 2, 3, 4, 5]), { impactMs: 30_000, trackId: 4 });
    const point = {
      streamTimeMs: 12_345.678,
      posture: 'unknown',
      torsoAngleDeg: 88.88,
      shoulderHeight: 0.99,
    } as const;
    const label = { zh: '最大下落速度', en: 'Peak downward speed' };
    const evidence = evidenceSchema.parse({
      reason: { zh: '突然倒下'.repeat(10), en: 'Dropped suddenly '.repeat(10) },
      measurements: Array.from({ length: 32 }, () => ({
        key: 'peakSpeed',
        label,
        value: 1.23,
        unit: 'body heights/s',
      })),
      timeline: Array.from({ length: 120 }, () => point),
      replay,
    });
    const alert = alertSchema.parse(sampleAlert({ evidence }));
    const head = {
      id: alert.alertId,
      source: 'gw-1',
      type: 'shouwang.alert.v1',
      time: alert.raisedAt,
    } as const;
    expect(Buffer.byteLength(JSON.stringify(makeEnvelope(head, alert)))).toBeLessThan(MAX_JSON_BYTES);
    expect(evidence.replay?.frames.length).toBeGreaterThan(20);
    for (const { persons } of evidence.replay?.frames ?? []) expect(persons.length).toBe(3);
  });

  it('shows one person from before the impact until now, close together around it', () => {
    const replay = replayOf(looks(40_000, 200, [1]), { impactMs: 20_000, trackId: 1 });
    const times = replay?.frames.map(({ streamTimeMs }) => streamTimeMs) ?? [];
    expect(times.length).toBeGreaterThan(50);
    expect(times.length).toBeLessThanOrEqual(60);
    expect(times[0]).toBe(16_000);
    expect(times.at(-1)).toBe(40_000);
    const near = times.filter((ms) => ms >= 16_000 && ms <= 23_000);
    expect(near.every((ms, index) => index === 0 || ms - (near[index - 1] ?? 0) <= 200)).toBe(true);
    expect([...times].sort((a, b) => a - b)).toEqual(times);
  });

  it('puts whom it is about first', () => {
    const seen = looks(2000, 200, [1, 2]);
    const second = seen.at(-1)?.persons[1]?.joints;
    expect(replayOf(seen, { impactMs: 1000, trackId: 2 })?.frames.at(-1)?.persons[0]).toEqual(second);
  });

  it('shows no joint that lies in a privacy zone, and all others in shares of the picture', () => {
    const person = figure({ ...STANDING, x: 0.5 });
    const all = [
      { x: 0, y: 0 },
      { x: 2, y: 0 },
      { x: 2, y: 1 },
      { x: 0, y: 1 },
    ];
    const look = { streamTimeMs: 0, tracks: [{ id: 1, person }], aspect: ASPECT };
    const [hidden] = rememberLook([], { ...look, privacyZones: [all] });
    expect(new Set(hidden?.persons[0]?.joints.map(([, , score]) => score))).toEqual(new Set([0]));
    const [shown] = rememberLook([], { ...look, privacyZones: [] });
    const nose = person.keypoints[0];
    expect(shown?.persons[0]?.joints[0]?.[0]).toBeCloseTo((nose?.x ?? 0) / ASPECT, 3);
    expect(shown?.persons[0]?.joints[0]?.[1]).toBeCloseTo(nose?.y ?? 0, 3);
  });

  it('forgets what is long past, looks that show nothing new, and is nothing where nobody was seen', () => {
    const seen = looks(200_000, 50, [1]);
    expect(seen.length).toBeLessThanOrEqual(501);
    expect(seen[0]?.streamTimeMs).toBeGreaterThanOrEqual(200_000 - 75_200);
    expect(replayOf(looks(2000, 200, []), { impactMs: 1000, trackId: 1 })).toBeNull();
    expect(replayOf([], { impactMs: 1000, trackId: 1 })).toBeNull();
  });
});
