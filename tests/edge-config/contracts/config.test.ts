import { describe, expect, it } from 'vitest';
import { type EdgeConfigInput, edgeConfigSchema } from '../../../edge-config/contracts/config.ts';
import { toInputIssues } from '../../../edge-config/contracts/issues.ts';

const valid: EdgeConfigInput = {
  version: 1,
  gateway: { id: 'gw-1', county: '520602', township: '520602001', stateDir: 'state' },
  broker: { url: 'mqtt://127.0.0.1:1883' },
  cameras: [{ id: 'yard', name: '院子', url: 'rtsp://192.0.2.1/1', place: 'yard' }],
};

function issuesOf(input: unknown): string[] {
  const result = edgeConfigSchema.safeParse(input);
  return result.success
    ? []
    : toInputIssues(result.error, input).map((issue) => `${issue.path}: ${issue.reason}`);
}

describe('edge config', () => {
  it('fills every threshold from the defaults', () => {
    const config = edgeConfigSchema.parse(valid);
    expect(config.fall.dwellMs).toBe(10_000);
    expect(config.tracking.keepScore).toBe(0.1);
    expect(config.privacy.image).toBe('skeleton_blur');
  });

  it('names every fault of a bad file at once, with its path', () => {
    const bad = {
      ...valid,
      brokr: 1,
      gateway: { ...valid.gateway, heartbeatS: '10' },
      cameras: [
        { id: 'a', name: 'a', url: 'http://x', place: 'yard' },
        {
          id: 'b',
          name: 'b',
          url: 'rtsp://x',
          place: 'yard',
          zones: [
            {
              id: 'z',
              kind: 'rest',
              polygon: [
                [0, 0],
                [1.2, 0],
                [1, 1],
              ],
            },
          ],
        },
        { id: 'b', name: 'b', url: 'rtsp://x', place: 'yard' },
      ],
    };
    const issues = issuesOf(bad);
    expect(issues).toContain('brokr: unknown key');
    expect(issues).toContain('gateway.heartbeatS: Invalid input: expected number, received string');
    expect(issues).toContain('cameras[0].url: not an RTSP address');
    expect(issues).toContain('cameras[1].zones[0].polygon[1][0]: x lies right of the frame');
  });

  it('refuses a repeated id, an unknown household and an indoor camera without consent', () => {
    const camera = valid.cameras[0];
    if (camera === undefined) throw new Error('the example has a camera');
    expect(issuesOf({ ...valid, cameras: [camera, camera] })).toContain(
      'cameras[1].id: this id is used twice',
    );
    expect(issuesOf({ ...valid, cameras: [{ ...camera, householdId: 'h' }] })).toContain(
      'cameras[0].householdId: no such household',
    );
    expect(issuesOf({ ...valid, cameras: [{ ...camera, place: 'indoor' }] })).toContain(
      'cameras[0].consent: an indoor camera needs a consent record',
    );
  });

  describe('the long watch', () => {
    const household = { id: 'h', label: '三组 7 号' };
    const home = {
      ...valid,
      households: [household],
      cameras: [{ ...valid.cameras[0], householdId: 'h' }],
    };
    const zone = (polygon: number[][]) => ({
      ...home,
      cameras: [{ ...home.cameras[0], zones: [{ id: 'z', kind: 'rest', polygon }] }],
    });

    it('may be told per household what differs', () => {
      const absence = { morningBy: null, activeHours: { from: '04:30', to: '20:00' } };
      expect(issuesOf({ ...home, households: [{ ...household, absence }] })).toEqual([]);
    });

    it.each([
      [
        'a household without cameras',
        { ...home, cameras: valid.cameras },
        'households[0].id: no camera looks at',
      ],
      [
        'hours of no length',
        { ...home, inactivity: { dayHours: { from: '06:00', to: '06:00' } } },
        'inactivity.dayHours.to: is the same',
      ],
      ['a limit of 0', { ...home, absence: { unseenMin: 0 } }, 'absence.unseenMin: '],
      [
        'a limit of stillness of 0',
        { ...home, inactivity: { dayOutsideMin: 0 } },
        'inactivity.dayOutsideMin: ',
      ],
      ['no such time', { ...home, absence: { morningBy: '24:10' } }, 'absence.morningBy: '],
      [
        'a floor over the cap',
        { ...home, learning: { floorMin: 900, capMin: 600 } },
        'learning.floorMin: is over capMin',
      ],
      [
        'a morning before the day',
        { ...home, absence: { morningBy: '05:00' } },
        'absence.morningBy: 05:00 is not within',
      ],
      [
        'a morning before this household’s day',
        { ...home, households: [{ ...household, absence: { activeHours: { from: '11:00', to: '21:00' } } }] },
        'households[0].absence.morningBy: 10:00 is not within',
      ],
      [
        'an unknown time zone',
        { ...home, gateway: { ...valid.gateway, timeZone: 'Mars/Base' } },
        'gateway.timeZone: not a time zone',
      ],
      [
        'a holiday that is none',
        { ...home, calendar: { holidays: ['2026-02-30'] } },
        'calendar.holidays[0]: ',
      ],
      [
        'a zone whose edges cross',
        zone([
          [0, 0],
          [1, 1],
          [1, 0],
          [0, 1],
        ]),
        'cameras[0].zones[0].polygon: its edges cross',
      ],
      [
        'a zone of two corners',
        zone([
          [0, 0],
          [1, 1],
        ]),
        'cameras[0].zones[0].polygon: ',
      ],
    ])('refuses %s, with its path', (_name, input, expected) => {
      const issues = issuesOf(input);
      expect(
        issues.some((issue) => issue.startsWith(expected)),
        issues.join('\n'),
      ).toBe(true);
    });

    it('takes a night across midnight and a morning in it', () => {
      const absence = { activeHours: { from: '20:00', to: '08:00' }, morningBy: '07:00' };
      expect(issuesOf({ ...home, absence })).toEqual([]);
    });
  });

  it('never quotes a password', () => {
    const input = {
      ...valid,
      cameras: [{ id: 'a', name: 'a', url: 'rtmp://user:hunter2@x/1', place: 'yard', password: 7 }],
    };
    const result = edgeConfigSchema.safeParse(input);
    expect(result.success).toBe(false);
    if (!result.success) expect(JSON.stringify(toInputIssues(result.error, input))).not.toContain('hunter2');
  });
});
