/** The console's check, on both databases: a store filled the usual way is in order, and what is broken is found. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordHuman } from '../../../dashboard/server/store/alerts.ts';
import { recordAlert, recordReceipts } from '../../../dashboard/server/store/arrivals.ts';
import { checkSnapshot, checkStore } from '../../../dashboard/server/store/check.ts';
import { type Database, openDatabase, openDatabaseAsItIs } from '../../../dashboard/server/store/database.ts';
import { recordImage } from '../../../dashboard/server/store/records.ts';
import { beginStart } from '../../../dashboard/server/store/starts.ts';
import { sampleAlert } from '../../support/alerts.ts';
import { startPostgres } from '../../support/postgres.ts';
import { describeWithService } from '../../support/services.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const AT = '2026-03-01T08:00:11.000Z';
const ROLLED_BACK = 'rolled back';

async function fill(database: Database): Promise<string> {
  const alertId = ulid();
  const arrive = (more: Parameters<typeof sampleAlert>[0]) =>
    recordAlert(database, {
      alert: sampleAlert({ alertId, guardianIds: ['daughter'], ...more }),
      ...{ late: false, outboxAt: AT, publishedAt: AT, receivedAt: AT },
    });
  const act = (kind: 'acknowledged' | 'closed' | 'seen' | 'safe') =>
    recordHuman(database, {
      ...{ alertId, kind, at: AT, actionId: ulid(), note: null, seenRevision: null },
      actor: { kind: 'operator', label: '值班员' },
      outcome: kind === 'closed' ? 'true' : null,
    });
  await beginStart(database, { at: AT, serial: 0 });
  await arrive({});
  await recordReceipts(database, [alertId], AT);
  await recordImage(database, alertId, Buffer.from([0xff, 0xd8, 1]), AT);
  await act('seen');
  await act('acknowledged');
  await arrive({ sequence: 3, phase: 'ended', msgType: 'Cancel' });
  await arrive({ sequence: 2, phase: 'updated', msgType: 'Update' });
  await act('closed');
  return alertId;
}

/** Each breaks one rule; `$` stands for an alert's id. */
const BREAKAGES: readonly (readonly [string, string])[] = [
  ['newest_event_is_there', `DELETE FROM alert_events WHERE alert_id = '$' AND sequence = 3`],
  ['newest_is_highest', `UPDATE alerts SET sequence = 2 WHERE alert_id = '$'`],
  ['events_have_alerts', `DELETE FROM alerts WHERE alert_id = '$'`],
  ['ended_when_told', `UPDATE alerts SET machine_ended = false WHERE alert_id = '$'`],
  [
    'each_event_once_in_history',
    `INSERT INTO actions SELECT '${ulid()}', alert_id, kind, actor_kind, actor_label, at FROM actions
     WHERE alert_id = '$' AND kind = 'raised'`,
  ],
  ['actions_have_alerts', `UPDATE actions SET alert_id = 'nowhere' WHERE alert_id = '$' AND kind = 'seen'`],
  ['guardians_are_bound', `DELETE FROM alert_guardians WHERE alert_id = '$'`],
  ['bindings_have_alerts', `INSERT INTO alert_guardians VALUES ('nowhere', 'daughter')`],
  ['state_follows_people', `DELETE FROM actions WHERE alert_id = '$' AND kind = 'closed'`],
  ['outcome_when_closed', `UPDATE alerts SET outcome = NULL WHERE alert_id = '$'`],
  ['times_follow_state', `UPDATE alerts SET closed_at = NULL WHERE alert_id = '$'`],
  ['revisions', `UPDATE alerts SET revision = 1 WHERE alert_id = '$'`],
  ['stills_are_whole', `UPDATE alert_images SET jpeg = decode('ffd8', 'hex') WHERE alert_id = '$'`],
  [
    'stills_are_named',
    `UPDATE alerts SET latest = jsonb_set(latest, '{image}', '{"sha256":"other"}') WHERE alert_id = '$'`,
  ],
  ['escalations_have_alerts', `UPDATE escalations SET alert_id = 'nowhere' WHERE alert_id = '$'`],
  ['escalations_follow_state', `UPDATE escalations SET phase = 'climbing' WHERE alert_id = '$'`],
  [
    'notifications_have_alerts',
    `INSERT INTO notifications (notification_id, alert_id, notifier, body) VALUES ('n', 'nowhere', 'sms', '{}')`,
  ],
  [
    'notifications_end_in_history',
    `INSERT INTO notifications (notification_id, alert_id, notifier, body, outcome)
     VALUES ('n', '$', 'sms', '{}', 'delivered')`,
  ],
  ['serials_are_known', `UPDATE starts SET serial = 1000000`],
];

function checkContract(open: () => Promise<Database>): void {
  let database: Database;
  let alertId: string;
  beforeAll(async () => {
    database = await open();
    alertId = await fill(database);
    await fill(database);
  }, 60_000);
  afterAll(() => database.destroy());

  it('finds nothing wrong in what was recorded, repeated, reordered and answered', async () => {
    const results = await checkStore(database);
    expect(results.filter(({ count }) => count > 0)).toEqual([]);
    expect(results.map(({ rule }) => rule)).toEqual(BREAKAGES.map(([rule]) => rule));
  });

  it.each(BREAKAGES)('finds what breaks %s', async (rule, breakage) => {
    const broken = database.transaction().execute(async (tx) => {
      await sql.raw(breakage.replace('$', alertId)).execute(tx);
      const found = (await checkSnapshot(tx)).find((result) => result.rule === rule);
      expect(found?.count).toBeGreaterThan(0);
      expect(found?.examples.length).toBeGreaterThan(0);
      throw new Error(ROLLED_BACK);
    });
    await expect(broken).rejects.toThrow(ROLLED_BACK);
  });
}

describe('check of an embedded database', () => {
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-check-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  checkContract(() => openDatabase({ kind: 'embedded', directory: folder }));

  it('opens none that is not there, and makes none', async () => {
    const directory = join(tempFolder(), 'none');
    await expect(async () => openDatabaseAsItIs({ kind: 'embedded', directory })).rejects.toMatchObject({
      code: 'DATABASE_UNUSABLE',
    });
  });
});

describeWithService('postgresql', 'check of a PostgreSQL server', (executable) => {
  let stop: () => Promise<void>;
  let url: string;
  checkContract(async () => {
    const server = await startPostgres(executable);
    ({ stop, url } = server);
    return openDatabase({ kind: 'server', url: server.url });
  });
  afterAll(() => stop());

  it('changes nothing of a database that is empty', async () => {
    const empty = new URL(url);
    const admin = await openDatabaseAsItIs({ kind: 'server', url });
    await sql`CREATE DATABASE empty`.execute(admin);
    await admin.destroy();
    empty.pathname = '/empty';
    await expect(openDatabaseAsItIs({ kind: 'server', url: empty.href })).rejects.toMatchObject({
      code: 'DATABASE_UNUSABLE',
      detail: expect.stringContaining('another version'),
    });
  });
});
