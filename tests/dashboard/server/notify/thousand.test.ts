/** A thousand alerts while three channels of ten fail, and pushes measured by a console of its own. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runLadder } from '../../../../edge-config/bench/phones/ladder.ts';
import { measurePush } from '../../../../edge-config/bench/phones/push.ts';
import { suiteDatabase } from '../../../support/suite-database.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { copyTemplate } from '../../../support/template-database.ts';

describe('a thousand alerts', () => {
  const database = suiteDatabase();

  it('each reach somebody though three channels of ten fail, and nobody twice on one channel', async () => {
    const run = await runLadder(database(), 1000);
    expect(run).toMatchObject({ alerts: 1000, unreached: 0, duplicates: 0 });
    expect(run.refusals).toBeGreaterThan(1000);
    expect(run.robotPerMinute).toBeLessThanOrEqual(20);
    // The rung of 60 s fails as a whole: who stands on the next one is told when that is known, not at 180 s.
    expect(run.reachedP95S).toBeLessThan(180);
  }, 120_000);
});

describe('pushes', () => {
  it('come once for each alert', async () => {
    const directory = join(tempFolder(), 'database');
    copyTemplate(directory);
    const run = await measurePush({
      ...{ database: { kind: 'embedded', directory }, alerts: 20, alertsPerS: 10, guardians: 3 },
    });
    expect(run).toMatchObject({ lost: 0, twice: 0 });
  }, 120_000);
});
