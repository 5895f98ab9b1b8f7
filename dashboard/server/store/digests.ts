/** Quiet alerts, collected by county until a set hour. */
import { type Selectable, sql, type Transaction } from 'kysely';
import { ulid } from 'ulid';
import type { AlertType } from '../../../edge-config/contracts/primitives.ts';
import type { DigestView } from '../../../edge-config/contracts/rest.ts';
import type { Divisions } from '../divisions.ts';
import type { Database } from './database.ts';
import { insertMessages, type NewMessage } from './notifications.ts';
import type { Schema } from './schema.ts';
import { alertsWithin } from './scope.ts';

type Row = Selectable<Schema['digests']>;

export interface Quiet {
  readonly alertId: string;
  readonly county: string;
  /** When its digest is due, if this one opens it. */
  readonly dueAt: string;
}

/** Each joins the digest of its county that still collects, which its first one opens. */
export async function joinDigests(
  tx: Transaction<Schema>,
  quiet: readonly Quiet[],
  at: string,
): Promise<void> {
  const byCounty = new Map(quiet.map((each) => [each.county, each]));
  for (const { county, dueAt } of byCounty.values()) {
    const digest_id = await collecting(tx, county, { at, dueAt });
    const joining = quiet.filter((each) => each.county === county);
    await tx
      .insertInto('digest_alerts')
      .values(joining.map(({ alertId }) => ({ alert_id: alertId, digest_id })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

/** Held until the end of the transaction, so that its hour does not come in between. */
async function collecting(
  tx: Transaction<Schema>,
  county: string,
  when: { readonly at: string; readonly dueAt: string },
): Promise<string> {
  for (;;) {
    await tx
      .insertInto('digests')
      .values({ digest_id: ulid(), county, opened_at: when.at, due_at: when.dueAt, closed_by: null })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const row = await tx
      .selectFrom('digests')
      .select('digest_id')
      .where('county', '=', county)
      .where('told_at', 'is', null)
      .where('closed_at', 'is', null)
      .forUpdate()
      .executeTakeFirst();
    // None: another console has told it between the two statements, so the next one is opened.
    if (row !== undefined) return row.digest_id;
  }
}

/** They became graver: they wait no longer, and climb from their first rung. */
export async function leaveDigests(
  tx: Transaction<Schema>,
  alertIds: readonly string[],
  at: string,
): Promise<void> {
  if (alertIds.length === 0) return;
  const left = await tx
    .deleteFrom('digest_alerts')
    .where('alert_id', 'in', alertIds)
    .returning('alert_id')
    .execute();
  if (left.length === 0) return;
  await tx
    .updateTable('escalations')
    .set({ phase: 'climbing', rung: -1, due_at: at })
    .where('alert_id', 'in', (sub) =>
      sub
        .selectFrom('alerts')
        .select('alert_id')
        .where('state', '!=', 'closed')
        .where('machine_ended', '=', false)
        .where(
          'alert_id',
          'in',
          left.map(({ alert_id }) => alert_id),
        ),
    )
    .execute();
}

export interface DueDigest {
  readonly digestId: string;
  readonly county: string;
  readonly dueAt: string;
  /** Of those that are not closed. */
  readonly counts: DigestView['counts'];
}

/** Marks those whose hour has come; one in which nothing is open is closed and told to nobody. */
export function tellDigests(
  database: Database,
  at: string,
  messagesOf: (tx: Transaction<Schema>, due: DueDigest) => Promise<readonly NewMessage[]>,
): Promise<DueDigest[]> {
  return database.transaction().execute(async (tx) => {
    const rows = await tx
      .selectFrom('digests')
      .selectAll()
      .where('due_at', '<=', sql<Date>`${at}::timestamptz`)
      .where('told_at', 'is', null)
      .where('closed_at', 'is', null)
      .forUpdate()
      .skipLocked()
      .execute();
    const told: DueDigest[] = [];
    for (const row of rows) {
      const { counts, notClosed } = await countsOf(tx, row.digest_id, { openOnly: true, division: '' });
      const isOver = notClosed === 0;
      await tx
        .updateTable('digests')
        .set({ told_at: at, ...(isOver ? { closed_at: at } : {}) })
        .where('digest_id', '=', row.digest_id)
        .execute();
      if (isOver) continue;
      const due = {
        ...{ digestId: row.digest_id, county: row.county, counts },
        dueAt: row.due_at.toISOString(),
      };
      await insertMessages(tx, await messagesOf(tx, due), at);
      told.push(due);
    }
    return told;
  });
}

const hasOpenAlerts = sql<boolean>`EXISTS (SELECT 1 FROM digest_alerts JOIN alerts USING (alert_id)
  WHERE digest_alerts.digest_id = digests.digest_id AND alerts.state <> 'closed')`;

/** Told ones whose alerts were all closed one by one. */
export async function closeFinished(database: Database, at: string): Promise<void> {
  await database
    .updateTable('digests')
    .set({ closed_at: at })
    .where('told_at', 'is not', null)
    .where('closed_at', 'is', null)
    .where(sql<boolean>`NOT ${hasOpenAlerts}`)
    .execute();
}

/** When nothing in it is open any more. */
export async function closeDigestIfDone(
  database: Database,
  digestId: string,
  { at, by }: { readonly at: string; readonly by: string },
): Promise<void> {
  await database
    .updateTable('digests')
    .set({ closed_at: at, closed_by: by })
    .where('digest_id', '=', digestId)
    .where('closed_at', 'is', null)
    .where(sql<boolean>`NOT ${hasOpenAlerts}`)
    .execute();
}

/** What a board shows of those that are not closed, in short: whatever changes there changes this. */
export async function digestMarks(
  database: Database,
): Promise<{ digestId: string; county: string; mark: string }[]> {
  const rows = await database
    .selectFrom('digests')
    .leftJoin('digest_alerts', 'digest_alerts.digest_id', 'digests.digest_id')
    .leftJoin('alerts', 'alerts.alert_id', 'digest_alerts.alert_id')
    .select(['digests.digest_id', 'digests.county', 'told_at'])
    .select(sql<string>`count(alerts.alert_id)`.as('all'))
    .select(sql<string>`count(alerts.alert_id) FILTER (WHERE alerts.state = 'closed')`.as('closed'))
    .where('digests.closed_at', 'is', null)
    .groupBy(['digests.digest_id', 'digests.county', 'told_at'])
    .execute();
  return rows.map(({ all, closed, county, digest_id, told_at }) => ({
    ...{ digestId: digest_id, county },
    mark: `${all} ${closed} ${told_at === null ? 'open' : 'told'}`,
  }));
}

/** Alerts of a digest within a division, newest first. */
export async function alertsOfDigest(
  database: Database,
  digestId: string,
  { division, openOnly }: { readonly division: string; readonly openOnly: boolean },
): Promise<string[]> {
  let query = database
    .selectFrom('digest_alerts')
    .innerJoin('alerts', 'alerts.alert_id', 'digest_alerts.alert_id')
    .select('alerts.alert_id')
    .where('digest_id', '=', digestId)
    .where(alertsWithin(division))
    .orderBy('alerts.alert_id', 'desc');
  if (openOnly) query = query.where('alerts.state', '!=', 'closed');
  return (await query.execute()).map(({ alert_id }) => alert_id);
}

async function countsOf(
  database: Database,
  digestId: string,
  { division, openOnly }: { readonly division: string; readonly openOnly: boolean },
): Promise<Pick<DigestView, 'counts' | 'notClosed'>> {
  const rows = await database
    .selectFrom('digest_alerts')
    .innerJoin('alerts', 'alerts.alert_id', 'digest_alerts.alert_id')
    .select('type')
    .select(sql<string>`count(*)`.as('all'))
    .select(sql<string>`count(*) FILTER (WHERE alerts.state <> 'closed')`.as('open'))
    .where('digest_id', '=', digestId)
    .where(alertsWithin(division))
    .groupBy('type')
    .execute();
  return {
    counts: rows
      .map(({ all, open, type }) => ({ type: type as AlertType, count: Number(openOnly ? open : all) }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count || a.type.localeCompare(b.type)),
    notClosed: rows.reduce((sum, { open }) => sum + Number(open), 0),
  };
}

export interface DigestFilter {
  /** Absent: all but the closed ones. */
  readonly state?: DigestView['state'] | undefined;
  readonly limit: number;
  /** Of whom it is shown to. */
  readonly division: string;
}

/** Newest first. */
export async function listDigests(
  database: Database,
  divisions: Divisions,
  { division, limit, state }: DigestFilter,
): Promise<DigestView[]> {
  let query = database.selectFrom('digests').selectAll().orderBy('digest_id', 'desc').limit(limit);
  // A township sees its county's digest, though only what is its own in it.
  if (division !== '')
    query = query.where(sql<boolean>`(county LIKE ${`${division}%`} OR ${division} LIKE county || '%')`);
  query = query.where('closed_at', state === 'closed' ? 'is not' : 'is', null);
  if (state === 'open') query = query.where('told_at', 'is', null);
  if (state === 'told') query = query.where('told_at', 'is not', null);
  const rows = await query.execute();
  return Promise.all(rows.map((row) => toView(database, divisions, row, division)));
}

export async function readDigest(
  database: Database,
  divisions: Divisions,
  digestId: string,
  division: string,
): Promise<DigestView | undefined> {
  const row = await database
    .selectFrom('digests')
    .selectAll()
    .where('digest_id', '=', digestId)
    .executeTakeFirst();
  return row && toView(database, divisions, row, division);
}

async function toView(
  database: Database,
  divisions: Divisions,
  row: Row,
  division: string,
): Promise<DigestView> {
  return {
    digestId: row.digest_id,
    division: { code: row.county, names: divisions.namesOf(row.county) },
    state: row.closed_at !== null ? 'closed' : row.told_at !== null ? 'told' : 'open',
    openedAt: row.opened_at.toISOString(),
    dueAt: row.due_at.toISOString(),
    toldAt: row.told_at?.toISOString() ?? null,
    closedAt: row.closed_at?.toISOString() ?? null,
    closedBy: row.closed_by,
    ...(await countsOf(database, row.digest_id, { division, openOnly: false })),
  };
}
