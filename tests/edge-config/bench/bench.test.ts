import { describe, expect, it } from 'vitest';
import { parseStat, treeCpuMs } from '../../../edge-config/bench/cpu.ts';
import { judge, readMetric, type SceneFigures, tableOf } from '../../../edge-config/bench/report.ts';

const figures: SceneFigures = {
  scene: 'idle',
  gateway: 8,
  floor: 2,
  fullDecode: 24,
  inference: 2.5,
  inferencesPerS: 0.1,
  attended: 0,
};

describe('CPU of a tree of processes', () => {
  it('reads a line of /proc/PID/stat whatever the process is called', () => {
    const line = '4242 (a (strange) name) S 17 4242 4242 0 -1 4194560 9 8 0 0 120 30 40 10 20 0 5 0 999';
    expect(parseStat(line)).toEqual({ pid: 4242, parentPid: 17, ticks: 200 });
    expect(parseStat('nothing of the kind')).toBeUndefined();
  });

  it('counts the root and all below it, once, and nobody else', () => {
    const stats = [
      { pid: 30, parentPid: 20, ticks: 4 },
      { pid: 10, parentPid: 1, ticks: 1 },
      { pid: 20, parentPid: 10, ticks: 2 },
      { pid: 40, parentPid: 1, ticks: 800 },
    ];
    expect(treeCpuMs(stats, 10)).toBe(70);
  });
});

describe('the report of a bench', () => {
  it('judges each scene by its own rule', () => {
    expect(judge(figures)).toMatchObject({ measured: 8, limit: 10, isMet: true });
    expect(judge({ ...figures, scene: 'still', gateway: 18 })).toMatchObject({ measured: 16, isMet: false });
    const moving = judge({ ...figures, scene: 'moving', gateway: 150, inference: 128 });
    expect(moving).toMatchObject({ measured: 20, limit: 22, isMet: true });
  });

  it('shows a row for each scene with its ratio and verdict', () => {
    const [head = '', row = ''] = tableOf([judge(figures)]).split('\n');
    expect(head).toContain('gateway / full decode');
    expect(row).toMatch(/^idle .*0\.33 .*met$/);
  });

  it('reads metrics with and without labels', () => {
    const text = '# HELP x y\nx_sum 1.5\nx_summary 7\nx{camera="a"} 1\nx{camera="b"} 2\n';
    expect(readMetric(text, 'x_sum')).toBe(1.5);
    expect(readMetric(text, 'x')).toBe(3);
    expect(readMetric(text, 'absent')).toBe(0);
  });
});
