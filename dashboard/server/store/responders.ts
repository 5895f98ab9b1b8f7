/** Responders and their rosters. */
import { type Selectable, sql } from 'kysely';
import { ulid } from 'ulid';
import { ShouwangError } from '../../../edge-config/contracts/errors.ts';
import type {
  NewResponder,
  ResponderRole,
  ResponderView,
  RosterRow,
  RosterView,
} from '../../../edge-config/contracts/rest.ts';
import { lineage } from '../../domain/division.ts';
import { onDuty } from '../../domain/duty.ts';
import type { Divisions } from '../divisions.ts';
import type { Database } from './database.ts';
import { readCovered } from './duty.ts';
import type { Schema } from './schema.ts';

type Row = Selectable<Schema['responders']>;

export interface ResponderFilter {
  /** Those who serve it, what lies around it, or in it; empty: all. */
  readonly division: string;
  readonly role?: ResponderRole | undefined;
  /** Part of the label or id. */
  readonly q?: string | undefined;
  readonly withInactive: boolean;
  readonly limit: number;
}

/** Nearest first: the division itself, then level by level away from it, the smaller ones before the wider. */
export async function listResponders(
  database: Database,
  divisions: Divisions,
  { division, limit, q, role, withInactive }: ResponderFilter,
  at: string,
): Promise<{ responders: ResponderView[]; hasMore: boolean }> {
  let query = database.selectFrom('responders').selectAll();
  if (division !== '') {
    query = query.where((eb) =>
      eb.or([eb('division', 'in', [...lineage(division), division]), eb('division', 'like', `${division}%`)]),
    );
  }
  if (role !== undefined) query = query.where('role', '=', role);
  if (!withInactive) query = query.where('is_active', '=', true);
  if (q !== undefined && q !== '') {
    const part = `%${q.replace(/[\\%_]/g, '\\$&')}%`;
    query = query.where((eb) => eb.or([eb('label', 'ilike', part), eb('responder_id', 'ilike', part)]));
  }
  const rows = await query
    .orderBy(sql`abs(length(division) - ${division.length}::integer)`)
    .orderBy(sql`length(division)`, 'desc')
    .orderBy('division')
    .orderBy('role')
    .orderBy('label')
    .orderBy('responder_id')
    .limit(limit + 1)
    .execute();
  return {
    responders: await toViews(database, divisions, rows.slice(0, limit), at),
    hasMore: rows.length > limit,
  };
}

/** Whether one is on duty is told by all who share the post. */
async function toViews(
  database: Database,
  divisions: Divisions,
  rows: readonly Row[],
  at: string,
): Promise<ResponderView[]> {
  if (rows.length === 0) return [];
  const peers = await database
    .selectFrom('responders')
    .select(['responder_id', 'role', 'division', 'is_active'])
    .where('division', 'in', [...new Set(rows.map(({ division }) => division))])
    .execute();
  const covered = await readCovered(
    database,
    peers.map(({ responder_id }) => responder_id),
    at,
  );
  const ready = onDuty(
    peers.map((row) => ({ ...row, responderId: row.responder_id, isActive: row.is_active })),
    covered,
  );
  return rows.map((row) => ({
    responderId: row.responder_id,
    role: row.role,
    label: row.label,
    division: { code: row.division, names: divisions.namesOf(row.division) },
    phoneEnding: row.phone === null ? null : row.phone.slice(-2),
    isOnDuty: ready.has(row.responder_id),
    isActive: row.is_active,
  }));
}

/** @throws ShouwangError NOT_FOUND */
export async function readResponder(database: Database, responderId: string): Promise<Row> {
  const row = await database
    .selectFrom('responders')
    .selectAll()
    .where('responder_id', '=', responderId)
    .executeTakeFirst();
  if (row === undefined) throw new ShouwangError('NOT_FOUND', `responder ${responderId}`);
  return row;
}

/** @throws ShouwangError NOT_FOUND */
export async function readResponderView(
  database: Database,
  divisions: Divisions,
  responderId: string,
  at: string,
): Promise<ResponderView> {
  const [view] = await toViews(database, divisions, [await readResponder(database, responderId)], at);
  if (view === undefined) throw new ShouwangError('NOT_FOUND', `responder ${responderId}`);
  return view;
}

/** @throws ShouwangError REQUEST_INVALID, RESPONDER_EXISTS */
export async function insertResponder(database: Database, responder: NewResponder): Promise<void> {
  const { responderId, ...rest } = responder;
  await requireAccount(database, responder.username, responderId);
  const inserted = await database
    .insertInto('responders')
    .values({ responder_id: responderId, ...rest })
    .onConflict((conflict) => conflict.doNothing())
    .returning('responder_id')
    .executeTakeFirst();
  if (inserted === undefined) throw new ShouwangError('RESPONDER_EXISTS', responderId);
}

