/** The short form of the cameras' fault tests: a whole gateway, and somebody who falls once all is mended. */
import { expect, it } from 'vitest';
import { runCameraFaults } from '../../edge-config/faults/cameras/run.ts';
import { overOf } from '../../edge-config/faults/limits.ts';
import { type CaseResult, isPassed } from '../../edge-config/faults/report.ts';
import { describeWithService } from '../support/services.ts';

const CASES = [
  'camera refuses the password, then takes it',
  'H.264 becomes H.265',
  'ffmpeg hangs',
  'decoder of an attended camera hangs',
  'inference thread dies',
];
/** A fall that is lost is judged strictly; times get more than `shouwang faults` gives them, for tests run beside each other. */
const TIME_FACTOR = 4;

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
      expect(overOf(result, result.limits, TIME_FACTOR), JSON.stringify(result)).toEqual([]);
    }
    const thread = results.find((result) => result.case === 'inference thread dies');
    expect(thread?.figures).toMatchObject({ threadsReplaced: 1 });
  }, 600_000);
});
