import { describe, expect, it } from 'vitest';
import { limitsOf, overOf } from '../../../edge-config/faults/limits.ts';
import { type CaseResult, isPassed, pageOf, tableOf } from '../../../edge-config/faults/report.ts';

function result(change: Partial<CaseResult> = {}): CaseResult {
  return {
    ...{ case: 'cable cut', run: 1, raised: 10, atConsole: 10, atGuardian: 10, duplicatesShown: 0, lost: 0 },
    ...{ recoveryS: 2.5, rssPeakMiB: 120, figures: {}, limits: { recoveryS: 15 }, over: [] },
    ...change,
  };
}

describe('limits', () => {
  it('are 15 s of recovery, unless a case says otherwise', () => {
    expect(limitsOf({})).toEqual({ recoveryS: 15 });
    expect(limitsOf({ maxRecoveryS: 60, maxFigures: { drainS: 60 } })).toEqual({ recoveryS: 60, drainS: 60 });
  });

  it('may be reached, and not passed; what has none is only told', () => {
    const limits = limitsOf({ maxFigures: { stopS: 10, rssGrowthPercent: 5 } });
    const figures = { stopS: 10, rssGrowthPercent: 5, bytesLost: 1e6 };
    expect(overOf({ recoveryS: 15, figures }, limits)).toEqual([]);
    expect(
      overOf({ recoveryS: 15.1, figures: { ...figures, stopS: 10.1, rssGrowthPercent: 5.1 } }, limits),
    ).toEqual(['recoveryS', 'stopS', 'rssGrowthPercent']);
  });

  it('give time on a slow machine, and nothing else', () => {
    const limits = limitsOf({ maxFigures: { stopS: 10, rssGrowthPercent: 5, falseAlerts: 0 } });
    const figures = { stopS: 40, rssGrowthPercent: 6, falseAlerts: 1 };
    expect(overOf({ recoveryS: 60, figures }, limits, 4)).toEqual(['rssGrowthPercent', 'falseAlerts']);
    expect(overOf({ recoveryS: 61, figures: {} }, limits, 4)).toEqual(['recoveryS']);
  });

  it('do not judge a recovery that never came: that has failed', () => {
    expect(overOf({ recoveryS: null, figures: {} }, limitsOf({}))).toEqual([]);
    expect(isPassed(result({ recoveryS: null }))).toBe(false);
  });
});

describe('isPassed', () => {
  it.each([
    ['lost', { lost: 1 }],
    ['shown twice', { duplicatesShown: 1 }],
    ['not on the phone', { atGuardian: 9 }],
  ])('is not when an alert is %s', (_what, change) => {
    expect(isPassed(result())).toBe(true);
    expect(isPassed(result(change))).toBe(false);
  });
});

describe('tableOf', () => {
  it('sums counts and takes the worst of times, beside its limit', () => {
    const table = tableOf([result(), result({ run: 2, recoveryS: 4, rssPeakMiB: 130.4 })]);
    expect(table.split('\n').slice(2)).toEqual(['| cable cut | 2 | 20 | 20 | 20 | 0 | 0 | 4.0 | 15 | 130 |']);
  });

  it('marks what is over its limit, and a recovery that never came', () => {
    expect(tableOf([result(), result({ recoveryS: 16, over: ['recoveryS'] })])).toContain(
      '| **16.0, over** | 15 |',
    );
    expect(tableOf([result(), result({ recoveryS: null })])).toContain('| – | 15 |');
  });
});

describe('pageOf', () => {
  const setup = { part: 'delivery', postgres: '/bin', outageS: 60, queue: 10_000 } as const;
  const limits = { recoveryS: 60, drainS: 60, rssGrowthPercent: 5 };

  it('tells the worst of each figure with its limit', () => {
    const runs = [
      result({ figures: { drainS: 40, provenBefore: 10 }, limits }),
      result({ figures: { drainS: 30, provenBefore: 10 }, limits }),
    ];
    const page = pageOf(runs, setup);
    expect(page).toContain('- cable cut: drainS 40 (limit 60)\n- cable cut: provenBefore 10\n');
    expect(page).toContain('PostgreSQL. Long outages 60 s, long queue 10000 alerts.');
  });

  it('marks a figure that was over its limit in any run', () => {
    const runs = [
      result({ figures: { drainS: 61 }, limits, over: ['drainS'] }),
      result({ figures: { drainS: 30 }, limits }),
    ];
    expect(pageOf(runs, setup)).toContain('- cable cut: drainS **61, over** (limit 60)');
  });

  it('tells a shrinking as such', () => {
    const page = pageOf([result({ figures: { rssGrowthPercent: -2 }, limits })], setup);
    expect(page).toContain('- cable cut: rssGrowthPercent -2 (limit 5)');
  });

  it('is of cameras, without a queue', () => {
    const page = pageOf([result()], { ...setup, part: 'cameras', postgres: null });
    expect(page).toContain('# Fault tests: cameras');
    expect(page).toContain('Database: embedded. Long outages 60 s. Counts');
  });
});
