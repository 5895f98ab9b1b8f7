/** Import of household records: gatewayId,householdId,address,village,residents,note,unitHead,gridWorker. */
import { sql } from 'kysely';
import type { ImportReport, Resident } from '../../../edge-config/contracts/rest.ts';
import { writeHouseholds } from '../store/household-files.ts';
import {
  checkHouseholds,
  HOUSEHOLD_COLUMNS,
  type HouseholdFileRow,
  type KnownHouseholds,
  keyOf,
} from './household-rows.ts';
import { carryOut, type Import, type Reads, readRows } from './importing.ts';
import { planImport } from './plan.ts';

/** @throws BadRowsError */
export function importHouseholds(request: Import): Promise<ImportReport> {
  const { bad, rows } = readRows(request, HOUSEHOLD_COLUMNS);
  const ids = rows.map(({ cells: { gatewayId, householdId } }) => ({ gatewayId, householdId }));
  return carryOut<HouseholdFileRow>(request, {
    plan: async (reads) => {
      const known = { bound: request.bound, ...(await readKnown(reads, ids)) };
      const wanted = checkHouseholds(rows, known, bad);
      bad.refuse();
      return planImport(wanted, keyOf, await readPresent(reads, ids), {
        address: ({ address }) => address,
        village: ({ village }) => village,
        note: ({ note }) => note,
        unitHead: ({ unitHead }) => unitHead,
        gridWorker: ({ gridWorker }) => gridWorker,
        residents: ({ residents }) => JSON.stringify(residents.map(wordsOf).sort()),
      });
    },
    write: (transaction, { changed, created }) =>
      writeHouseholds(transaction, [...created, ...changed], request),
  });
}

function wordsOf({ alias, kind }: Pick<Resident, 'alias' | 'kind'>): string {
  return `${kind} ${alias}`;
}

type Ids = readonly { readonly gatewayId: string; readonly householdId: string }[];

async function readKnown(reads: Reads, ids: Ids): Promise<Omit<KnownHouseholds, 'bound'>> {
  const gateways = await reads
    .selectFrom('gateways')
    .select(['gateway_id', 'township', 'village'])
    .where(
      sql<boolean>`gateway_id IN (SELECT jsonb_array_elements_text(${JSON.stringify([
        ...new Set(ids.map(({ gatewayId }) => gatewayId)),
      ])}::jsonb))`,
    )
    .execute();
  const households = await reads
    .selectFrom('households')
    .select(['gateway_id as gatewayId', 'household_id as householdId'])
    .where(isAmong(ids))
    .execute();
  const villages = await reads
    .selectFrom('divisions')
    .select('code')
    .where('level', '=', 'village')
    .execute();
  const responders = await reads.selectFrom('responders').select(['responder_id', 'role']).execute();
  return {
    gateways: new Map(
      gateways.map(({ gateway_id, township, village }) => [
        gateway_id,
        { township, division: village ?? township },
      ]),
    ),
    households: new Set(households.map(keyOf)),
    villages: new Set(villages.map(({ code }) => code)),
    responders: new Map(responders.map(({ responder_id, role }) => [responder_id, role])),
  };
}

async function readPresent(reads: Reads, ids: Ids): Promise<Map<string, HouseholdFileRow>> {
  const records = await reads
    .selectFrom('household_records')
    .select(['gateway_id as gatewayId', 'household_id as householdId', 'address', 'village', 'note'])
    .select(['unit_head as unitHead', 'grid_worker as gridWorker'])
    .where(isAmong(ids))
    .execute();
  const residents = await reads
    .selectFrom('residents')
    .select(['gateway_id as gatewayId', 'household_id as householdId', 'alias', 'kind'])
    .where(isAmong(ids))
    .execute();
  const living = new Map<string, Pick<Resident, 'alias' | 'kind'>[]>();
  for (const { alias, kind, ...household } of residents) {
    living.set(keyOf(household), [...(living.get(keyOf(household)) ?? []), { alias, kind }]);
  }
  return new Map(
    records.map((record) => [keyOf(record), { ...record, residents: living.get(keyOf(record)) ?? [] }]),
  );
}

/** One parameter, however many there are. */
function isAmong(ids: Ids) {
  return sql<boolean>`(gateway_id, household_id) IN (SELECT "gatewayId", "householdId"
    FROM jsonb_to_recordset(${JSON.stringify(ids)}::jsonb) AS wanted ("gatewayId" text, "householdId" text))`;
}
