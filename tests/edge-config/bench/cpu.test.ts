import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ProcessStat, parseStat, treeCpuMs } from '../../../edge-config/bench/cpu.ts';

const line = (name: string): string =>
  `4242 (${name}) S 17 4242 4242 0 -1 4194560 9 8 0 0 120 30 40 10 20 0 5 0 999`;

describe('a line of /proc/PID/stat', () => {
  it('is read whatever the process is called', () => {
    for (const name of ['node', 'a (strange) name', ') R 1 2 3', '((', 'tab\there', '']) {
      expect(parseStat(line(name))).toEqual({ pid: 4242, parentPid: 17, ticks: 200 });
    }
    fc.assert(fc.property(fc.string({ maxLength: 15 }), (name) => parseStat(line(name))?.ticks === 200));
  });

  it('gives nothing when it is cut short or something else', () => {
    expect(parseStat('')).toBeUndefined();
    expect(parseStat('nothing of the kind')).toBeUndefined();
    expect(parseStat('4242 (node) S 17 4242')).toBeUndefined();
  });
});

describe('CPU of a tree of processes', () => {
  const stats: readonly ProcessStat[] = [
    { pid: 30, parentPid: 20, ticks: 4 },
    { pid: 10, parentPid: 1, ticks: 1 },
    { pid: 20, parentPid: 10, ticks: 2 },
    { pid: 40, parentPid: 1, ticks: 800 },
  ];

  it('counts the root and all below it, once, and nobody else, in whatever order they come', () => {
    const order = fc.shuffledSubarray([...stats], { minLength: stats.length });
    fc.assert(fc.property(order, (shuffled) => treeCpuMs(shuffled, 10) === 70));
  });

  it('does not change when a child ends and its parent has waited for it', () => {
    const afterwards = stats
      .filter(({ pid }) => pid !== 30)
      .map((stat) => (stat.pid === 20 ? { ...stat, ticks: 6 } : stat));
    expect(treeCpuMs(afterwards, 10)).toBe(treeCpuMs(stats, 10));
  });

  it('is unknown when the root is gone, even if children of it are left', () => {
    expect(treeCpuMs(stats, 99)).toBeUndefined();
    expect(treeCpuMs([{ pid: 30, parentPid: 99, ticks: 4 }], 99)).toBeUndefined();
  });
});
