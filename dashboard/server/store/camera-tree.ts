/** The way down to a camera: divisions, then gateways, then households, each with how its cameras are. */
import { sql } from 'kysely';
import type { GatewayLoad } from '../../../edge-config/contracts/messages.ts';
import type { CameraNode, CameraState } from '../../../edge-config/contracts/rest.ts';
import { levelOf } from '../../domain/division.ts';
import type { Divisions } from '../divisions.ts';
import { toCounts } from './cameras.ts';
import type { Database } from './database.ts';
import { gatewayIsLate, gatewayLoad } from './lateness.ts';
import { gatewaysWithin } from './scope.ts';

interface Counted {
  readonly id: string;
  readonly state: CameraState;
  readonly count: string | number;
  readonly name: string | null;
  readonly load: GatewayLoad | null;
}

const stateAt = (at: string) =>
  sql<CameraState>`CASE WHEN ${gatewayIsLate(at)} THEN 'unknown' ELSE cameras.state END`;

/** Digits of the codes one level below, by the digits of a code. */
const BELOW: Readonly<Record<number, number>> = { 0: 4, 4: 6, 6: 9, 9: 12 };

/**
 * What lies right below a division: divisions that hold cameras, and gateways of which no smaller division is known.
 */
export async function listBelowDivision(
  database: Database,
  divisions: Divisions,
  { at, under }: { readonly under: string; readonly at: string },
): Promise<CameraNode[]> {
  const digits = BELOW[under.length];
  const home = sql<string>`coalesce(gateways.village, gateways.township)`;
  // A gateway whose village nobody told stands right below its township.
  const id =
    digits === undefined
      ? sql<string>`gateways.gateway_id`
      : sql<string>`CASE WHEN length(${home}) >= ${digits}::integer THEN left(${home}, ${digits}::integer)
          ELSE gateways.gateway_id END`;
  const rows = await database
    .selectFrom('gateways')
    .innerJoin('cameras', 'cameras.gateway_id', 'gateways.gateway_id')
    .where(gatewaysWithin(under))
    .select([
      id.as('id'),
      stateAt(at).as('state'),
      sql<string | number>`count(*)`.as('count'),
      sql<string | null>`max(gateways.name)`.as('name'),
      sql<GatewayLoad | null>`(array_agg(${gatewayLoad(at)}))[1]`.as('load'),
    ])
    .groupBy([sql`1`, sql`2`])
    .orderBy(sql`1`)
    .execute();
  return toNodes(rows).map(({ load, name, ...node }) => {
    const isDivision = levelOf(node.id) !== undefined;
    return {
      ...node,
      load: isDivision ? null : load,
      kind: isDivision ? 'division' : 'gateway',
      gatewayId: null,
      name: isDivision ? (divisions.nameOf(node.id) ?? node.id) : (name ?? node.id),
      hasChildren: true,
    };
  });
}

/** Households that a gateway's cameras look at; cameras of none are found by the gateway itself. */
export async function listBelowGateway(
  database: Database,
  { at, gatewayId }: { readonly gatewayId: string; readonly at: string },
): Promise<CameraNode[]> {
  const rows = await database
    .selectFrom('cameras')
    .innerJoin('gateways', 'gateways.gateway_id', 'cameras.gateway_id')
    .leftJoin('households', (join) =>
      join
        .onRef('households.gateway_id', '=', 'cameras.gateway_id')
        .onRef('households.household_id', '=', 'cameras.household_id'),
    )
    .where('cameras.gateway_id', '=', gatewayId)
    .where('cameras.household_id', 'is not', null)
    .select([
      sql<string>`cameras.household_id`.as('id'),
      stateAt(at).as('state'),
      sql<string | number>`count(*)`.as('count'),
      sql<string | null>`max(households.status->>'label')`.as('name'),
      sql<null>`NULL`.as('load'),
    ])
    .groupBy([sql`1`, sql`2`])
    .orderBy(sql`1`)
    .execute();
  return toNodes(rows).map(({ name, ...node }) => ({
    ...node,
    kind: 'household',
    gatewayId,
    name: name ?? node.id,
    hasChildren: false,
  }));
}

type Node = Pick<CameraNode, 'id' | 'cameras' | 'load'> & { readonly name: string | null };

function toNodes(rows: readonly Counted[]): Node[] {
  const ids = [...new Set(rows.map((row) => row.id))];
  return ids.map((id) => {
    const own = rows.filter((row) => row.id === id);
    const load = own.find((row) => row.load !== null)?.load ?? null;
    return { id, name: own[0]?.name ?? null, cameras: toCounts(own), load };
  });
}
