/** Cameras as the county finds them, on a real database. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { Divisions } from '../../../dashboard/server/divisions.ts';
import { listBelowDivision, listBelowGateway } from '../../../dashboard/server/store/camera-tree.ts';
import {
  type CameraFilter,
  countCameras,
  listCameras,
  readCamera,
} from '../../../dashboard/server/store/cameras.ts';
import { recordCamera, recordGateway, recordHousehold } from '../../../dashboard/server/store/records.ts';
import { seedDivisions } from '../../../dashboard/server/store/seed-divisions.ts';
import type { CameraStatus, GatewayStatus } from '../../../edge-config/contracts/messages.ts';
import { sampleHousehold } from '../../support/households.ts';
import { suiteDatabase } from '../../support/suite-database.ts';

const AT = '2026-03-01T08:00:00.000Z';
const LATER = '2026-03-01T08:05:00.000Z';
const VILLAGE = '520602002001';

const GATEWAY: GatewayStatus = {
  ...{ state: 'online', version: '0.1.0', session: 1, bornAt: AT, aliveAt: AT },
  ...{ heartbeatMs: 10_000, outboxPending: 0 },
  load: { cpuPercent: 43, memoryPercent: 61, attended: 3, waitMs: 120 },
};

function camera(cameraId: string, more: Partial<CameraStatus> = {}): CameraStatus {
  return {
    ...{ cameraId, name: `摄像头 ${cameraId}`, householdId: null, placeKind: 'yard', gb28181Id: null },
    ...{ state: 'watching', reason: null, since: AT, framesPerS: 15, lastFrameAt: AT, personsNow: 0 },
    ...more,
  };
}

describe('cameras of the county', () => {
  const database = suiteDatabase();
  const divisions = new Divisions();
  const heard = { heardAt: AT, isAlive: true, clockSkewMs: null };
  const list = (filter: Partial<CameraFilter> = {}, at = AT): Promise<string[]> =>
    listCameras(database(), divisions, { division: '', ...filter }, { at, limit: 200 }).then(({ cameras }) =>
      cameras.map(({ cameraId }) => cameraId),
    );

  beforeAll(async () => {
    await seedDivisions(database());
    await divisions.load(database());
    for (const [gatewayId, township] of [
      ['gw-a', '520602002'],
      ['gw-b', '520602101'],
      ['gw-c', '520603002'],
    ] as const) {
      await recordGateway(database(), { gatewayId, township, county: township.slice(0, 6) }, GATEWAY, heard);
    }
    await database()
      .updateTable('gateways')
      .set({ village: VILLAGE })
      .where('gateway_id', '=', 'gw-a')
      .execute();
    const household = sampleHousehold({ householdId: 'household-7', label: '三组 7 号' });
    await recordHousehold(database(), 'gw-a', household, AT);
    await recordCamera(database(), 'gw-a', camera('a1', { householdId: 'household-7' }), AT);
    await recordCamera(database(), 'gw-a', camera('a2', { placeKind: 'public' }), AT);
    await recordCamera(database(), 'gw-b', camera('b1', { gb28181Id: '52060210101320000001' }), AT);
    await recordCamera(database(), 'gw-b', camera('b100%', { name: '100% 水塘' }), AT);
    await recordCamera(
      database(),
      'gw-c',
      camera('c1', { state: 'blind', reason: 'CAMERA_DARK', since: AT }),
      AT,
    );
  });

  it('are bound to a division, also to a village', async () => {
    expect(await list()).toEqual(['a1', 'a2', 'b1', 'b100%', 'c1']);
    expect(await list({ division: '520602' })).toEqual(['a1', 'a2', 'b1', 'b100%']);
    expect(await list({ division: '520602101' })).toEqual(['b1', 'b100%']);
    expect(await list({ division: VILLAGE })).toEqual(['a1', 'a2']);
  });

  it('are found by a part of what they are called, taken literally', async () => {
    expect(await list({ q: '水塘' })).toEqual(['b100%']);
    expect(await list({ q: '7 号' })).toEqual(['a1']);
    expect(await list({ q: '0210101320' })).toEqual(['b1']);
    expect(await list({ q: '%' })).toEqual(['b100%']);
    expect(await list({ q: '_' })).toEqual([]);
    expect(await list({ placeKind: 'public' })).toEqual(['a2']);
    expect(await list({ householdId: 'household-7' })).toEqual(['a1']);
  });

  it('are unknown while their gateway is not heard, whatever it said last', async () => {
    expect(await list({ state: 'watching' })).toEqual(['a1', 'a2', 'b1', 'b100%']);
    expect(await list({ state: 'blind' })).toEqual(['c1']);
    expect(await list({ state: 'watching' }, LATER)).toEqual([]);
    expect(await list({ state: 'unknown' }, LATER)).toHaveLength(5);
    expect(await countCameras(database(), { division: '' }, AT)).toEqual({
      ...{ watching: 4, connecting: 0, blind: 1, unknown: 0 },
    });
    expect(await countCameras(database(), { division: '520602' }, LATER)).toEqual({
      ...{ watching: 0, connecting: 0, blind: 0, unknown: 4 },
    });
    const detail = await readCamera(database(), divisions, {
      ...{ gatewayId: 'gw-c', cameraId: 'c1', at: LATER },
    });
    expect(detail?.camera).toMatchObject({ state: 'unknown', reason: null, since: AT });
  });

  it('come page by page, none lost and none twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 6 }), async (limit) => {
        const seen: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await listCameras(database(), divisions, { division: '' }, { at: AT, limit, cursor });
          expect(page.cameras.length).toBeLessThanOrEqual(limit);
          seen.push(...page.cameras.map(({ cameraId }) => cameraId));
          cursor = page.nextCursor ?? undefined;
        } while (cursor !== undefined);
        expect(seen).toEqual(['a1', 'a2', 'b1', 'b100%', 'c1']);
      }),
      { numRuns: 6 },
    );
    const wrong = listCameras(database(), divisions, { division: '' }, { at: AT, limit: 5, cursor: 'x' });
    await expect(wrong).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
  });

  it('lie below divisions, gateways and households', async () => {
    const below = (under: string) => listBelowDivision(database(), divisions, { under, at: AT });
    expect((await below('')).map(({ name }) => name)).toEqual(['铜仁市']);
    expect((await below('5206')).map(({ name, cameras }) => [name, cameras.watching, cameras.blind])).toEqual(
      [
        ['碧江区', 4, 0],
        ['万山区', 0, 1],
      ],
    );
    expect((await below('520602')).map(({ id }) => id)).toEqual(['520602002', '520602101']);
    // Of one gateway the village is known, of the other only the township.
    expect(await below('520602002')).toMatchObject([{ kind: 'division', id: VILLAGE }]);
    expect(await below('520602101')).toMatchObject([{ kind: 'gateway', id: 'gw-b', name: 'gw-b' }]);
    expect(await below(VILLAGE)).toMatchObject([{ kind: 'gateway', id: 'gw-a' }]);
    expect(await listBelowGateway(database(), { gatewayId: 'gw-a', at: AT })).toMatchObject([
      { kind: 'household', id: 'household-7', name: '三组 7 号', cameras: { watching: 1 } },
    ]);
  });

  it('tell how busy a gateway is, while it is heard', async () => {
    const loadAt = async (at: string) => {
      const [gateway] = await listBelowDivision(database(), divisions, { under: VILLAGE, at });
      const one = await readCamera(database(), divisions, { gatewayId: 'gw-b', cameraId: 'b1', at });
      return [gateway?.load, one?.load];
    };
    expect(await loadAt(AT)).toEqual([GATEWAY.load, GATEWAY.load]);
    expect(await loadAt(LATER)).toEqual([null, null]);
  });

  it('keep the history of their outages', async () => {
    const at = (minute: number): string => `2026-03-02T08:${String(minute).padStart(2, '0')}:00.000Z`;
    const told = (more: Partial<CameraStatus>, minute: number): Promise<void> =>
      recordCamera(database(), 'gw-b', camera('o1', { since: at(minute), ...more }), at(minute));
    await told({}, 0);
    await told({ state: 'blind', reason: 'CAMERA_STALLED' }, 1);
    await told({ state: 'blind', reason: 'CAMERA_STALLED' }, 1);
    await told({ state: 'connecting', reason: null }, 2);
    await told({ state: 'blind', reason: 'CAMERA_REFUSED' }, 3);
    await told({}, 7);
    await told({ state: 'blind', reason: 'CAMERA_DARK' }, 9);
    const detail = await readCamera(database(), divisions, {
      ...{ gatewayId: 'gw-b', cameraId: 'o1', at: at(9) },
    });
    expect(detail?.outages).toEqual([
      { reason: 'CAMERA_DARK', beganAt: at(9), endedAt: null },
      { reason: 'CAMERA_REFUSED', beganAt: at(3), endedAt: at(7) },
      { reason: 'CAMERA_STALLED', beganAt: at(1), endedAt: at(3) },
    ]);
  });
});
