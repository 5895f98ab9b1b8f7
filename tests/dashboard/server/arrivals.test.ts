/** Alerts on their way into the database: groups, what spoils one, and a database that goes back in time. */
import { ulid } from 'ulid';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { AlertBatches, type ArrivedAlert } from '../../../dashboard/server/ingest/alert-batches.ts';
import { History } from '../../../dashboard/server/ingest/history.ts';
import { recordAlert } from '../../../dashboard/server/store/arrivals.ts';
import { type Database, openDatabase } from '../../../dashboard/server/store/database.ts';
import { sampleAlert } from '../../support/alerts.ts';
import { silentLog } from '../../support/silent-log.ts';
import { suiteDatabase } from '../../support/suite-database.ts';
import { tempFolder } from '../../support/temp-folder.ts';

const AT = '2026-03-01T08:00:11.000Z';
const gateway = { county: '520602', township: '520602101', gatewayId: 'gw-1' };

function arrived(more: Parameters<typeof sampleAlert>[0] = {}): ArrivedAlert {
  const alert = sampleAlert({ alertId: ulid(), ...more });
  return {
    gateway,
    arrival: { alert, late: false, outboxAt: AT, publishedAt: AT, receivedAt: AT },
    topic: 'shouwang/v1/520602/520602101/gw-1/alert',
    payload: Buffer.from('as it came'),
  };
}

describe('AlertBatches', () => {
  const database = suiteDatabase();

  const open = (hooks: Partial<ConstructorParameters<typeof AlertBatches>[0]> = {}) => {
    const groups: string[][] = [];
    const refused: string[] = [];
    const batches = new AlertBatches({
      database: database(),
      onCommitted: (group) => {
        groups.push(group.map(({ arrived: { arrival } }) => arrival.alert.alertId));
        return Promise.resolve();
      },
      onRefused: ({ arrival }, error) => {
        refused.push(`${arrival.alert.alertId} ${error.code}`);
        return Promise.resolve();
      },
      onRetry: () => {},
      ...hooks,
    });
    return { batches, groups, refused };
  };

  it('writes a lone alert at once, and what comes meanwhile together', async () => {
    const { batches, groups } = open();
    const alerts = Array.from({ length: 100 }, () => arrived());
    for (const alert of alerts) await batches.add(alert);
    await batches.settled();
    expect(groups.map((group) => group.length)).toEqual([1, 64, 35]);
    expect(groups.flat()).toEqual(alerts.map(({ arrival }) => arrival.alert.alertId));
  });

  it('refuses what cannot be stored, and keeps what came with it', async () => {
    const { batches, groups, refused } = open();
    const evidence = { ...sampleAlert().evidence, reason: { zh: 'nul \0', en: '' } };
    const [first, spoilt, last] = [arrived(), arrived({ evidence }), arrived()];
    await Promise.all([arrived(), first, spoilt, last].map((alert) => batches.add(alert)));
    await batches.settled();
    expect(refused).toEqual([`${spoilt.arrival.alert.alertId} MESSAGE_MALFORMED`]);
    expect(groups.flat()).toEqual(
      expect.arrayContaining([first.arrival.alert.alertId, last.arrival.alert.alertId]),
    );
  });

  it('tries a group again until all of it is done, and gives up only when it stops', async () => {
    let refusals = 2;
    const attempts: number[] = [];
    const done: number[] = [];
    const { batches } = open({
      onCommitted: (group) => {
        refusals -= 1;
        if (refusals >= 0) return Promise.reject(new Error('the database refuses'));
        done.push(group.length);
        return Promise.resolve();
      },
      onRetry: (_error, attempt) => attempts.push(attempt),
    });
    await batches.add(arrived());
    await batches.settled();
    expect(attempts).toEqual([0, 1]);
    expect(done).toEqual([1]);
    refusals = Number.POSITIVE_INFINITY;
    await batches.add(arrived());
    await batches.stop();
    expect(done).toEqual([1]);
  });
});

describe('History', () => {
  let database: Database;
  beforeEach(async () => {
    database = await openDatabase({ kind: 'embedded', directory: tempFolder() });
    onTestFinished(() => database.destroy());
  }, 60_000);

  const begin = async () => {
    let forks = 0;
    const history = await History.begin({
      ...{ database, log: silentLog(), clock: { wallMs: () => Date.parse(AT) } },
      onForked: () => {
        forks += 1;
      },
    });
    return { history, forks: () => forks };
  };
  const record = async (): Promise<number> => (await recordAlert(database, arrived().arrival)).serial;

  it('tells each start with how far the events reached', async () => {
    await begin();
    const serials = [await record(), await record()];
    const { history, forks } = await begin();
    expect(history.starts.map(({ serial }) => serial)).toEqual([0, serials[1]]);
    expect(history.startId).toBe(history.starts[1]?.startId);
    await history.committed([await record()]);
    await history.look();
    expect(forks()).toBe(0);
  });

  it('finds that the database went back, by what is missing', async () => {
    const { history, forks } = await begin();
    const kept = await record();
    const lost = await record();
    await history.committed([kept, lost]);
    await database.deleteFrom('alert_events').where('serial', '=', lost).execute();
    await history.look();
    await history.look();
    expect(forks()).toBe(1);
    expect(history.starts.map(({ serial }) => serial)).toEqual([0, kept]);
  });

  it('finds it by the next event before a receipt is given for it', async () => {
    const { history, forks } = await begin();
    const [kept, lost] = [await record(), await record()];
    await history.committed([kept, lost]);
    // The restored database gives the number again.
    await history.committed([lost]);
    expect(forks()).toBe(1);
    expect(history.starts.at(-1)?.serial).toBe(kept);
    await history.committed([lost + 1]);
    expect(forks()).toBe(1);
  });
});
