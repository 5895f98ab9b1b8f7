/** What the county keeps of one household: read as a card, and changed. */
import { type Selectable, sql } from 'kysely';
import { monotonicFactory } from 'ulid';
import type {
  Contact,
  HouseholdCard,
  HouseholdGuardian,
  HouseholdRecord,
  ResidentInput,
} from '../../../edge-config/contracts/rest.ts';
import { phoneEnding } from '../../domain/phone.ts';
import type { Divisions } from '../divisions.ts';
import type { Database } from './database.ts';
import type { Schema } from './schema.ts';

/** Residents keep the order in which they were written. */
const nextId = monotonicFactory();

export interface HouseholdKey {
  readonly gatewayId: string;
  readonly householdId: string;
}

/** A household that somebody asks for. */
export interface HouseholdPlace extends HouseholdKey {
  readonly label: string;
  readonly township: string;
  /** By which it is decided who may see it: that of its gateway, as for its alerts. */
  readonly division: string;
  /** Where it lies: its own village where that was said. */
  readonly code: string;
  readonly record: Selectable<Schema['household_records']> | undefined;
}

/** @returns undefined when nobody ever spoke of it: neither its gateway, nor an alert, nor the county. */
export async function readHouseholdPlace(
  database: Database,
  { gatewayId, householdId }: HouseholdKey,
): Promise<HouseholdPlace | undefined> {
  const gateway = await database
    .selectFrom('gateways')
    .select(['township', 'village'])
    .where('gateway_id', '=', gatewayId)
    .executeTakeFirst();
  const heard = await database
    .selectFrom('households')
    .select('status')
    .where('gateway_id', '=', gatewayId)
    .where('household_id', '=', householdId)
    .executeTakeFirst();
  const record = await database
    .selectFrom('household_records')
    .selectAll()
    .where('gateway_id', '=', gatewayId)
    .where('household_id', '=', householdId)
    .executeTakeFirst();
  const alert = await database
    .selectFrom('alerts')
    .select(['latest', 'township'])
    .where('gateway_id', '=', gatewayId)
    .where('household_id', '=', householdId)
    .orderBy('alert_id', 'desc')
    .executeTakeFirst();
  // An alert may be here before the first word of its gateway's state.
  const township = gateway?.township ?? alert?.township;
  if (township === undefined || (heard ?? record ?? alert) === undefined) return undefined;
  const division = gateway?.village ?? township;
  return {
    ...{ gatewayId, householdId, township, division, record },
    label: heard?.status.label ?? alert?.latest.place.label ?? householdId,
    code: record?.village ?? division,
  };
}

export async function readCard(
  database: Database,
  divisions: Divisions,
  place: HouseholdPlace,
): Promise<HouseholdCard> {
  const { code, gatewayId, householdId, label, record } = place;
  const residents = await database
    .selectFrom('residents')
    .select(['resident_id as residentId', 'alias', 'kind', 'note'])
    .where('gateway_id', '=', gatewayId)
    .where('household_id', '=', householdId)
    .orderBy('resident_id')
    .execute();
  const contacts = (await readContacts(database, place)).map(({ phone, ...contact }, index) => ({
    ...contact,
    position: index + 1,
    phoneEnding: phoneEnding(phone),
  }));
  return {
    ...{ gatewayId, householdId, label, residents, contacts },
    division: { code, names: divisions.namesOf(code) },
    address: record?.address ?? '',
    note: record?.note ?? null,
    updatedAt: record?.updated_at.toISOString() ?? null,
  };
}

type Reachable = Pick<Contact, 'kind' | 'id' | 'label' | 'relation'> & { readonly phone: string | null };

/** In the order of calling. */
async function readContacts(
  database: Database,
  { gatewayId, householdId, record }: HouseholdPlace,
): Promise<Reachable[]> {
  const guardians = await database
    .selectFrom('household_guardians as bound')
    .leftJoin('guardians', 'guardians.guardian_id', 'bound.guardian_id')
    .select(['bound.guardian_id as id', 'label', 'relation', 'phone'])
    .where('gateway_id', '=', gatewayId)
    .where('household_id', '=', householdId)
    .orderBy('position')
    .execute();
  const named = [record?.unit_head, record?.grid_worker].flatMap((id) => id ?? []);
  const responders =
    named.length === 0
      ? []
      : await database
          .selectFrom('responders')
          .select(['responder_id as id', 'label', 'role as relation', 'phone'])
          .where('responder_id', 'in', named)
          .where('is_active', '=', true)
          .execute();
  return [
    ...guardians.map((guardian) => ({
      ...guardian,
      kind: 'guardian' as const,
      label: guardian.label ?? guardian.id,
    })),
    ...named
      .flatMap((id) => responders.find((responder) => responder.id === id) ?? [])
      .map((responder) => ({ ...responder, kind: 'responder' as const })),
  ];
}

