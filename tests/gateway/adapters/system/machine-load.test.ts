import { expect, it } from 'vitest';
import { machineLoadReader } from '../../../../gateway/adapters/system/machine-load.ts';

it('tells a machine that is kept busy from an idle one, in percent of all', () => {
  const read = machineLoadReader();
  // A tick is a hundredth of a second; five of them are told apart from none.
  const untilMs = performance.now() + 100;
  while (performance.now() < untilMs) Math.sqrt(untilMs);
  const { cpuPercent, memoryPercent } = read();
  expect(cpuPercent).toBeGreaterThan(0);
  expect(cpuPercent).toBeLessThanOrEqual(100);
  expect(memoryPercent).toBeGreaterThan(0);
  expect(memoryPercent).toBeLessThan(100);
});
