/** What every import is given, and how its bytes become rows. */
import type { Kysely, Transaction } from 'kysely';
import type { ImportReport } from '../../../edge-config/contracts/rest.ts';
import type { Database } from '../store/database.ts';
import type { Schema } from '../store/schema.ts';
import { BadRows } from './bad-rows.ts';
import { decodeFile } from './decode.ts';
import type { Plan } from './plan.ts';
import { type Row, readTable } from './table.ts';

export interface Import {
  readonly database: Database;
  readonly bytes: Uint8Array;
  /** Division of who imports; rows outside of it are bad. */
  readonly bound: string;
  readonly by: string;
  /** Wall time, RFC 3339. */
  readonly at: string;
  readonly isDryRun: boolean;
}

export type Reads = Kysely<Schema>;

/** Faults found so far are in `bad`; what could be read is checked further, so that all are told at once. */
export function readRows<Column extends string>(
  { bytes }: Pick<Import, 'bytes'>,
  columns: readonly Column[],
): { readonly rows: Row<Column>[]; readonly bad: BadRows } {
  const bad = new BadRows();
  const text = decodeFile(bytes, bad);
  return { rows: text === undefined ? [] : readTable(text, columns, bad), bad };
}

/**
 * All or nothing: looks, and unless it is a dry run writes, in one transaction.
 * @throws BadRowsError by `plan`
 */
export function carryOut<T>(
  { database, isDryRun }: Import,
  work: {
    readonly plan: (reads: Reads) => Promise<Plan<T>>;
    readonly write: (transaction: Transaction<Schema>, plan: Plan<T>) => Promise<void>;
  },
): Promise<ImportReport> {
  return database.transaction().execute(async (transaction) => {
    const plan = await work.plan(transaction);
    if (!isDryRun) await work.write(transaction, plan);
    return { isDryRun, ...plan.report };
  });
}
