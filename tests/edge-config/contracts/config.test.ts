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
