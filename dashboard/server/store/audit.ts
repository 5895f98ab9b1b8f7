/** The audit: written once, never changed; read page by page. */
import { sql } from 'kysely';
import type { AuditEntry } from '../../../edge-config/contracts/rest.ts';
import type { Database } from './database.ts';

export interface AuditFilter {
  /** Rows of actors bound to this division or within it; empty: all. */
  readonly bound: string;
  readonly actor?: string | undefined;
  readonly what?: string | undefined;
  readonly subject?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** The last row of the page before. */
  readonly after?: Pick<AuditEntry, 'at' | 'id'> | undefined;
  readonly limit: number;
}

/** Newest first. */
export async function listAudit(database: Database, filter: AuditFilter): Promise<AuditEntry[]> {
  const { actor, after, bound, from, limit, subject, to, what } = filter;
  let query = database
    .selectFrom('audit')
    .select(['id', 'at', 'actor', 'what', 'subject', 'detail'])
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit);
  if (bound !== '') query = query.where('division', 'like', `${bound}%`);
  if (what !== undefined) query = query.where('what', '=', what);
  if (from !== undefined) query = query.where('at', '>=', new Date(from));
  if (to !== undefined) query = query.where('at', '<', new Date(to));
  if (actor !== undefined) query = query.where(contains('actor', actor));
  if (subject !== undefined) query = query.where(contains('subject', subject));
  if (after !== undefined) {
    query = query.where(sql<boolean>`(at, id) < (${after.at}::timestamptz, ${after.id}::integer)`);
  }
  const rows = await query.execute();
  return rows.map(({ at, ...row }) => ({ ...row, at: at.toISOString() }));
}

function contains(column: 'actor' | 'subject', part: string) {
  return sql<boolean>`position(lower(${part}) IN lower(${sql.ref(column)})) > 0`;
}
