/** Writes many household records at once: a few statements, however many there are. */
import { sql, type Transaction } from 'kysely';
import { monotonicFactory } from 'ulid';
import type { HouseholdFileRow } from '../import/household-rows.ts';
import type { Schema } from './schema.ts';

/** Residents keep the order in which they were written. */
const nextId = monotonicFactory();

/** Residents who stay keep their id and note; those who are not named go. */
export async function writeHouseholds(
  transaction: Transaction<Schema>,
  rows: readonly HouseholdFileRow[],
  { at, by }: { readonly at: string; readonly by: string },
): Promise<void> {
  if (rows.length === 0) return;
  const living = rows.flatMap(({ gatewayId, householdId, residents }) =>
    residents.map((resident) => ({ gatewayId, householdId, ...resident, residentId: nextId() })),
  );
  await sql`INSERT INTO household_records (gateway_id, household_id, village, address, note, unit_head, grid_worker,
      updated_at, updated_by)
    SELECT "gatewayId", "householdId", village, address, note, "unitHead", "gridWorker", ${at}::timestamptz, ${by}::text
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS wanted ("gatewayId" text, "householdId" text,
        village text, address text, note text, "unitHead" text, "gridWorker" text)
    ON CONFLICT (gateway_id, household_id) DO UPDATE SET village = excluded.village, address = excluded.address,
      note = excluded.note, unit_head = excluded.unit_head, grid_worker = excluded.grid_worker,
      updated_at = excluded.updated_at, updated_by = excluded.updated_by`.execute(transaction);
  await sql`DELETE FROM residents USING jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS wanted ("gatewayId" text, "householdId" text)
    WHERE residents.gateway_id = wanted."gatewayId" AND residents.household_id = wanted."householdId"
      AND (residents.gateway_id, residents.household_id, residents.alias, residents.kind) NOT IN
        (SELECT "gatewayId", "householdId", alias, kind FROM jsonb_to_recordset(${JSON.stringify(living)}::jsonb)
          AS living ("gatewayId" text, "householdId" text, alias text, kind text))`.execute(transaction);
  await sql`INSERT INTO residents (resident_id, gateway_id, household_id, alias, kind)
    SELECT "residentId", "gatewayId", "householdId", alias, kind
      FROM jsonb_to_recordset(${JSON.stringify(living)}::jsonb)
        AS living ("residentId" text, "gatewayId" text, "householdId" text, alias text, kind text)
      WHERE NOT EXISTS (SELECT 1 FROM residents AS here WHERE here.gateway_id = living."gatewayId"
        AND here.household_id = living."householdId" AND here.alias = living.alias
        AND here.kind = living.kind)`.execute(transaction);
}
