/** The overview of a division on a made day, on a real embedded database. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ulid } from 'ulid';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { Divisions } from '../../../dashboard/server/divisions.ts';
import { Overviews } from '../../../dashboard/server/overview.ts';
import { recordAlert } from '../../../dashboard/server/store/arrivals.ts';
import type { Database } from '../../../dashboard/server/store/database.ts';
import { recordCamera, recordGateway, recordHousehold } from '../../../dashboard/server/store/records.ts';
import type { Schema } from '../../../dashboard/server/store/schema.ts';
import { seedDivisions } from '../../../dashboard/server/store/seed-divisions.ts';
import type { Alert, CameraStatus } from '../../../edge-config/contracts/messages.ts';
import { type Overview, overviewSchema } from '../../../edge-config/contracts/rest.ts';
import { sampleAlert } from '../../support/alerts.ts';
import { send, startTestConsole } from '../../support/console.ts';
import { sampleHousehold } from '../../support/households.ts';
import { suiteDatabase } from '../../support/suite-database.ts';

/** Noon in Tongren: the local day began at 16:00 UTC of the day before. */
const NOW = '2026-03-10T04:00:00.000Z';
const CITY = '5206';
const COUNTY = '520602';
const TOWNSHIP = '520602101';
const OTHER_TOWNSHIP = '520602102';
const OTHER_COUNTY_TOWNSHIP = '520603100';
const VILLAGE = '520602101200';

describe('the overview of a made day', () => {
  const database = suiteDatabase();
  const divisions = new Divisions();
  const of = async (division: string, at = NOW): Promise<Overview> => {
    const clock = { wallMs: () => Date.parse(at) };
    const overviews = new Overviews({ database: database(), divisions, clock, timeZone: 'Asia/Shanghai' });
    return overviewSchema.parse(await overviews.of(division));
  };
  const childOf = (overview: Overview, code: string) =>
    overview.children.find(({ division }) => division.code === code)?.figures;

  beforeAll(async () => {
    await seedDivisions(database());
    await divisions.load(database());
    await makeDay(database());
  });

  it('counts open alerts by severity, drills and tests apart, merged ones once', async () => {
    const { total, children } = await of(COUNTY);
    expect(total).toMatchObject({
      open: { extreme: 2, severe: 0, moderate: 1, minor: 0 },
      unacknowledged: 2,
      openDrills: 1,
      openTests: 1,
    });
    expect(children.length).toBeGreaterThan(10);
    expect(children.map(({ division }) => division.code)).toEqual(
      children.map(({ division }) => division.code).sort(),
    );
  });

  it('counts what happened since the local midnight, and closes by outcome', async () => {
    const { dayBeganAt, total } = await of(COUNTY);
    expect(dayBeganAt).toBe('2026-03-09T16:00:00.000Z');
    expect(total).toMatchObject({ raisedToday: 5, closedToday: 4, trueToday: 1, falseToday: 2 });
  });

  it('puts alerts into hours of the local day, and leaves the future open', async () => {
    const { day } = await of(COUNTY);
    const raised = day.hours.map((hour) => hour.raised);
    // 00:10, 08:05, 08:50, 11:20 and 11:58 in Tongren.
    expect([raised[0], raised[8], raised[11], raised[12]]).toEqual([1, 2, 2, 0]);
    expect(raised.slice(13)).toEqual(Array.from({ length: 11 }, () => null));
  });

  it('averages the days that there were, at most fourteen', async () => {
    const { day } = await of(COUNTY);
    // The first alert of all came four days before: two at 9, one at 23, over four days.
    expect(day.averageDays).toBe(4);
    expect([day.hours[9]?.average, day.hours[23]?.average, day.hours[3]?.average]).toEqual([0.5, 0.25, 0]);
    expect((await of(COUNTY, '2026-04-30T04:00:00.000Z')).day).toMatchObject({ averageDays: 14 });
  });

  it('calls the cameras of a late gateway unknown, whatever it last said', async () => {
    const overview = await of(COUNTY);
    expect(overview.total).toMatchObject({
      gateways: 4,
      gatewaysLate: 2,
      cameras: { watching: 1, blind: 1, connecting: 1, unknown: 3 },
      householdsUnknown: 2,
    });
    expect(childOf(overview, OTHER_TOWNSHIP)?.cameras).toEqual({
      ...{ watching: 0, blind: 0, connecting: 0, unknown: 3 },
    });
  });

  it('tells the response times of today, and who waits longest', async () => {
    const { calling, longestUnacknowledged, newest, response } = await of(COUNTY);
    // 20, 40, 60 and 600 s.
    expect(response.acknowledged).toEqual({ count: 4, medianMs: 50_000, p95Ms: 519_000 });
    expect(response.onScene).toEqual({ count: 1, medianMs: 900_000, p95Ms: 900_000 });
    expect(longestUnacknowledged).toMatchObject({
      committedAt: '2026-03-08T02:00:00.000Z',
      placeLabel: '昨天的院子',
      division: { code: VILLAGE },
    });
    expect(calling.map(({ placeLabel }) => placeLabel)).toEqual(['昨天的院子', '现在的院子']);
    expect(newest.map(({ status }) => status)).toContain('exercise');
    expect(newest.every(({ state }) => state !== 'closed')).toBe(true);
  });

  it('adds counties up to a city, and villages to a township, whose unknown ones count as well', async () => {
    const city = await of(CITY);
    expect(city.total.open.extreme).toBe(3);
    expect(childOf(city, COUNTY)?.open.extreme).toBe(2);
    expect(childOf(city, '520603')?.open).toMatchObject({ extreme: 1 });
    const township = await of(TOWNSHIP);
    expect(township.total.gateways).toBe(3);
    expect(childOf(township, VILLAGE)).toMatchObject({ gateways: 1, open: { extreme: 2 } });
    const village = await of(VILLAGE);
    expect(village).toMatchObject({ children: [], total: { gateways: 1, open: { extreme: 2 } } });
    expect(await of('520999')).toMatchObject({
      division: { name: null },
      children: [],
      total: { gateways: 0 },
    });
  });

  it('asks the database once for many walls, and again when it is too old or the clock was put back', async () => {
    let nowMs = Date.parse(NOW);
    const clock = { wallMs: () => nowMs };
    const overviews = new Overviews({ database: database(), divisions, clock, timeZone: 'Asia/Shanghai' });
    const first = overviews.of(COUNTY);
    nowMs += 1999;
    expect(overviews.of(COUNTY)).toBe(first);
    nowMs += 1;
    const second = overviews.of(COUNTY);
    expect(second).not.toBe(first);
    nowMs -= 60_000;
    expect(overviews.of(COUNTY)).not.toBe(second);
    await Promise.all([first, second]);
  });
});

