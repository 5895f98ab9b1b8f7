/** The same store on both databases: one SQL dialect. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Divisions } from '../../../dashboard/server/divisions.ts';
import { type HumanChange, recordHuman } from '../../../dashboard/server/store/alerts.ts';
import { recordAlert, recordAlerts, recordReceipts } from '../../../dashboard/server/store/arrivals.ts';
import { type Database, openDatabase } from '../../../dashboard/server/store/database.ts';
import { listGatewayViews } from '../../../dashboard/server/store/gateway-views.ts';
import {
  openSession,
  readGuardianSession,
  readUserSession,
  seedPeople,
  signInUser,
} from '../../../dashboard/server/store/people.ts';
import {
  readImage,
  recordDeadLetter,
  recordGateway,
  recordHousehold,
  recordImage,
} from '../../../dashboard/server/store/records.ts';
import { listAlertViews, readAlertView, readHousehold } from '../../../dashboard/server/store/views.ts';
import { alertViewSchema } from '../../../edge-config/contracts/rest.ts';
import { sampleAlert } from '../../support/alerts.ts';
import { sampleHousehold } from '../../support/households.ts';
import { startPostgres } from '../../support/postgres.ts';
import { describeWithService } from '../../support/services.ts';

const AT = '2026-03-01T08:00:11.000Z';

function storeContract(open: () => Promise<Database>): void {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  }, 60_000);
  afterAll(() => database.destroy());

  const arrive = (more: Parameters<typeof sampleAlert>[0]) =>
    recordAlert(database, {
      alert: sampleAlert(more),
      late: false,
      outboxAt: AT,
      publishedAt: AT,
      receivedAt: AT,
    });
  const change = (alertId: string, more: Partial<HumanChange> = {}): HumanChange => ({
    alertId,
    kind: 'acknowledged',
    actionId: ulid(),
    actor: { kind: 'operator', label: '值班员' },
    at: AT,
    note: null,
    outcome: null,
    seenRevision: null,
    ...more,
  });

  it('records an event once and reads it back whole', async () => {
    const alertId = ulid();
    const first = await arrive({ alertId });
    expect(first).toMatchObject({ committedAt: AT, isNew: true });
    expect(await arrive({ alertId })).toEqual({ ...first, isNew: false });
    await recordReceipts(database, [alertId], AT);
    const view = await readAlertView(database, new Divisions(), alertId);
    expect(alertViewSchema.parse(view)).toMatchObject({
      alert: sampleAlert({ alertId }),
      stages: { outboxAt: AT, publishedAt: AT, committedAt: AT, receiptAt: AT },
      revision: 2,
    });
  });

  it('records many at once: repeats, late ones and other gateways’ alerts among them', async () => {
    const [known, mixed, foreign] = [ulid(), ulid(), ulid()];
    await arrive({ alertId: known });
    await arrive({ alertId: foreign });
    const of = (more: Parameters<typeof sampleAlert>[0]) => ({
      ...{ alert: sampleAlert(more), late: false, outboxAt: AT, publishedAt: AT, receivedAt: AT },
    });
    const ended = { phase: 'ended', msgType: 'Cancel' } as const;
    const results = await recordAlerts(database, [
      of({ alertId: known, sequence: 2, phase: 'updated', msgType: 'Update' }),
      of({ alertId: mixed, sequence: 3, ...ended }),
      of({ alertId: mixed, sequence: 1 }),
      of({ alertId: foreign, sequence: 2, gatewayId: 'gw-other' }),
      of({ alertId: mixed, sequence: 3, ...ended }),
      of({ alertId: known }),
    ]);
    expect(results.map((result) => ('isNew' in result ? result.isNew : result.code))).toEqual([
      ...[true, true, true],
      'MESSAGE_MALFORMED',
      ...[false, false],
    ]);
    const view = await readAlertView(database, new Divisions(), mixed);
    expect(view).toMatchObject({ alert: { sequence: 3 }, machineEnded: true, revision: 2 });
    expect(view?.actions.map(({ kind }) => kind).sort()).toEqual(['ended', 'raised']);
    expect(await readAlertView(database, new Divisions(), known)).toMatchObject({
      alert: { sequence: 2 },
      revision: 2,
    });
    const serials = results.flatMap((result) => ('serial' in result ? result.serial : []));
    expect(serials[4]).toBeLessThan(serials[0] ?? 0);
    expect(serials[1]).toBe(serials[3]);
  });

  it('lets one of two operators win, and a repeat change nothing', async () => {
    const alertId = ulid();
    await arrive({ alertId });
    const results = await Promise.allSettled([
      recordHuman(database, change(alertId)),
      recordHuman(database, change(alertId)),
    ]);
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    const closing = change(alertId, { kind: 'closed', outcome: 'false' });
    expect(await recordHuman(database, closing)).toBe(true);
    expect(await recordHuman(database, closing)).toBe(false);
    expect((await readAlertView(database, new Divisions(), alertId))?.outcome).toBe('false');
    await expect(recordHuman(database, change(ulid()))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('lists open and closed alerts newest first, and pages', async () => {
    const ids = [ulid(1), ulid(2), ulid(3)];
    for (const alertId of ids) await arrive({ alertId });
    const page = await listAlertViews(database, new Divisions(), {
      state: 'open',
      limit: 2,
      before: ulid(1000),
    });
    expect(page.map((view) => view.alert.alertId)).toEqual([ids[2], ids[1]]);
    const mine = await listAlertViews(database, new Divisions(), {
      state: 'all',
      limit: 50,
      guardianId: 'guardian-7',
    });
    expect(mine).toEqual([]);
  });

  it('keeps stills and dead letters as bytes', async () => {
    const alertId = ulid();
    const jpeg = Buffer.from([0xff, 0xd8, 0, 1, 2, 255]);
    expect(await recordImage(database, alertId, jpeg, AT)).toBe(true);
    expect(await readImage(database, alertId)).toBeUndefined();
    await recordDeadLetter(database, { topic: 't\0', payload: jpeg, reason: 'r\0', at: AT });
    const letter = await database.selectFrom('dead_letters').select('payload').executeTakeFirstOrThrow();
    expect(Buffer.from(letter.payload).equals(jpeg)).toBe(true);
  });

  it('keeps a household as last told, and its day until another is told', async () => {
    const told = sampleHousehold();
    await recordHousehold(database, 'gw-9', told, AT);
    await recordHousehold(database, 'gw-9', sampleHousehold({ state: 'out', day: null }), AT);
    expect(await readHousehold(database, 'gw-9', 'home')).toEqual({ ...told, state: 'out' });
    const day = sampleHousehold().day;
    const next = sampleHousehold({ day: day === null ? null : { ...day, date: '2026-03-24' } });
    await recordHousehold(database, 'gw-9', next, AT);
    expect(await readHousehold(database, 'gw-9', 'home')).toEqual(next);
    expect(await readHousehold(database, 'gw-8', 'home')).toBeUndefined();
  });

  it('keeps how wrong a gateway’s clock is until it is measured anew', async () => {
    const address = { county: '520602', township: '520602101', gatewayId: 'gw-clock' };
    const status = {
      ...{ state: 'online' as const, version: '1', session: 1, heartbeatMs: 10_000, outboxPending: 0 },
      ...{ bornAt: AT, aliveAt: AT },
    };
    const skewAfter = async (clockSkewMs: number | null): Promise<number | null | undefined> => {
      await recordGateway(database, address, status, { heardAt: AT, isAlive: true, clockSkewMs });
      const views = await listGatewayViews(database, new Divisions(), Date.parse(AT));
      return views.find(({ gatewayId }) => gatewayId === address.gatewayId)?.clockSkewMs;
    };
    expect(await skewAfter(null)).toBeNull();
    // A clock that was never set lies beyond 32 bits.
    expect(await skewAfter(-1_772_000_000_000)).toBe(-1_772_000_000_000);
    expect(await skewAfter(null)).toBe(-1_772_000_000_000);
    expect(await skewAfter(12)).toBe(12);
  });

  it('tells the meaning of every table and column', async () => {
    const { rows } = await sql<{ place: string }>`
      SELECT c.relname || coalesce('.' || a.attname, '') AS place
      FROM pg_class c
      LEFT JOIN LATERAL (
        SELECT attname, attnum FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0
        UNION ALL SELECT NULL, 0
      ) a ON true
      WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname NOT LIKE 'kysely%'
        AND (CASE a.attnum WHEN 0 THEN obj_description(c.oid) ELSE col_description(c.oid, a.attnum) END) IS NULL
    `.execute(database);
    expect(rows).toEqual([]);
  });

  it('signs in by password, and forgets a session that is over', async () => {
    const people = {
      username: 'op',
      password: 'right',
      displayName: 'Op',
      role: 'operator' as const,
      division: '520602',
    };
    await seedPeople(database, { users: [people], guardians: [] });
    await seedPeople(database, { users: [{ ...people, password: 'changed in the file' }], guardians: [] });
    expect(await signInUser(database, 'op', 'right')).toMatchObject({ displayName: 'Op' });
    expect(await signInUser(database, 'op', 'wrong')).toBeUndefined();
    expect(await signInUser(database, 'nobody', 'right')).toBeUndefined();
    const session = {
      ...{ kind: 'operator' as const, subject: 'op', userAgent: 'a browser' },
      ...{ at: '2026-03-01T07:00:00.000Z', expiresAt: AT },
    };
    const token = await openSession(database, session);
    expect(await readUserSession(database, token, '2026-03-01T08:00:00.000Z')).toMatchObject({
      ...{ username: 'op', division: '520602' },
    });
    expect(await readGuardianSession(database, token, '2026-03-01T08:00:00.000Z')).toBeUndefined();
    expect(await readUserSession(database, token, '2026-03-01T09:00:00.000Z')).toBeUndefined();
    const row = await database.selectFrom('sessions').selectAll().executeTakeFirstOrThrow();
    expect(JSON.stringify(row)).not.toContain(token);
  });
}

describe('the store on the embedded database', () => {
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  storeContract(() => openDatabase({ kind: 'embedded', directory: join(folder, 'database') }));
});

describeWithService('postgresql', 'the store on PostgreSQL', (executable) => {
  let server: Awaited<ReturnType<typeof startPostgres>>;
  afterAll(() => server.stop());
  storeContract(async () => {
    server = await startPostgres(executable);
    return openDatabase({ kind: 'server', url: server.url });
  });
});

describe('openDatabase', () => {
  it('tells no address when it cannot connect', async () => {
    const opening = openDatabase({ kind: 'server', url: 'postgres://u:secret@127.0.0.1:1/x' });
    await expect(opening).rejects.toMatchObject({ code: 'DATABASE_UNUSABLE' });
    await expect(opening).rejects.not.toThrow(/secret/);
  });
});
