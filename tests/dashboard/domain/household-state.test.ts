import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  familyView,
  type HouseholdFacts,
  SEEN_WITHIN_MS,
  type WatchedCamera,
} from '../../../dashboard/domain/household-state.ts';
import { isQuiet, passesQuiet } from '../../../dashboard/domain/quiet-hours.ts';

const NOW = Date.parse('2026-03-23T02:30:00.000Z');
const MIN = 60_000;

function camera(more: Partial<WatchedCamera> = {}): WatchedCamera {
  return {
    name: '院子',
    state: 'watching',
    sinceMs: NOW - 600 * MIN,
    placeKind: 'yard',
    personsNow: 0,
    ...more,
  };
}

/** Watched throughout, and seen twelve minutes ago. */
function facts(
  more: Partial<HouseholdFacts> = {},
  told: Partial<NonNullable<HouseholdFacts['told']>> = {},
): HouseholdFacts {
  return {
    isGatewayLate: false,
    gatewayHeardMs: NOW - 5000,
    cameras: [camera()],
    told: {
      ...{ state: 'watched', lastSeenMs: NOW - 12 * MIN, unseenMin: 12, limitMin: 330, heardMs: NOW - 5000 },
      ...told,
    },
    openAlerts: 0,
    ...more,
  };
}
const kinds = (given: HouseholdFacts): string[] => familyView(given, NOW).reasons.map(({ kind }) => kind);

