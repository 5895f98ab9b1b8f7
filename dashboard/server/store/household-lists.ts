/** Households page by page, and who may be chosen for one. */
import { sql } from 'kysely';
import type { Choice, HouseholdEdit, HouseholdRow } from '../../../edge-config/contracts/rest.ts';
import { lineage } from '../../domain/division.ts';
import { phoneEnding } from '../../domain/phone.ts';
import type { Divisions } from '../divisions.ts';
import type { Database } from './database.ts';
import { type HouseholdKey, type HouseholdPlace, recordOf } from './household-records.ts';
import { gatewaysWithin, guardiansWithin } from './scope.ts';

export interface HouseholdFilter {
  /** Of who asks. */
  readonly bound: string;
  readonly division: string;
  readonly q: string;
  readonly limit: number;
  readonly after: HouseholdKey | undefined;
}

interface ListRow {
  readonly gateway_id: string;
  readonly household_id: string;
  readonly label: string | null;
  readonly code: string;
  readonly address: string | null;
  readonly residents: string | number;
  readonly guardians: string | number;
}

/** Those that a gateway told of, by gateway and id. */
export async function listHouseholds(
  database: Database,
  divisions: Divisions,
  { after, bound, division, limit, q }: HouseholdFilter,
): Promise<HouseholdRow[]> {
  const part = `%${q.replace(/[\\%_]/g, '\\$&')}%`;
  const { rows } =
    await sql<ListRow>`SELECT home.gateway_id, home.household_id, home.status->>'label' AS label,
      coalesce(record.village, gateways.village, gateways.township) AS code, record.address,
      (SELECT count(*) FROM residents WHERE residents.gateway_id = home.gateway_id
        AND residents.household_id = home.household_id) AS residents,
      (SELECT count(*) FROM household_guardians AS bound WHERE bound.gateway_id = home.gateway_id
        AND bound.household_id = home.household_id) AS guardians
    FROM households AS home
    JOIN gateways ON gateways.gateway_id = home.gateway_id
    LEFT JOIN household_records AS record
      ON record.gateway_id = home.gateway_id AND record.household_id = home.household_id
    WHERE ${gatewaysWithin(bound)}
      AND coalesce(record.village, gateways.village, gateways.township) LIKE ${`${division}%`}
      AND (home.household_id ILIKE ${part} OR home.status->>'label' ILIKE ${part} OR record.address ILIKE ${part})
      AND (home.gateway_id, home.household_id) > (${after?.gatewayId ?? ''}, ${after?.householdId ?? ''})
    ORDER BY home.gateway_id, home.household_id
    LIMIT ${limit}`.execute(database);
  return rows.map((row) => ({
    gatewayId: row.gateway_id,
    householdId: row.household_id,
    label: row.label ?? row.household_id,
    division: { code: row.code, names: divisions.namesOf(row.code) },
    hasRecord: row.address !== null,
    residents: Number(row.residents),
    guardians: Number(row.guardians),
  }));
}

export async function readEdit(
  database: Database,
  place: HouseholdPlace,
  bound: string,
): Promise<HouseholdEdit> {
  const { gatewayId, householdId, township } = place;
  const guardians = await database
    .selectFrom('household_guardians')
    .select(['guardian_id as guardianId', 'relation'])
    .where('gateway_id', '=', gatewayId)
    .where('household_id', '=', householdId)
    .orderBy('position')
    .execute();
  const responders = await database
    .selectFrom('responders')
    .select(['responder_id as id', 'label', 'phone', 'role'])
    .where('is_active', '=', true)
    // Of the villages of its township, and of what lies around.
    .where(({ eb, or }) =>
      or([eb('division', 'in', ['', ...lineage(township)]), eb('division', 'like', `${township}%`)]),
    )
    .orderBy('responder_id')
    .execute();
  const ofRole = (role: string): Choice[] => responders.filter((each) => each.role === role).map(toChoice);
  return {
    record: recordOf(place),
    gatewayTownship: township,
    guardians,
    choices: {
      guardians: await listGuardians(database, bound),
      unitHeads: ofRole('unit_head'),
      gridWorkers: ofRole('grid_worker'),
    },
  };
}

async function listGuardians(database: Database, bound: string): Promise<Choice[]> {
  const rows = await database
    .selectFrom('guardians')
    .select(['guardian_id as id', 'label', 'phone'])
    .where(guardiansWithin(bound))
    .orderBy('guardian_id')
    .limit(MAX_CHOICES)
    .execute();
  return rows.map(toChoice);
}

/** More than fit into a list to choose from. */
const MAX_CHOICES = 5000;

function toChoice({ id, label, phone }: { id: string; label: string; phone: string | null }): Choice {
  return { id, label, phoneEnding: phoneEnding(phone) };
}

/** Whether all of these guardians may be seen from a division. */
export async function knowsGuardians(
  database: Database,
  guardianIds: readonly string[],
  bound: string,
): Promise<Set<string>> {
  if (guardianIds.length === 0) return new Set();
  const rows = await database
    .selectFrom('guardians')
    .select('guardian_id')
    .where('guardian_id', 'in', guardianIds)
    .where(guardiansWithin(bound))
    .execute();
  return new Set(rows.map(({ guardian_id }) => guardian_id));
}

export async function knowsResponder(
  database: Database,
  responderId: string,
  role: 'unit_head' | 'grid_worker',
): Promise<boolean> {
  const row = await database
    .selectFrom('responders')
    .select('responder_id')
    .where('responder_id', '=', responderId)
    .where('role', '=', role)
    .executeTakeFirst();
  return row !== undefined;
}
