/** Whom a rung of the ladder names: guardians of the household, and responders on duty nearest to it. */
import { sql } from 'kysely';
import type { RungRole } from '../../../edge-config/contracts/escalation.ts';
import type { Alert } from '../../../edge-config/contracts/messages.ts';
import type { Recipient } from '../../../edge-config/contracts/notify.ts';
import { lineage } from '../../domain/division.ts';
import { nearest, onDuty } from '../../domain/duty.ts';
import type { Database } from './database.ts';

export interface Place {
  readonly alert: Pick<Alert, 'gatewayId' | 'householdId' | 'guardianIds' | 'county'>;
  readonly division: string;
}

/** @returns undefined when the console knows nothing of such people here; empty when it knows that there is nobody. */
export type Duty = (role: RungRole) => readonly Recipient[] | undefined;

type Household = Pick<Alert, 'gatewayId' | 'householdId'>;
const keyOf = ({ gatewayId, householdId }: Household): string => `${gatewayId} ${householdId}`;

/** @returns one for each place, in their order. */
export async function readDuty(database: Database, places: readonly Place[], at: string): Promise<Duty[]> {
  const homes = places.map(({ alert }) => alert);
  const [records, guardians] = [await readRecords(database, homes), await readGuardians(database, homes)];
  const own = [...records.values()].flatMap(({ grid_worker, unit_head }) => [unit_head, grid_worker]);
  const responders = await readResponders(
    database,
    places,
    own.filter((id) => id !== null),
  );
  const keepers = await countiesWithResponders(
    database,
    homes.map(({ county }) => county),
  );
  const covered = await readCovered(
    database,
    responders.map(({ responderId }) => responderId),
    at,
  );
  const ready = onDuty(responders, covered);
  const present = responders.filter(({ responderId }) => ready.has(responderId));

  return places.map(({ alert, division }) => (role) => {
    if (role === 'village_board') return undefined;
    if (role === 'guardians') return guardians(alert);
    if (role === 'second_guardian') {
      return guardians(alert)
        .slice(1, 2)
        .map((guardian) => ({ ...guardian, role }));
    }
    const record = records.get(keyOf(alert));
    const ownId = role === 'unit_head' || role === 'grid_worker' ? record?.[role] : undefined;
    const mine = present.filter((each) => each.role === role);
    const first = mine.filter(({ responderId }) => responderId === ownId);
    const found = first.length > 0 ? first : nearest(mine, division);
    // Where a county keeps no responders, a person at the board has a list of another kind.
    if (found.length === 0 && !keepers.has(alert.county)) return undefined;
    return found.map(({ label, phone, responderId }) => ({ responderId, label, role, phone }));
  });
}

async function readRecords(database: Database, homes: readonly Household[]) {
  const pairs = pairsOf(homes);
  if (pairs.length === 0) return new Map<string, never>();
  const rows = await database
    .selectFrom('household_records')
    .select(['gateway_id', 'household_id', 'unit_head', 'grid_worker'])
    .where(sql<boolean>`(gateway_id, household_id) IN (${sql.join(pairs)})`)
    .execute();
  return new Map(
    rows.map(({ gateway_id, household_id, ...row }) => [
      keyOf({ gatewayId: gateway_id, householdId: household_id }),
      row,
    ]),
  );
}

/** In the order in which they are called: as the county keeps it, else as the gateway has it. */
async function readGuardians(
  database: Database,
  homes: readonly Place['alert'][],
): Promise<(alert: Place['alert']) => Recipient[]> {
  const pairs = pairsOf(homes);
  const kept =
    pairs.length === 0
      ? []
      : await database
          .selectFrom('household_guardians')
          .select(['gateway_id', 'household_id', 'guardian_id', 'relation'])
          .where(sql<boolean>`(gateway_id, household_id) IN (${sql.join(pairs)})`)
          .orderBy('position')
          .orderBy('guardian_id')
          .execute();
  const ids = [...kept.map(({ guardian_id }) => guardian_id), ...homes.flatMap((home) => home.guardianIds)];
  const known = await database
    .selectFrom('guardians')
    .select(['guardian_id', 'label', 'phone'])
    .where('guardian_id', 'in', [...new Set(ids), ''])
    .execute();
  return (alert) => {
    const own = kept.filter(
      (row) => keyOf({ gatewayId: row.gateway_id, householdId: row.household_id }) === keyOf(alert),
    );
    const called: { guardian_id: string; relation: string }[] =
      own.length > 0 ? own : alert.guardianIds.map((guardian_id) => ({ guardian_id, relation: '' }));
    return called.map(({ guardian_id, relation }) => {
      const guardian = known.find((each) => each.guardian_id === guardian_id);
      const label = guardian?.label ?? relation;
      return { guardianId: guardian_id, label, role: 'guardians', phone: guardian?.phone ?? null };
    });
  };
}

function pairsOf(homes: readonly Household[]) {
  const unique = new Map(homes.map((home) => [keyOf(home), home]));
  return [...unique.values()].flatMap(({ gatewayId, householdId }) =>
    householdId === null ? [] : [sql`(${gatewayId}, ${householdId})`],
  );
}

/** All who share a post with one that may be named, so that the roster tells who of them is on duty. */
async function readResponders(database: Database, places: readonly Place[], own: readonly string[]) {
  const codes = new Set(places.flatMap(({ division }) => lineage(division)));
  const rows = await database
    .selectFrom('responders')
    .select(['responder_id', 'role', 'label', 'phone', 'division', 'is_active'])
    .where((eb) =>
      eb.or([
        eb('division', 'in', [...codes, '-']),
        eb('division', 'in', (sub) =>
          sub
            .selectFrom('responders as own')
            .select('own.division')
            .where('own.responder_id', 'in', [...own, '']),
        ),
      ]),
    )
    .where('is_active', '=', true)
    .orderBy('label')
    .orderBy('responder_id')
    .execute();
  return rows.map(({ is_active, responder_id, ...row }) => ({
    ...row,
    responderId: responder_id,
    isActive: is_active,
  }));
}

async function countiesWithResponders(
  database: Database,
  counties: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await database
    .selectFrom('responders')
    .select(sql<string>`left(division, 6)`.as('county'))
    .distinct()
    .where('is_active', '=', true)
    .execute();
  const kept = rows.map(({ county }) => county);
  return new Set(counties.filter((county) => kept.some((code) => county.startsWith(code))));
}

/** Those who have a row of the roster now. */
export async function readCovered(
  database: Database,
  responderIds: readonly string[],
  at: string,
): Promise<ReadonlySet<string>> {
  if (responderIds.length === 0) return new Set();
  const rows = await database
    .selectFrom('rosters')
    .select('responder_id')
    .where('begins_at', '<=', sql<Date>`${at}::timestamptz`)
    .where('ends_at', '>', sql<Date>`${at}::timestamptz`)
    .where('responder_id', 'in', responderIds)
    .execute();
  return new Set(rows.map(({ responder_id }) => responder_id));
}