export interface ResponderChange extends Omit<NewResponder, 'responderId' | 'phone' | 'username'> {
  /** Undefined: as it is. */
  readonly phone?: string | null | undefined;
  /** Undefined: as it is. */
  readonly username?: string | null | undefined;
  readonly isActive: boolean;
}

/** @throws ShouwangError REQUEST_INVALID */
export async function updateResponder(
  database: Database,
  responderId: string,
  { isActive, ...change }: ResponderChange,
): Promise<void> {
  await requireAccount(database, change.username, responderId);
  await database
    .updateTable('responders')
    .set({ ...change, is_active: isActive })
    .where('responder_id', '=', responderId)
    .execute();
}

/** An account is of a responder, and of one only. */
async function requireAccount(
  database: Database,
  username: string | null | undefined,
  responderId: string,
): Promise<void> {
  if (username === null || username === undefined) return;
  const account = await database
    .selectFrom('users')
    .select('role')
    .where('username', '=', username)
    .executeTakeFirst();
  const other = await database
    .selectFrom('responders')
    .select('responder_id')
    .where('username', '=', username)
    .where('responder_id', '!=', responderId)
    .executeTakeFirst();
  if (account?.role === 'responder' && other === undefined) return;
  const [reason, fix] =
    other === undefined
      ? (['no account of a responder', 'use an account whose role is responder, or leave it empty'] as const)
      : ([`it belongs to ${other.responder_id}`, 'an account is of one responder only'] as const);
  throw new ShouwangError('REQUEST_INVALID', 'the account does not fit', {
    issues: [{ path: 'username', value: username, reason, fix }],
  });
}

export interface RosterTime {
  readonly division: string;
  readonly from: string;
  readonly to: string;
}

/** Rows that touch the time, of responders who serve in the division. */
export async function listRoster(
  database: Database,
  { division, from, to }: RosterTime,
): Promise<RosterView['rows']> {
  const rows = await database
    .selectFrom('rosters')
    .innerJoin('responders', 'responders.responder_id', 'rosters.responder_id')
    .selectAll('rosters')
    .where('division', 'like', `${division}%`)
    .where('begins_at', '<', new Date(to))
    .where('ends_at', '>', new Date(from))
    .orderBy('begins_at')
    .orderBy('roster_id')
    .execute();
  return rows.map((row) => ({
    rosterId: row.roster_id,
    responderId: row.responder_id,
    beginsAt: row.begins_at.toISOString(),
    endsAt: row.ends_at.toISOString(),
    note: row.note,
  }));
}

/**
 * Puts `rows` in the place of those that begin within the time.
 * @returns how many there were.
 * @throws ShouwangError REQUEST_INVALID when a row begins outside of the time, or is of nobody who serves in the division.
 */
export function replaceRoster(
  database: Database,
  { division, from, to }: RosterTime,
  rows: readonly RosterRow[],
): Promise<number> {
  return database.transaction().execute(async (tx) => {
    const servants = await tx
      .selectFrom('responders')
      .select('responder_id')
      .where('division', 'like', `${division}%`)
      .execute();
    const ids = new Set(servants.map(({ responder_id }) => responder_id));
    requireFitting(rows, ids, { from, to });
    const gone = await tx
      .deleteFrom('rosters')
      .where('responder_id', 'in', [...ids, ''])
      .where('begins_at', '>=', sql<Date>`${from}::timestamptz`)
      .where('begins_at', '<', sql<Date>`${to}::timestamptz`)
      .returning('roster_id')
      .execute();
    if (rows.length > 0) {
      await tx
        .insertInto('rosters')
        .values(
          rows.map(({ beginsAt, endsAt, note, responderId }) => ({
            ...{ roster_id: ulid(), responder_id: responderId, note },
            ...{ begins_at: beginsAt, ends_at: endsAt },
          })),
        )
        .execute();
    }
    return gone.length;
  });
}

function requireFitting(
  rows: readonly RosterRow[],
  ids: ReadonlySet<string>,
  { from, to }: Pick<RosterTime, 'from' | 'to'>,
): void {
  const issues = rows.flatMap(({ beginsAt, responderId }, index) => {
    const beginsMs = Date.parse(beginsAt);
    const isWithin = beginsMs >= Date.parse(from) && beginsMs < Date.parse(to);
    const path = `rows[${index}]`;
    if (!isWithin) {
      const fix = 'let it begin within the time that is replaced';
      return { path: `${path}.beginsAt`, value: beginsAt, reason: 'outside of the time', fix };
    }
    if (ids.has(responderId)) return [];
    const fix = 'use a responder who serves in the division';
    return { path: `${path}.responderId`, value: responderId, reason: 'does not serve there', fix };
  });
  if (issues.length > 0) {
    throw new ShouwangError('REQUEST_INVALID', `${issues.length} row(s) do not fit`, { issues });
  }
}
