/** What a guardian's phone shows of households: facts from the tables, judged by the domain. */
import { sql } from 'kysely';
import type { CameraStatus, HouseholdStatus } from '../../../edge-config/contracts/messages.ts';
import type {
  GuardianContact,
  GuardianHousehold,
  GuardianPreferences,
} from '../../../edge-config/contracts/rest.ts';
import { type FamilyView, familyView, type HouseholdFacts } from '../../domain/household-state.ts';
import type { Database } from './database.ts';
import { readDuty } from './duty.ts';
import type { HouseholdKey } from './household-records.ts';
import { gatewayIsLate } from './lateness.ts';

/** About what the equipment sees, not about a person. */
const OF_EQUIPMENT = ['camera_blind', 'gateway_silent', 'gateway_fault'];

/** A household that a guardian is bound to, with what is known of it. */
interface Bound extends HouseholdKey {
  readonly relation: string;
  readonly county: string;
  readonly division: string;
  readonly isLate: boolean;
  readonly gatewayHeardMs: number;
  readonly told: { readonly status: HouseholdStatus; readonly heardMs: number } | null;
}

export async function readBoundHouseholds(
  database: Database,
  guardianId: string,
  now: string,
): Promise<Bound[]> {
  const rows = await database
    .selectFrom('household_guardians as bound')
    .innerJoin('gateways', 'gateways.gateway_id', 'bound.gateway_id')
    .leftJoin('households', (join) =>
      join
        .onRef('households.gateway_id', '=', 'bound.gateway_id')
        .onRef('households.household_id', '=', 'bound.household_id'),
    )
    .select(['bound.gateway_id', 'bound.household_id', 'bound.relation'])
    .select(['gateways.county', 'gateways.township', 'gateways.village'])
    .select(['gateways.heard_at as gateway_heard_at', 'households.status', 'households.heard_at'])
    .select(gatewayIsLate(now).as('is_late'))
    .where('bound.guardian_id', '=', guardianId)
    .orderBy('bound.gateway_id')
    .orderBy('bound.household_id')
    .execute();
  return rows.map((row) => ({
    ...{ gatewayId: row.gateway_id, householdId: row.household_id, relation: row.relation },
    ...{ county: row.county, division: row.village ?? row.township },
    ...{ isLate: row.is_late, gatewayHeardMs: row.gateway_heard_at.getTime() },
    told:
      row.status === null || row.heard_at === null
        ? null
        : { status: row.status, heardMs: row.heard_at.getTime() },
  }));
}

export async function readGuardianHouseholds(
  database: Database,
  guardianId: string,
  now: string,
): Promise<GuardianHousehold[]> {
  const bound = await readBoundHouseholds(database, guardianId, now);
  const gatewayIds = ['', ...new Set(bound.map(({ gatewayId }) => gatewayId))];
  const cameras = await database
    .selectFrom('cameras')
    .select(['gateway_id', 'household_id', 'status'])
    .where('gateway_id', 'in', gatewayIds)
    .where('household_id', 'is not', null)
    .orderBy('camera_id')
    .execute();
  const alerts = await database
    .selectFrom('alerts')
    .select(['gateway_id', 'household_id', 'type', 'status'])
    .where('gateway_id', 'in', gatewayIds)
    .where('state', '<>', 'closed')
    .where('machine_ended', '=', false)
    .execute();
  const residents = await database
    .selectFrom('residents')
    .select(['gateway_id', 'household_id', 'alias'])
    .where('gateway_id', 'in', gatewayIds)
    .orderBy('resident_id')
    .execute();
  const contacts = await readContacts(database, guardianId, bound, now);
  return bound.map((home, index) => {
    const isOf = (row: { gateway_id: string; household_id: string | null }): boolean =>
      row.gateway_id === home.gatewayId && row.household_id === home.householdId;
    const own = alerts.filter(isOf);
    const facts: HouseholdFacts = {
      isGatewayLate: home.isLate,
      gatewayHeardMs: home.gatewayHeardMs,
      cameras: cameras.filter(isOf).map(({ status }) => toCamera(status)),
      told: home.told && toTold(home.told),
      openAlerts: own.filter(({ status, type }) => status === 'actual' && !OF_EQUIPMENT.includes(type))
        .length,
    };
    return {
      ...{ gatewayId: home.gatewayId, householdId: home.householdId, relation: home.relation },
      label: home.told?.status.label ?? home.householdId,
      residents: residents.filter(isOf).map(({ alias }) => alias),
      ...toView(familyView(facts, Date.parse(now))),
      lastSeenAt: home.told?.status.lastSeenAt ?? null,
      hasDrill: own.some(({ status }) => status === 'exercise'),
      hasTest: own.some(({ status }) => status === 'test'),
      contacts: contacts[index] ?? [],
    };
  });
}

