/** Pictures go when their time is over, on both databases; alerts stay. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Retention } from '../../../dashboard/server/retention.ts';
import { recordHuman } from '../../../dashboard/server/store/alerts.ts';
import { recordAlert } from '../../../dashboard/server/store/arrivals.ts';
import { checkStore } from '../../../dashboard/server/store/check.ts';
import { type Database, openDatabase } from '../../../dashboard/server/store/database.ts';
import { insertPhoto } from '../../../dashboard/server/store/photos.ts';
import { recordImage } from '../../../dashboard/server/store/records.ts';
import { sampleAlert } from '../../support/alerts.ts';
import { startPostgres } from '../../support/postgres.ts';
import { describeWithService } from '../../support/services.ts';
import { silentLog } from '../../support/silent-log.ts';
import { copyTemplate } from '../../support/template-database.ts';

const JPEG = Buffer.from([0xff, 0xd8, 1]);
const DAY_MS = 86_400_000;
const CLOSED = '2026-03-01T09:00:00.000Z';
const LATER = '2026-03-20T09:00:00.000Z';

/** @param closedAt undefined: it stays open. @param receivedAt of its photo; its still came with the alert. */
async function alertWithPictures(
  database: Database,
  closedAt?: string,
  receivedAt = CLOSED,
): Promise<string> {
  const alertId = ulid();
  const at = '2026-03-01T08:00:11.000Z';
  await recordAlert(database, {
    alert: sampleAlert({ alertId }),
    ...{ late: false, outboxAt: at, publishedAt: at, receivedAt: at },
  });
  await recordImage(database, alertId, JPEG, at);
  await insertPhoto(database, { photoId: ulid(), alertId, jpeg: JPEG, receivedAt });
  if (closedAt !== undefined) {
    await recordHuman(database, {
      ...{ alertId, kind: 'closed', at: closedAt, actionId: ulid(), note: null, seenRevision: null },
      ...{ actor: { kind: 'operator', label: '值班员' }, outcome: 'true' },
    });
  }
  return alertId;
}

/** Kinds of the pictures that are there. */
async function left(database: Database, alertId: string): Promise<readonly string[]> {
  const count = async (table: 'alert_images' | 'alert_photos') =>
    (await database.selectFrom(table).select('alert_id').where('alert_id', '=', alertId).execute()).length;
  return [
    ...Array.from({ length: await count('alert_images') }, () => 'still'),
    ...Array.from({ length: await count('alert_photos') }, () => 'photo'),
  ];
}

function retentionContract(open: () => Promise<Database>): void {
  let database: Database;
  let wallMs = 0;
  const deleted: [string, number][] = [];
  let retention: Retention;

  beforeAll(async () => {
    database = await open();
    retention = new Retention({
      ...{ database, log: silentLog(), picturesDays: 30, clock: { wallMs: () => wallMs } },
      onDeleted: (kind, count) => deleted.push([kind, count]),
    });
  }, 60_000);
  afterAll(() => database?.destroy());

  it('deletes what is over, and keeps what is open, closed later or came later', async () => {
    const over = await alertWithPictures(database, CLOSED);
    const stillOpen = await alertWithPictures(database);
    const closedLater = await alertWithPictures(database, LATER);
    const photoLater = await alertWithPictures(database, CLOSED, LATER);
    await recordImage(database, 'never-came', JPEG, CLOSED);

    wallMs = Date.parse(CLOSED) + 30 * DAY_MS;
    await retention.look();
    expect(await left(database, over)).toEqual(['still', 'photo']);

    wallMs += 3_600_000;
    await retention.look();
    expect(await left(database, over)).toEqual([]);
    expect(await left(database, 'never-came')).toEqual([]);
    expect(await left(database, stillOpen)).toEqual(['still', 'photo']);
    expect(await left(database, closedLater)).toEqual(['still', 'photo']);
    expect(await left(database, photoLater)).toEqual(['photo']);
    expect(deleted).toEqual([
      ['still', 3],
      ['photo', 1],
    ]);
    const alerts = await database.selectFrom('alerts').select('alert_id').execute();
    expect(alerts.map(({ alert_id }) => alert_id)).toEqual(expect.arrayContaining([over, photoLater]));
    expect((await checkStore(database)).filter(({ count }) => count > 0)).toEqual([]);
  });

  it('looks once an hour, and again when the clock was put back', async () => {
    const over = await alertWithPictures(database, CLOSED);
    wallMs += 3_599_999;
    await retention.look();
    expect(await left(database, over)).toEqual(['still', 'photo']);
    wallMs -= 3_600_000;
    await retention.look();
    expect(await left(database, over)).toEqual([]);
  });
}

describe('retention in the embedded database', () => {
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-retention-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  retentionContract(() => {
    const directory = join(folder, 'database');
    copyTemplate(directory);
    return openDatabase({ kind: 'embedded', directory });
  });
});

describeWithService('postgresql', 'retention on a PostgreSQL server', (executable) => {
  let stop: () => Promise<void>;
  retentionContract(async () => {
    const server = await startPostgres(executable);
    stop = server.stop;
    return openDatabase({ kind: 'server', url: server.url });
  });
  afterAll(() => stop());
});
