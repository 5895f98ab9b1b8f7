/** The escalation of real alerts in a real database, by a clock that the test turns. */
import { ulid } from 'ulid';
import { describe, expect, it } from 'vitest';
import { CountyRules } from '../../../dashboard/server/county-rules.ts';
import { Divisions } from '../../../dashboard/server/divisions.ts';
import { Escalator } from '../../../dashboard/server/escalation.ts';
import { createMetrics } from '../../../dashboard/server/metrics.ts';
import { recordHuman } from '../../../dashboard/server/store/alerts.ts';
import { recordAlert } from '../../../dashboard/server/store/arrivals.ts';
import { readAlertView } from '../../../dashboard/server/store/views.ts';
import { laddersSchema } from '../../../edge-config/contracts/escalation.ts';
import { sampleAlert } from '../../support/alerts.ts';
import { silentLog } from '../../support/silent-log.ts';
import { suiteDatabase } from '../../support/suite-database.ts';

const START_MS = Date.parse('2026-03-01T08:00:00.000Z');

describe('Escalator', () => {
  const database = suiteDatabase();

  const open = () => {
    let wallMs = START_MS;
    const told: string[] = [];
    const clock = { wallMs: () => wallMs };
    const make = (): Escalator =>
      new Escalator({
        ...{ consoleId: 'county', database: database(), log: silentLog(), metrics: createMetrics(), clock },
        rules: new CountyRules({ database: database(), clock, ladders: laddersSchema.parse({}) }),
        timeZone: 'Asia/Shanghai',
        hasPush: false,
        notifiers: [],
        onAlertChanged: (alertId) => told.push(alertId),
      });
    let escalator = make();
    return {
      told,
      now: () => new Date(wallMs).toISOString(),
      restart: () => {
        escalator = make();
      },
      at: async (seconds: number) => {
        wallMs = START_MS + seconds * 1000;
        await escalator.look();
      },
    };
  };
  const raise = async (at: string, more: Parameters<typeof sampleAlert>[0] = {}): Promise<string> => {
    const alertId = ulid();
    const alert = sampleAlert({ alertId, ...more });
    await recordAlert(database(), { alert, late: false, outboxAt: at, publishedAt: at, receivedAt: at });
    return alertId;
  };
  const rolesTold = async (alertId: string) =>
    (await readAlertView(database(), new Divisions(), alertId))?.actions.flatMap(({ tells }) => tells ?? []);
  const act = (alertId: string, kind: 'acknowledged' | 'closed', at: string) =>
    recordHuman(database(), {
      ...{ alertId, kind, at, actionId: ulid(), note: null, seenRevision: null },
      actor: { kind: 'operator', label: '值班员' },
      outcome: kind === 'closed' ? 'true' : null,
    });

  it('climbs by the clock through restarts, and each step stands in the history', async () => {
    const run = open();
    const alertId = await raise(run.now());
    await run.at(1);
    expect(await readAlertView(database(), new Divisions(), alertId)).toMatchObject({
      escalation: { phase: 'climbing', told: [], next: ['second_guardian', 'unit_head'], sounds: false },
    });
    await run.at(59);
    expect(await rolesTold(alertId)).toEqual([]);
    await run.at(60);
    expect(await rolesTold(alertId)).toEqual(['second_guardian', 'unit_head']);
    run.restart();
    await run.at(310);
    expect(await rolesTold(alertId)).toEqual([
      ...['second_guardian', 'unit_head', 'grid_worker', 'village_centre'],
    ]);
    await run.at(600);
    expect(await readAlertView(database(), new Divisions(), alertId)).toMatchObject({
      escalation: { phase: 'climbing', told: ['county'], next: [], dueAt: null, sounds: true },
    });
    expect(run.told.filter((id) => id === alertId)).toHaveLength(4);
  });

  it('stands still at the first acknowledgement, and goes on when the alert is not closed in ten minutes', async () => {
    const run = open();
    const alertId = await raise(run.now());
    await run.at(0);
    await run.at(60);
    await act(alertId, 'acknowledged', run.now());
    await run.at(61);
    expect(await readAlertView(database(), new Divisions(), alertId)).toMatchObject({
      escalation: { phase: 'held', next: ['grid_worker'] },
    });
    await run.at(660);
    expect(await rolesTold(alertId)).toHaveLength(2);
    await run.at(661);
    expect(await rolesTold(alertId)).toEqual(['second_guardian', 'unit_head', 'grid_worker']);
    // It is nobody's again, and can be taken anew.
    expect((await readAlertView(database(), new Divisions(), alertId))?.state).toBe('raised');
    await act(alertId, 'acknowledged', run.now());
    await run.at(700);
    expect(await readAlertView(database(), new Divisions(), alertId)).toMatchObject({
      state: 'acknowledged',
      escalation: { phase: 'held', next: ['village_centre'] },
    });
    await act(alertId, 'closed', run.now());
    await run.at(100_000);
    expect(await rolesTold(alertId)).toHaveLength(3);
    expect((await readAlertView(database(), new Divisions(), alertId))?.escalation).toMatchObject({
      phase: 'stopped',
    });
  });

  it('stops when the person is up again', async () => {
    const run = open();
    const alertId = await raise(run.now());
    await run.at(0);
    const ended = sampleAlert({ alertId, sequence: 2, phase: 'ended', msgType: 'Cancel' });
    const at = run.now();
    await recordAlert(database(), {
      alert: ended,
      late: false,
      outboxAt: at,
      publishedAt: at,
      receivedAt: at,
    });
    await run.at(10_000);
    expect(await rolesTold(alertId)).toEqual([]);
  });

  it.each([
    ['a test', { status: 'test' }],
    ['what is minor', { severity: 'minor' }],
  ] as const)('tells nobody of %s', async (_what, more) => {
    const run = open();
    const alertId = await raise(run.now(), more);
    await run.at(0);
    await run.at(10_000);
    expect(await rolesTold(alertId)).toEqual([]);
  });

  it('climbs the ladder of the severity that the alert has by now', async () => {
    const run = open();
    const alertId = await raise(run.now(), { severity: 'moderate' });
    await run.at(0);
    await run.at(599);
    expect(await rolesTold(alertId)).toEqual([]);
    await run.at(600);
    expect(await rolesTold(alertId)).toEqual(['grid_worker']);
  });
});

describe('ladders', () => {
  it('must climb in time', () => {
    const rung = { afterS: 60, tells: ['county'] };
    expect(laddersSchema.safeParse({ extreme: { rungs: [rung, rung] } }).success).toBe(false);
    expect(laddersSchema.safeParse({ extreme: null }).success).toBe(true);
  });
});