function toCamera(status: CameraStatus): HouseholdFacts['cameras'][number] {
  const { name, personsNow, placeKind, since, state } = status;
  return { name, personsNow, placeKind, state, sinceMs: Date.parse(since) };
}

function toTold({ heardMs, status }: NonNullable<Bound['told']>): HouseholdFacts['told'] {
  const { lastSeenAt, limitMin, state, unseenMin } = status;
  const lastSeenMs = lastSeenAt === null ? null : Date.parse(lastSeenAt);
  return { state, lastSeenMs, unseenMin, limitMin, heardMs };
}

function toView({
  place,
  reasons,
  state,
}: FamilyView): Pick<GuardianHousehold, 'state' | 'place' | 'unknown'> {
  const unknown = reasons.map(({ cameraName, kind, sinceMs }) => ({
    ...{ kind, cameraName },
    since: sinceMs === null ? null : new Date(sinceMs).toISOString(),
  }));
  return { state, place, unknown };
}

/** Whom to call, for each of the households: family first, then who is near. Without oneself. */
export async function readContacts(
  database: Database,
  guardianId: string,
  homes: readonly Pick<Bound, 'gatewayId' | 'householdId' | 'county' | 'division'>[],
  now: string,
): Promise<GuardianContact[][]> {
  if (homes.length === 0) return [];
  const family = await database
    .selectFrom('household_guardians as bound')
    .innerJoin('guardians', 'guardians.guardian_id', 'bound.guardian_id')
    .select(['gateway_id', 'household_id', 'relation', 'phone'])
    .where('bound.guardian_id', '<>', guardianId)
    .where(
      sql<boolean>`(gateway_id, household_id) IN (${sql.join(
        homes.map(({ gatewayId, householdId }) => sql`(${gatewayId}, ${householdId})`),
      )})`,
    )
    .orderBy('position')
    .execute();
  const duty = await readDuty(
    database,
    homes.map(({ county, division, gatewayId, householdId }) => ({
      alert: { gatewayId, householdId, county, guardianIds: [] },
      division,
    })),
    now,
  );
  return homes.map(({ gatewayId, householdId }, index) => [
    ...family
      .filter((row) => row.gateway_id === gatewayId && row.household_id === householdId)
      .map(({ phone, relation }) => ({ kind: 'guardian' as const, label: relation, phone })),
    ...(['unit_head', 'grid_worker', 'village_centre'] as const).flatMap((kind) =>
      (duty[index]?.(kind) ?? []).map(({ label, phone }) => ({ kind, label, phone })),
    ),
  ]);
}

export async function readResidentAliases(
  database: Database,
  { gatewayId, householdId }: HouseholdKey,
): Promise<string[]> {
  const rows = await database
    .selectFrom('residents')
    .select('alias')
    .where('gateway_id', '=', gatewayId)
    .where('household_id', '=', householdId)
    .orderBy('resident_id')
    .execute();
  return rows.map(({ alias }) => alias);
}

/** Of a guardian whom the config named and the database lost: Chinese, no quiet hours. */
export async function readPreferences(database: Database, guardianId: string): Promise<GuardianPreferences> {
  const row = await database
    .selectFrom('guardians')
    .select(['language', 'quiet_from_min', 'quiet_to_min'])
    .where('guardian_id', '=', guardianId)
    .executeTakeFirst();
  const fromMin = row?.quiet_from_min ?? null;
  const toMin = row?.quiet_to_min ?? null;
  return {
    language: row?.language ?? 'zh',
    quietHours: fromMin === null || toMin === null ? null : { fromMin, toMin },
  };
}

export async function writePreferences(
  database: Database,
  guardianId: string,
  { language, quietHours }: GuardianPreferences,
): Promise<void> {
  await database
    .updateTable('guardians')
    .set({
      language,
      quiet_from_min: quietHours?.fromMin ?? null,
      quiet_to_min: quietHours?.toMin ?? null,
    })
    .where('guardian_id', '=', guardianId)
    .execute();
}
