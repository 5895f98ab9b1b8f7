/** Events of alerts as they arrive from the villages: recorded once, many at a time, idempotent by alert id and sequence. */
import { sql, type Transaction } from 'kysely';
import { monotonicFactory } from 'ulid';
import { ShouwangError } from '../../../edge-config/contracts/errors.ts';
import type { Alert } from '../../../edge-config/contracts/messages.ts';
import { gatewayRoot } from '../../../edge-config/contracts/topics.ts';
import type { Database } from './database.ts';
import { leaveDigests } from './digests.ts';
import { beginEscalations, stopEscalations } from './escalations.ts';
import type { Schema } from './schema.ts';

export interface AlertArrival {
  readonly alert: Alert;
  readonly late: boolean;
  readonly outboxAt: string | null;
  readonly publishedAt: string | null;
  readonly receivedAt: string;
}

export interface Recorded {
  /** When the event was committed first. */
  readonly committedAt: string;
  /** Of the event in this database; rises with every new one. */
  readonly serial: number;
  readonly isNew: boolean;
}

/** Events that were committed together keep their order in the history. */
const nextId = monotonicFactory();

type Known = Pick<Schema['alerts'], 'sequence' | 'machine_ended' | 'revision'> & { readonly latest: Alert };
type Event = Omit<Recorded, 'isNew'>;

/**
 * Commits events together; returns after the commit. A repeat changes nothing, and a lower sequence that comes late never
 * overwrites what is newer.
 * @returns one for each arrival, in their order; an error for an alert that is another gateway's.
 */
export function recordAlerts(
  database: Database,
  arrivals: readonly AlertArrival[],
): Promise<(Recorded | ShouwangError)[]> {
  return database.transaction().execute(async (tx) => {
    const known = await readKnown(tx, arrivals);
    const owners = new Map([...known].map(([alertId, { latest }]) => [alertId, gatewayRoot(latest)]));
    const isForeign = ({ alert }: AlertArrival): boolean => {
      const owner = owners.get(alert.alertId);
      if (owner === undefined) owners.set(alert.alertId, gatewayRoot(alert));
      return owner !== undefined && owner !== gatewayRoot(alert);
    };
    const foreign = new Set(arrivals.filter(isForeign));
    const own = arrivals.filter((arrival) => !foreign.has(arrival));
    const inserted = await insertEvents(tx, own);
    // Of two arrivals of the same event only the first is new.
    const fresh = own.filter(firstWith(inserted));
    await writeAlerts(tx, fresh, known);
    await writeActions(tx, fresh);
    const isFresh = new Set(fresh);
    const earlier = await readEvents(
      tx,
      own.filter((arrival) => !isFresh.has(arrival)),
    );
    return arrivals.map((arrival) => {
      const { alertId } = arrival.alert;
      if (foreign.has(arrival)) {
        return new ShouwangError('MESSAGE_MALFORMED', `alert ${alertId} belongs to another gateway`);
      }
      const isNew = isFresh.has(arrival);
      const event = (isNew ? inserted : earlier).get(keyOf(arrival.alert));
      if (event === undefined) throw new RangeError(`event ${keyOf(arrival.alert)} is nowhere`);
      return { ...event, isNew };
    });
  });
}

/** @throws ShouwangError MESSAGE_MALFORMED when the alert is another gateway's. */
export async function recordAlert(database: Database, arrival: AlertArrival): Promise<Recorded> {
  const [recorded] = await recordAlerts(database, [arrival]);
  if (recorded === undefined || recorded instanceof ShouwangError) throw recorded;
  return recorded;
}

/** Their receipts went out and the broker has them. */
export async function recordReceipts(
  database: Database,
  alertIds: readonly string[],
  at: string,
): Promise<void> {
  if (alertIds.length === 0) return;
  await database
    .updateTable('alerts')
    .set((eb) => ({ receipt_at: at, revision: eb('revision', '+', 1) }))
    .where('alert_id', 'in', [...new Set(alertIds)])
    .where('receipt_at', 'is', null)
    .execute();
}