describe('the overview of a console', () => {
  it('is for those who oversee, each within the own division, by default the whole of it', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'shouwang-test-'));
    const test = await startTestConsole({ kind: 'embedded', directory });
    onTestFinished(async () => {
      await test.stop();
      rmSync(directory, { recursive: true, force: true });
    });
    const ask = async (cookie: string, query = ''): Promise<{ status: number; code: string | undefined }> => {
      const answer = await send(`${test.url}/api/overview${query}`, 'GET', undefined, cookie);
      const body = (await answer.json()) as { division?: { code: string } };
      return { status: answer.status, code: body.division?.code };
    };
    const elsewhere = await test.cookieOf('elsewhere');
    expect(await ask(await test.operatorCookie())).toEqual({ status: 200, code: '520602' });
    expect(await ask(elsewhere)).toEqual({ status: 200, code: '520603' });
    expect(await ask(elsewhere, '?division=520603100')).toEqual({ status: 200, code: '520603100' });
    for (const division of ['5206', '520602', '520602101']) {
      expect((await ask(elsewhere, `?division=${division}`)).status).toBe(403);
    }
    expect((await ask(elsewhere, '?division=52')).status).toBe(400);
    expect((await ask(await test.cookieOf('responder'))).status).toBe(403);
    expect((await ask('')).status).toBe(401);
  }, 120_000);
});