/** @returns undefined when it is no contact of that household; null when no number is known. */
export async function readContactPhone(
  database: Database,
  place: HouseholdPlace,
  { id, kind }: Pick<Contact, 'id' | 'kind'>,
): Promise<string | null | undefined> {
  const contacts = await readContacts(database, place);
  return contacts.find((contact) => contact.id === id && contact.kind === kind)?.phone;
}

export interface Author {
  readonly at: string;
  readonly by: string;
}

/** @returns null while nothing is written down. */
export function recordOf({ record }: HouseholdPlace): HouseholdRecord | null {
  if (record === undefined) return null;
  const { address, grid_worker, note, unit_head, village } = record;
  return { address, village, note, unitHead: unit_head, gridWorker: grid_worker };
}

export async function writeRecord(
  database: Database,
  { gatewayId, householdId }: HouseholdKey,
  record: HouseholdRecord,
  { at, by }: Author,
): Promise<void> {
  const { address, gridWorker, note, unitHead, village } = record;
  const values = { address, village, note, unit_head: unitHead, grid_worker: gridWorker };
  await database
    .insertInto('household_records')
    .values({ gateway_id: gatewayId, household_id: householdId, ...values, updated_at: at, updated_by: by })
    .onConflict((conflict) =>
      conflict
        .columns(['gateway_id', 'household_id'])
        .doUpdateSet({ ...values, updated_at: at, updated_by: by }),
    )
    .execute();
}

/** Those with an id keep it; ids that are not of this household make new residents. */
export async function writeResidents(
  database: Database,
  { gatewayId, householdId }: HouseholdKey,
  residents: readonly ResidentInput[],
): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    const gone = await transaction
      .deleteFrom('residents')
      .where('gateway_id', '=', gatewayId)
      .where('household_id', '=', householdId)
      .returning('resident_id')
      .execute();
    if (residents.length === 0) return;
    const known = new Set(gone.map(({ resident_id }) => resident_id));
    await transaction
      .insertInto('residents')
      .values(
        residents.map(({ alias, kind, note, residentId }) => {
          // The same id twice would be one resident.
          const isKnown = residentId !== null && known.delete(residentId);
          const resident_id = isKnown ? residentId : nextId();
          return { resident_id, gateway_id: gatewayId, household_id: householdId, alias, kind, note };
        }),
      )
      .execute();
  });
}

export async function writeGuardians(
  database: Database,
  { gatewayId, householdId }: HouseholdKey,
  guardians: readonly HouseholdGuardian[],
): Promise<void> {
  await database.transaction().execute(async (transaction) => {
    await transaction
      .deleteFrom('household_guardians')
      .where('gateway_id', '=', gatewayId)
      .where('household_id', '=', householdId)
      .execute();
    if (guardians.length === 0) return;
    await transaction
      .insertInto('household_guardians')
      .values(
        guardians.map(({ guardianId, relation }, index) => ({
          ...{ gateway_id: gatewayId, household_id: householdId, guardian_id: guardianId },
          ...{ position: index + 1, relation },
        })),
      )
      .execute();
  });
}

/** @param phone E.164, or null to remove it. */
export async function writeGuardianPhone(
  database: Database,
  guardianId: string,
  phone: string | null,
): Promise<void> {
  await database.updateTable('guardians').set({ phone }).where('guardian_id', '=', guardianId).execute();
}

/** Whether an alert is of this household, so that a number may be asked for because of it. */
export async function isAlertOf(
  database: Database,
  { gatewayId, householdId }: HouseholdKey,
  alertId: string,
): Promise<boolean> {
  const row = await database
    .selectFrom('alerts')
    .select(sql`1`.as('one'))
    .where('alert_id', '=', alertId)
    .where('gateway_id', '=', gatewayId)
    .where('household_id', '=', householdId)
    .executeTakeFirst();
  return row !== undefined;
}