async function readKnown(
  tx: Transaction<Schema>,
  arrivals: readonly AlertArrival[],
): Promise<Map<string, Known>> {
  const rows = await tx
    .selectFrom('alerts')
    .select(['alert_id', 'sequence', 'latest', 'machine_ended', 'revision'])
    .where('alert_id', 'in', [...new Set(arrivals.map(({ alert }) => alert.alertId))])
    .orderBy('alert_id')
    .forUpdate()
    .execute();
  return new Map(rows.map(({ alert_id, ...row }) => [alert_id, row]));
}

/** @returns those that were not there. */
async function insertEvents(
  tx: Transaction<Schema>,
  arrivals: readonly AlertArrival[],
): Promise<Map<string, Event>> {
  if (arrivals.length === 0) return new Map();
  const rows = await tx
    .insertInto('alert_events')
    .values(
      arrivals.map(({ alert, receivedAt }) => ({
        alert_id: alert.alertId,
        sequence: alert.sequence,
        body: JSON.stringify(alert),
        received_at: receivedAt,
      })),
    )
    .onConflict((conflict) => conflict.columns(['alert_id', 'sequence']).doNothing())
    .returning(['alert_id', 'sequence', 'received_at', 'serial'])
    .execute();
  return toEvents(rows);
}

async function readEvents(
  tx: Transaction<Schema>,
  arrivals: readonly AlertArrival[],
): Promise<Map<string, Event>> {
  if (arrivals.length === 0) return new Map();
  const pairs = arrivals.map(({ alert }) => sql`(${alert.alertId}, ${alert.sequence}::integer)`);
  const rows = await tx
    .selectFrom('alert_events')
    .select(['alert_id', 'sequence', 'received_at', 'serial'])
    .where(sql<boolean>`(alert_id, sequence) IN (${sql.join(pairs)})`)
    .execute();
  return toEvents(rows);
}

function toEvents(
  rows: readonly { alert_id: string; sequence: number; received_at: Date; serial: string | number }[],
): Map<string, Event> {
  return new Map(
    rows.map(({ alert_id, sequence, received_at, serial }) => [
      keyOf({ alertId: alert_id, sequence }),
      { committedAt: received_at.toISOString(), serial: Number(serial) },
    ]),
  );
}

/** An alert's row after these events: new ones all at once, known ones each. */
async function writeAlerts(
  tx: Transaction<Schema>,
  arrivals: readonly AlertArrival[],
  known: ReadonlyMap<string, Known>,
): Promise<void> {
  const byAlert = groupByAlert(arrivals);
  const inserts = [...byAlert].flatMap(([alertId, events]) => {
    const [first] = events;
    if (known.has(alertId) || first === undefined) return [];
    const { latest, ...machine } = fold(events, undefined);
    return {
      alert_id: alertId,
      ...machine,
      latest: JSON.stringify(latest),
      late: first.late,
      state: 'raised' as const,
      outcome: null,
      ...wayOf(events.find(({ alert }) => alert.sequence === 1) ?? first),
      committed_at: first.receivedAt,
      receipt_at: null,
      human_revision: 1,
    };
  });
  if (inserts.length > 0) await tx.insertInto('alerts').values(inserts).execute();
  await beginEscalations(
    tx,
    inserts.map(({ alert_id, committed_at }) => ({ alertId: alert_id, at: committed_at })),
  );
  const graver: string[] = [];
  for (const [alertId, events] of byAlert) {
    const before = known.get(alertId);
    if (before === undefined) continue;
    const { latest, ...machine } = fold(events, before);
    if (isGraver(latest, before.latest)) graver.push(alertId);
    const first = events.find(({ alert }) => alert.sequence === 1);
    await tx
      .updateTable('alerts')
      .set({
        ...machine,
        latest: JSON.stringify(latest),
        ...(first === undefined ? {} : wayOf(first)),
      })
      .where('alert_id', '=', alertId)
      .execute();
  }
  await leaveDigests(tx, graver, arrivals.at(-1)?.receivedAt ?? '');
  const ended = arrivals.flatMap(({ alert }) => (alert.phase === 'ended' ? alert.alertId : []));
  await stopEscalations(tx, ended, arrivals.at(-1)?.receivedAt ?? '');
}