async function makeDay(database: Database): Promise<void> {
  const silentSince = '2026-03-10T03:00:00.000Z';
  await gateway('gw-1', TOWNSHIP, NOW, VILLAGE);
  await gateway('gw-2', TOWNSHIP, NOW);
  await gateway('gw-late', OTHER_TOWNSHIP, silentSince);
  await gateway('gw-away', TOWNSHIP, silentSince);
  await gateway('gw-far', OTHER_COUNTY_TOWNSHIP, NOW);
  await camera('gw-1', 'a', 'watching');
  await camera('gw-1', 'b', 'blind');
  await camera('gw-2', 'a', 'connecting');
  await camera('gw-late', 'a', 'watching');
  await camera('gw-late', 'b', 'blind');
  await camera('gw-late', 'c', 'connecting');
  await camera('gw-far', 'a', 'watching');
  await recordHousehold(database, 'gw-1', sampleHousehold({ householdId: 'seen' }), NOW);
  await recordHousehold(database, 'gw-1', sampleHousehold({ householdId: 'hid', state: 'unknown' }), NOW);
  await recordHousehold(database, 'gw-late', sampleHousehold({ householdId: 'seen' }), NOW);

  const first = await alert('2026-03-06T01:00:00.000Z', {}, closed('2026-03-06T01:10:00.000Z', 'true'));
  await alert('2026-03-07T01:30:00.000Z', {}, closed('2026-03-07T02:00:00.000Z', 'true'));
  await alert('2026-03-08T02:00:00.000Z', { place: { kind: 'yard', label: '昨天的院子' } });
  await alert(
    '2026-03-09T15:59:59.000Z',
    {},
    {
      ...closed('2026-03-09T16:00:01.000Z', 'false'),
      merged_into: null,
    },
  );
  await alert(
    '2026-03-09T16:10:00.000Z',
    {},
    {
      ...closed('2026-03-09T17:00:00.000Z', 'true'),
      ...{ acknowledged_at: '2026-03-09T16:10:20.000Z', on_scene_at: '2026-03-09T16:25:00.000Z' },
    },
  );
  await alert(
    '2026-03-10T00:05:00.000Z',
    {},
    {
      ...closed('2026-03-10T00:30:00.000Z', 'false'),
      acknowledged_at: '2026-03-10T00:05:40.000Z',
    },
  );
  await alert(
    '2026-03-10T00:50:00.000Z',
    { severity: 'moderate', type: 'absence' },
    {
      ...{ state: 'acknowledged', acknowledged_at: '2026-03-10T00:51:00.000Z' },
    },
  );
  await alert(
    '2026-03-10T03:20:00.000Z',
    { gatewayId: 'gw-2', severity: 'severe' },
    {
      ...{ state: 'raised', merged_into: first },
    },
  );
  await alert(
    '2026-03-10T03:20:01.000Z',
    { gatewayId: 'gw-2' },
    {
      ...closed('2026-03-10T03:59:00.000Z', 'test'),
      ...{ acknowledged_at: '2026-03-10T03:30:01.000Z', merged_into: null },
    },
  );
  await alert('2026-03-10T03:58:00.000Z', { place: { kind: 'yard', label: '现在的院子' } });
  await alert('2026-03-10T03:00:00.000Z', { status: 'exercise', gatewayId: 'gw-2' });
  await alert('2026-03-10T03:01:00.000Z', { status: 'test', gatewayId: 'gw-2' });
  await alert('2026-03-10T03:02:00.000Z', {
    ...{ gatewayId: 'gw-far', county: '520603', township: OTHER_COUNTY_TOWNSHIP },
  });

  async function gateway(
    gatewayId: string,
    township = '',
    heardAt = NOW,
    village: string | null = null,
  ): Promise<void> {
    const status = {
      ...{ state: 'online', version: '1', session: 1, outboxPending: 0, heartbeatMs: 10_000 },
      ...{ bornAt: heardAt, aliveAt: heardAt },
    } as const;
    const address = { county: township.slice(0, 6), township, gatewayId };
    const state = gatewayId === 'gw-away' ? 'offline' : 'online';
    await recordGateway(database, address, { ...status, state }, { heardAt, isAlive: true, clockSkewMs: 0 });
    await database.updateTable('gateways').set({ village }).where('gateway_id', '=', gatewayId).execute();
  }

  async function camera(gatewayId: string, cameraId: string, state: CameraStatus['state']): Promise<void> {
    const status: CameraStatus = {
      ...{ cameraId, name: cameraId, householdId: null, placeKind: 'yard', gb28181Id: null, state },
      ...{ reason: null, since: NOW, framesPerS: 5, lastFrameAt: NOW, personsNow: 0 },
    };
    await recordCamera(database, gatewayId, status, NOW);
  }

  async function alert(at: string, more: Partial<Alert>, row: AlertRow = {}): Promise<string> {
    const alertId = ulid(Date.parse(at));
    await recordAlert(database, {
      alert: sampleAlert({ alertId, occurredAt: at, raisedAt: at, ...more }),
      ...{ late: false, outboxAt: at, publishedAt: at, receivedAt: at },
    });
    if (Object.keys(row).length > 0) {
      await database.updateTable('alerts').set(row).where('alert_id', '=', alertId).execute();
    }
    return alertId;
  }
}

type AlertRow = Partial<{
  state: Schema['alerts']['state'];
  outcome: 'true' | 'false' | 'test';
  closed_at: string;
  acknowledged_at: string;
  on_scene_at: string;
  merged_into: string | null;
}>;

function closed(at: string, outcome: 'true' | 'false' | 'test'): AlertRow {
  return { state: 'closed', closed_at: at, outcome };
}
