/** Gateways and cameras by division, shapes, sites, and what the county says of a gateway. */
import { sql } from 'kysely';
import { ulid } from 'ulid';
import type {
  GatewayRecord,
  ShapeGeometry,
  SiteBody,
  SiteView,
} from '../../../edge-config/contracts/rest.ts';
import type { Database } from './database.ts';
import { gatewaysWithin } from './scope.ts';

export interface DivisionCount {
  /** Village where that was said, else township. */
  readonly code: string;
  readonly gateways: number;
  readonly cameras: number;
}

/** Only what lies in `within`. */
export async function countEstate(database: Database, within: string): Promise<DivisionCount[]> {
  const rows = await database
    .selectFrom('gateways')
    .leftJoin('cameras', 'cameras.gateway_id', 'gateways.gateway_id')
    .select(sql<string>`coalesce(gateways.village, gateways.township)`.as('code'))
    .select(({ fn }) => [
      fn.count('gateways.gateway_id').distinct().as('gateways'),
      fn.count('cameras.camera_id').as('cameras'),
    ])
    .where(gatewaysWithin(within))
    .groupBy(sql`coalesce(gateways.village, gateways.township)`)
    .execute();
  return rows.map(({ cameras, code, gateways }) => ({
    code,
    gateways: Number(gateways),
    cameras: Number(cameras),
  }));
}

/** Code → shape, of those that have one. */
export async function readShapes(
  database: Database,
  codes: readonly string[],
): Promise<Map<string, ShapeGeometry>> {
  if (codes.length === 0) return new Map();
  const rows = await database
    .selectFrom('divisions')
    .select(['code', 'shape'])
    .where(sql<boolean>`code IN (SELECT jsonb_array_elements_text(${JSON.stringify(codes)}::jsonb))`)
    .where('shape', 'is not', null)
    .execute();
  return new Map(rows.map(({ code, shape }) => [code, shape as ShapeGeometry]));
}

const MAX_SITES = 500;

const siteColumns = [...(['site_id', 'division', 'name', 'kind', 'longitude', 'latitude'] as const)] as const;

export async function listSites(database: Database, division: string): Promise<SiteView[]> {
  const rows = await selectSites(database)
    .where('division', 'like', `${division}%`)
    .orderBy('name')
    .orderBy('site_id')
    .limit(MAX_SITES)
    .execute();
  return rows.map(toSite);
}

export async function readSite(database: Database, siteId: string): Promise<SiteView | undefined> {
  const row = await selectSites(database).where('site_id', '=', siteId).executeTakeFirst();
  return row && toSite(row);
}

function selectSites(database: Database) {
  return database
    .selectFrom('sites')
    .select(siteColumns)
    .select((eb) =>
      eb
        .selectFrom('gateways')
        .whereRef('gateways.site_id', '=', 'sites.site_id')
        .select(({ fn }) => fn.countAll().as('count'))
        .as('gateways'),
    );
}

type SiteRow = Awaited<ReturnType<ReturnType<typeof selectSites>['execute']>>[number];

function toSite({ gateways, site_id, ...rest }: SiteRow): SiteView {
  return { siteId: site_id, ...rest, gateways: Number(gateways ?? 0) };
}

/** @returns its id */
export async function createSite(database: Database, site: SiteBody): Promise<string> {
  const site_id = ulid().toLowerCase();
  await database
    .insertInto('sites')
    .values({ site_id, ...site })
    .execute();
  return site_id;
}

export async function changeSite(database: Database, siteId: string, site: SiteBody): Promise<void> {
  await database.updateTable('sites').set(site).where('site_id', '=', siteId).execute();
}

/** @returns false, and leaves it, while a gateway stands there. */
export async function removeSite(database: Database, siteId: string): Promise<boolean> {
  const { numDeletedRows } = await database
    .deleteFrom('sites')
    .where('site_id', '=', siteId)
    .where(({ exists, not, selectFrom }) =>
      not(
        exists(
          selectFrom('gateways').select('gateway_id').whereRef('gateways.site_id', '=', 'sites.site_id'),
        ),
      ),
    )
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Gateways that stand at a site, by their township. */
export async function townshipsAt(database: Database, siteId: string): Promise<string[]> {
  const rows = await database
    .selectFrom('gateways')
    .select('township')
    .distinct()
    .where('site_id', '=', siteId)
    .execute();
  return rows.map(({ township }) => township);
}

export interface GatewayPlace extends GatewayRecord {
  readonly gatewayId: string;
  readonly township: string;
  /** Its village where that was said, else its township. */
  readonly division: string;
}

export async function readGatewayPlace(
  database: Database,
  gatewayId: string,
): Promise<GatewayPlace | undefined> {
  const row = await database
    .selectFrom('gateways')
    .select(['name', 'site_id', 'village', 'township'])
    .where('gateway_id', '=', gatewayId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { name, site_id, township, village } = row;
  return { gatewayId, name, siteId: site_id, village, township, division: village ?? township };
}

export async function writeGateway(
  database: Database,
  gatewayId: string,
  { name, siteId, village }: GatewayRecord,
): Promise<void> {
  await database
    .updateTable('gateways')
    .set({ name, site_id: siteId, village })
    .where('gateway_id', '=', gatewayId)
    .execute();
}
