/** The short form of the cameras' fault tests: a whole gateway, and somebody who falls once all is mended. */
import { expect, it } from 'vitest';
import { runCameraFaults } from '../../edge-config/faults/cameras/run.ts';
import { type CaseResult, isPassed, MAX_RECOVERY_S } from '../../edge-config/faults/report.ts';
import { describeWithService } from '../support/services.ts';

const CASES = [
  'camera refuses the password, then takes it',
  'H.264 becomes H.265',
  'ffmpeg hangs',
  'decoder of an attended camera hangs',
];

describeWithService('mosquitto', 'faults between camera and gateway', () => {
  it('are over soon, and the next fall is seen', async () => {
    const results: CaseResult[] = [];
    await runCameraFaults({
      postgres: null,
      repeat: 1,
      outageS: 2,
      isWanted: (name) => CASES.includes(name),
      onResult: (result) => results.push(result),
      signal: new AbortController().signal,
    });
    expect(results.map((result) => result.case)).toEqual(CASES);
    for (const result of results) {
      expect(isPassed(result), JSON.stringify(result)).toBe(true);
      expect(result.figures).toMatchObject({ falseAlerts: 0, leftoverProcesses: 0, leftoverFiles: 0 });
    }
    expect(Math.max(...results.map(({ recoveryS }) => recoveryS ?? 0))).toBeLessThan(4 * MAX_RECOVERY_S);
  }, 600_000);
});
