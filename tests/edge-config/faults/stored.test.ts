import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readStored } from '../../../edge-config/faults/stored.ts';

const RESULT = {
  ...{ run: 1, raised: 10, atConsole: 10, atGuardian: 10, duplicatesShown: 0, lost: 0 },
  ...{ rssPeakMiB: 100, figures: {} },
};

function store(name: string, content: unknown): string {
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify(content));
  return file;
}

it('takes each case from the last file that has it, and judges it by the limits of today', () => {
  const first = store('a.json', {
    results: [
      { ...RESULT, case: 'ffmpeg hangs', recoveryS: 3, figures: { falseAlerts: 1 } },
      { ...RESULT, case: 'broker stopped', recoveryS: 99 },
      { ...RESULT, case: 'broker stopped', run: 2, recoveryS: 98 },
      { ...RESULT, case: 'a case of another version', recoveryS: 1 },
    ],
  });
  const second = store('b.json', { results: [{ ...RESULT, case: 'broker stopped', recoveryS: 2 }] });
  expect(readStored([first]).map(({ over, recoveryS }) => [recoveryS, over])).toEqual([
    [99, ['recoveryS']],
    [98, ['recoveryS']],
    [3, ['falseAlerts']],
  ]);
  const both = readStored([first, second]);
  expect(both.map((result) => result.case)).toEqual(['broker stopped', 'ffmpeg hangs']);
  expect(both[0]).toMatchObject({ recoveryS: 2, over: [] });
});

it('refuses what is no such file', () => {
  expect(() => readStored([store('c.json', { results: [{ case: 'x' }] })])).toThrow(/--from/);
});