const GRAVITY: Record<Alert['severity'], number> = { minor: 0, moderate: 1, severe: 2, extreme: 3 };

function isGraver(now: Alert, before: Alert): boolean {
  return GRAVITY[now.severity] > GRAVITY[before.severity];
}

function groupByAlert(arrivals: readonly AlertArrival[]): Map<string, AlertArrival[]> {
  const groups = new Map<string, AlertArrival[]>();
  for (const arrival of arrivals) {
    const { alertId } = arrival.alert;
    groups.set(alertId, [...(groups.get(alertId) ?? []), arrival]);
  }
  return groups;
}

function fold(events: readonly AlertArrival[], before: Known | undefined): Known {
  const [newest] = events.map(({ alert }) => alert).sort((a, b) => b.sequence - a.sequence);
  if (newest === undefined) throw new RangeError('no event');
  const isNewer = before === undefined || newest.sequence > before.sequence;
  return {
    latest: isNewer ? newest : before.latest,
    sequence: isNewer ? newest.sequence : before.sequence,
    machine_ended: (before?.machine_ended ?? false) || events.some(({ alert }) => alert.phase === 'ended'),
    revision: (before?.revision ?? 0) + events.length,
  };
}

/** The way of an alert is the way of its first event. */
function wayOf({ outboxAt, publishedAt }: AlertArrival): {
  outbox_at: string | null;
  published_at: string | null;
} {
  return { outbox_at: outboxAt, published_at: publishedAt };
}

async function writeActions(tx: Transaction<Schema>, arrivals: readonly AlertArrival[]): Promise<void> {
  if (arrivals.length === 0) return;
  await tx
    .insertInto('actions')
    .values(
      arrivals.map(({ alert, receivedAt }) => ({
        action_id: nextId(),
        alert_id: alert.alertId,
        kind: alert.phase,
        actor_kind: 'gateway' as const,
        actor_label: alert.gatewayId,
        at: alert.phase === 'raised' ? alert.raisedAt : receivedAt,
        note: null,
        outcome: null,
      })),
    )
    .execute();
  await bindGuardians(tx, arrivals);
}

/** Those whom the gateway told, and those whom the county has bound to the household: all may see and answer. */
async function bindGuardians(tx: Transaction<Schema>, arrivals: readonly AlertArrival[]): Promise<void> {
  const told = arrivals.flatMap(({ alert }) =>
    alert.guardianIds.map((guardian_id) => ({ alert_id: alert.alertId, guardian_id })),
  );
  const homes = arrivals.flatMap(({ alert: { alertId, gatewayId, householdId } }) =>
    householdId === null ? [] : [sql`(${alertId}, ${gatewayId}, ${householdId})`],
  );
  if (told.length > 0) {
    await tx
      .insertInto('alert_guardians')
      .values(told)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  if (homes.length === 0) return;
  await sql`
    INSERT INTO alert_guardians (alert_id, guardian_id)
    SELECT DISTINCT home.alert_id, bound.guardian_id
    FROM (VALUES ${sql.join(homes)}) AS home (alert_id, gateway_id, household_id)
    JOIN household_guardians bound USING (gateway_id, household_id)
    ON CONFLICT DO NOTHING
  `.execute(tx);
}

/** A filter that takes each event of `wanted` once, where it comes first. */
function firstWith(wanted: ReadonlyMap<string, Event>): (arrival: AlertArrival) => boolean {
  const taken = new Set<string>();
  return ({ alert }) => {
    const key = keyOf(alert);
    if (!wanted.has(key) || taken.has(key)) return false;
    taken.add(key);
    return true;
  };
}

function keyOf({ alertId, sequence }: Pick<Alert, 'alertId' | 'sequence'>): string {
  return `${alertId}/${sequence}`;
}
