/** The short form of `shouwang faults`, on a real Mosquitto and a real PostgreSQL: nothing is lost, nothing shown twice. */
import { dirname } from 'node:path';
import { expect, it } from 'vitest';
import { CASES } from '../../edge-config/faults/cases.ts';
import { overOf } from '../../edge-config/faults/limits.ts';
import { type CaseResult, isPassed } from '../../edge-config/faults/report.ts';
import { runFaults } from '../../edge-config/faults/run.ts';
import { describeWithService, requireService } from '../support/services.ts';

/** What is lost is judged strictly; times get more than `shouwang faults` gives them, for tests run beside each other. */
const TIME_FACTOR = 4;

describeWithService('mosquitto', 'faults on the way of an alert', () => {
  it('lose nothing and show nothing twice', async () => {
    const results: CaseResult[] = [];
    const skipped: string[] = [];
    const broken: string[] = [];
    await runFaults({
      postgres: dirname(requireService('postgresql')),
      repeat: 1,
      outageS: 4,
      queue: 300,
      outagesPerDay: 6,
      isWanted: () => true,
      onResult: (result) => results.push(result),
      onSkipped: (name, why) => {
        process.stdout.write(`SKIPPED ${name}: ${why}\n`);
        skipped.push(name);
      },
      onChecked: (checked) => broken.push(...checked.flatMap(({ count, rule }) => (count > 0 ? rule : []))),
      signal: new AbortController().signal,
    });
    // Mounting and tracing are rights that a container may lack; everything else is there.
    const mayLack = CASES.filter(({ needs }) => needs?.some((need) => need !== 'server'));
    expect(mayLack.map(({ name }) => name)).toEqual(expect.arrayContaining(skipped));
    const names = CASES.map(({ name }) => name).filter((name) => !skipped.includes(name));
    expect(results.map((result) => result.case)).toEqual(names);
    expect(broken).toEqual([]);
    for (const result of results) {
      expect(isPassed(result), JSON.stringify(result)).toBe(true);
      expect(overOf(result, result.limits, TIME_FACTOR), JSON.stringify(result)).toEqual([]);
    }
    expect(results.reduce((sum, { raised }) => sum + raised, 0)).toBeGreaterThan(500);
  }, 600_000);
});
