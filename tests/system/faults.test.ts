/** The short form of `shouwang faults`, on a real Mosquitto and a real PostgreSQL: nothing is lost, nothing shown twice. */
import { dirname } from 'node:path';
import { expect, it } from 'vitest';
import { CASES } from '../../edge-config/faults/cases.ts';
import { type CaseResult, isPassed, MAX_RECOVERY_S } from '../../edge-config/faults/report.ts';
import { runFaults } from '../../edge-config/faults/run.ts';
import { describeWithService, requireService } from '../support/services.ts';

describeWithService('mosquitto', 'faults on the way of an alert', () => {
  it('lose nothing and show nothing twice', async () => {
    const results: CaseResult[] = [];
    const skipped: string[] = [];
    await runFaults({
      postgres: dirname(requireService('postgresql')),
      repeat: 1,
      outageS: 4,
      queue: 300,
      only: undefined,
      onResult: (result) => results.push(result),
      onSkipped: (name) => skipped.push(name),
      signal: new AbortController().signal,
    });
    expect(skipped).toEqual([]);
    expect(results.map((result) => result.case)).toEqual(CASES.map(({ name }) => name));
    for (const result of results) expect(isPassed(result), JSON.stringify(result)).toBe(true);
    expect(results.reduce((sum, { raised }) => sum + raised, 0)).toBeGreaterThan(500);
    expect(Math.max(...results.map(({ recoveryS }) => recoveryS ?? 0))).toBeLessThan(4 * MAX_RECOVERY_S);
  }, 600_000);
});