describe('what a family is told of a household', () => {
  it('is seen, then fine, then overdue', () => {
    expect(familyView(facts(), NOW)).toEqual({ state: 'seen', place: 'yard', reasons: [] });
    const ago = (min: number) => facts({}, { lastSeenMs: NOW - min * MIN, unseenMin: min });
    expect(familyView(ago(29), NOW).state).toBe('seen');
    expect(familyView(ago(30), NOW).state).toBe('fine');
    expect(familyView(ago(329), NOW).state).toBe('fine');
    expect(familyView(ago(330), NOW)).toMatchObject({
      state: 'unknown',
      reasons: [{ kind: 'overdue', sinceMs: NOW - 330 * MIN }],
    });
    // Outside the active hours there is no limit.
    expect(
      familyView(facts({}, { lastSeenMs: NOW - 480 * MIN, unseenMin: 480, limitMin: null }), NOW),
    ).toMatchObject({
      state: 'fine',
    });
  });

  it.each<[string, HouseholdFacts, string[]]>([
    ['its gateway is late', facts({ isGatewayLate: true }), ['gateway_silent']],
    ['a camera is blind', facts({ cameras: [camera(), camera({ state: 'blind' })] }), ['camera_blind']],
    ['a camera connects', facts({ cameras: [camera({ state: 'connecting' })] }), ['camera_blind']],
    ['no camera looks at it', facts({ cameras: [] }), ['no_camera']],
    ['its gateway has told nothing', facts({ told: null }), ['not_told']],
    ['its gateway says so', facts({}, { state: 'unknown' }), ['not_told']],
    ['nobody was ever seen', facts({}, { lastSeenMs: null }), ['never_seen']],
    ['they went out', facts({}, { state: 'out', lastSeenMs: NOW - SEEN_WITHIN_MS }), ['out']],
  ])('is unknown when %s', (_, given, expected) => {
    expect(familyView(given, NOW).state).toBe('unknown');
    expect(kinds(given)).toEqual(expected);
  });

  it('tells since when, the oldest reason first', () => {
    const given = facts({
      isGatewayLate: true,
      cameras: [camera({ name: '堂屋', state: 'blind', sinceMs: NOW - 90 * MIN })],
    });
    expect(familyView(given, NOW).reasons).toEqual([
      { kind: 'camera_blind', cameraName: '堂屋', sinceMs: NOW - 90 * MIN },
      { kind: 'gateway_silent', cameraName: null, sinceMs: NOW - 5000 },
    ]);
  });

  it('is seen on the way out, and an alert whatever else is unknown', () => {
    expect(familyView(facts({}, { state: 'out' }), NOW).state).toBe('seen');
    const given = facts({ openAlerts: 1, isGatewayLate: true });
    expect(familyView(given, NOW)).toMatchObject({ state: 'alert', reasons: [{ kind: 'gateway_silent' }] });
  });

  it('names a place only where there is no doubt', () => {
    const indoor = camera({ name: '堂屋', placeKind: 'indoor' });
    expect(familyView(facts({ cameras: [camera(), indoor] }), NOW).place).toBeNull();
    const occupied = { ...indoor, personsNow: 1 };
    expect(familyView(facts({ cameras: [camera(), occupied] }), NOW).place).toBe('indoor');
    // What a blind camera counted is old.
    expect(familyView(facts({ cameras: [camera(), { ...occupied, state: 'blind' }] }), NOW).place).toBeNull();
  });

  const anyCamera = fc.record<WatchedCamera>({
    name: fc.constantFrom('院子', '堂屋'),
    state: fc.constantFrom('watching', 'watching', 'watching', 'blind', 'connecting'),
    sinceMs: fc.integer({ min: NOW - 1e9, max: NOW + 1e6 }),
    placeKind: fc.constantFrom('indoor', 'yard', 'public'),
    personsNow: fc.nat(3),
  });
  const anyFacts = fc.record<HouseholdFacts>({
    isGatewayLate: fc.boolean(),
    gatewayHeardMs: fc.integer({ min: NOW - 1e9, max: NOW + 1e6 }),
    cameras: fc.array(anyCamera, { maxLength: 4 }),
    told: fc.option(
      fc.record({
        state: fc.constantFrom('watched' as const, 'out' as const, 'unknown' as const),
        lastSeenMs: fc.option(fc.integer({ min: NOW - 1e9, max: NOW + 1e6 })),
        unseenMin: fc.nat(2000),
        limitMin: fc.option(fc.nat(1000)),
        heardMs: fc.integer({ min: NOW - 1e9, max: NOW + 1e6 }),
      }),
    ),
    openAlerts: fc.nat(2),
  });

  it('is never fine nor seen unless everything that is needed sees', () => {
    fc.assert(
      fc.property(anyFacts, (given) => {
        const { reasons, state } = familyView(given, NOW);
        if (state === 'fine' || state === 'seen') {
          expect(given.isGatewayLate).toBe(false);
          expect(given.cameras.length).toBeGreaterThan(0);
          expect(given.cameras.every((each) => each.state === 'watching')).toBe(true);
          expect(given.told?.state).not.toBe('unknown');
          expect(given.told?.lastSeenMs).toEqual(expect.any(Number));
          expect(given.openAlerts).toBe(0);
          expect(reasons).toEqual([]);
        }
        // Whoever is told that it is unknown is told why.
        if (state === 'unknown') expect(reasons.length).toBeGreaterThan(0);
        if (given.openAlerts > 0) expect(state).toBe('alert');
      }),
      { seed: 71, numRuns: 2000 },
    );
  });

  it('grows no better by one more camera that does not see, nor by a gateway that falls silent', () => {
    fc.assert(
      fc.property(anyFacts, anyCamera, (given, more) => {
        const blinder = { ...given, cameras: [...given.cameras, { ...more, state: 'blind' as const }] };
        expect(['alert', 'unknown']).toContain(familyView(blinder, NOW).state);
        expect(['alert', 'unknown']).toContain(familyView({ ...given, isGatewayLate: true }, NOW).state);
      }),
      { seed: 72, numRuns: 1000 },
    );
  });

  it('grows no better while time passes and nobody is seen', () => {
    const rank = { seen: 0, fine: 1, unknown: 2, alert: 3 };
    fc.assert(
      fc.property(anyFacts, fc.nat(1e8), (given, laterMs) => {
        expect(rank[familyView(given, NOW + laterMs).state]).toBeGreaterThanOrEqual(
          rank[familyView(given, NOW).state],
        );
      }),
      { seed: 73, numRuns: 1000 },
    );
  });
});

describe('quiet hours', () => {
  const night = { fromMin: 22 * 60, toMin: 7 * 60 };

  it('may pass midnight; the begin is in them, the end is not', () => {
    expect([1319, 1320, 0, 419, 420].map((minute) => isQuiet(night, minute))).toEqual([
      ...[false, true, true, true, false],
    ]);
    expect(isQuiet({ fromMin: 780, toMin: 840 }, 800)).toBe(true);
    expect(isQuiet({ fromMin: 780, toMin: 780 }, 780)).toBe(false);
    expect(isQuiet(null, 800)).toBe(false);
  });

  it('cover as many minutes as lie between begin and end, and the rest is loud', () => {
    const minute = fc.integer({ min: 0, max: 1439 });
    fc.assert(
      fc.property(minute, minute, (fromMin, toMin) => {
        const quiet = Array.from({ length: 1440 }, (_, at) => isQuiet({ fromMin, toMin }, at)).filter(
          Boolean,
        );
        expect(quiet).toHaveLength((toMin - fromMin + 1440) % 1440);
      }),
      { seed: 74 },
    );
  });

  it('hold back neither red nor orange', () => {
    expect((['extreme', 'severe', 'moderate', 'minor'] as const).map(passesQuiet)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
