/** Divisions, shapes, sites, and where gateways stand. */
import { ShouwangError } from '../../../../edge-config/contracts/errors.ts';
import type {
  DIVISION_ROUTES,
  GatewayRecord,
  SiteBody,
  SiteView,
  UserView,
} from '../../../../edge-config/contracts/rest.ts';
import { covers, lineage } from '../../../domain/division.ts';
import type { NamedDivision } from '../../divisions.ts';
import {
  changeSite,
  countEstate,
  createSite,
  type GatewayPlace,
  listSites,
  readGatewayPlace,
  readShapes,
  readSite,
  removeSite,
  townshipsAt,
  writeGateway,
} from '../../store/estate.ts';
import { audit, type HandlerContext, requireWithin } from '../context.ts';
import type { HandlersOf } from '../router.ts';

const MAX_HITS = 50;

export function divisionHandlers(context: HandlerContext): HandlersOf<typeof DIVISION_ROUTES> {
  const { database, divisions } = context;

  /** What lies directly in it and in the user's division; the way down to that division is seen too. */
  function childrenFor(user: UserView, under: string): readonly NamedDivision[] {
    if (!covers(under, user.division)) requireWithin(user, under, `division ${under}`);
    return divisions
      .childrenOf(under)
      .filter(({ code }) => covers(user.division, code) || covers(code, user.division));
  }

  /** @throws ShouwangError NOT_FOUND, FORBIDDEN */
  async function siteFor(user: UserView, siteId: string): Promise<SiteView> {
    const site = await readSite(database, siteId);
    if (site === undefined) throw new ShouwangError('NOT_FOUND', `site ${siteId}`);
    requireWithin(user, site.division, `site ${siteId}`);
    return site;
  }

  /** @throws ShouwangError FORBIDDEN, REQUEST_INVALID */
  function checkSite(user: UserView, { division }: SiteBody): void {
    requireWithin(user, division, `division ${division}`);
    if (!divisions.has(division)) throw invalid('division', division, 'this division is not known');
  }

  /** @throws ShouwangError NOT_FOUND, FORBIDDEN */
  async function gatewayFor(user: UserView, gatewayId: string): Promise<GatewayPlace> {
    const gateway = await readGatewayPlace(database, gatewayId);
    if (gateway === undefined) throw new ShouwangError('NOT_FOUND', `gateway ${gatewayId}`);
    requireWithin(user, gateway.division, `gateway ${gatewayId}`);
    return gateway;
  }

  /** @throws ShouwangError PLACE_ELSEWHERE, REQUEST_INVALID, FORBIDDEN */
  async function checkGateway(user: UserView, before: GatewayPlace, after: GatewayRecord): Promise<void> {
    const { siteId, village } = after;
    if (village !== null) {
      if (!covers(before.township, village))
        throw new ShouwangError('PLACE_ELSEWHERE', `village ${village} is not in ${before.township}`);
      if (!divisions.has(village)) throw invalid('village', village, 'this village is not known');
    }
    // Otherwise whoever moved it could not see it any more.
    requireWithin(user, village ?? before.township, `gateway ${before.gatewayId}`);
    if (siteId === null || siteId === before.siteId) return;
    const site = await siteFor(user, siteId);
    if (!isNear(site.division, before.township))
      throw new ShouwangError('PLACE_ELSEWHERE', `site ${siteId} is not in ${before.township}`);
  }

  return {
    listDivisions: async ({ query: { under }, user }) => {
      const children = childrenFor(user, under);
      const counts = await countEstate(database, user.division);
      return {
        divisions: children.map(({ code, level, name }) => {
          const within = counts.filter((count) => covers(code, count.code));
          return {
            ...{ code, level, name, isLeaf: divisions.childrenOf(code).length === 0 },
            gateways: within.reduce((sum, count) => sum + count.gateways, 0),
            cameras: within.reduce((sum, count) => sum + count.cameras, 0),
          };
        }),
      };
    },
    searchDivisions: ({ query: { q }, user }) =>
      Promise.resolve({
        divisions: divisions
          .search(q, user.division, MAX_HITS)
          .map((code) => ({ code, names: divisions.pathOf(code) })),
      }),
    divisionShapes: async ({ query: { under }, user }) => {
      const children = childrenFor(user, under);
      const shapes = await readShapes(
        database,
        children.map(({ code }) => code),
      );
      return {
        type: 'FeatureCollection',
        features: children.flatMap(({ code, name }) => {
          const geometry = shapes.get(code);
          return geometry === undefined
            ? []
            : [{ type: 'Feature' as const, properties: { code, name }, geometry }];
        }),
      };
    },
    listSites: async ({ query: { division }, user }) => {
      requireWithin(user, division === '' ? user.division : division, `division ${division}`);
      return { sites: await listSites(database, division === '' ? user.division : division) };
    },
    createSite: async ({ body, user }) => {
      checkSite(user, body);
      const siteId = await createSite(database, body);
      await audit(context, user, { what: 'create site', subject: siteId });
      return { siteId, ...body, gateways: 0 };
    },
    changeSite: async ({ body, params: { siteId }, user }) => {
      const before = await siteFor(user, siteId);
      checkSite(user, body);
      const townships = await townshipsAt(database, siteId);
      if (!townships.every((township) => isNear(body.division, township)))
        throw new ShouwangError('PLACE_ELSEWHERE', `gateways of ${townships.join(', ')} stand there`);
      await changeSite(database, siteId, body);
      await audit(context, user, { what: 'change site', subject: siteId, detail: changes(before, body) });
      return { ...body, siteId, gateways: before.gateways };
    },
    removeSite: async ({ params: { siteId }, user }) => {
      const { gateways } = await siteFor(user, siteId);
      if (!(await removeSite(database, siteId)))
        throw new ShouwangError('SITE_IN_USE', `${gateways} gateway(s) at ${siteId}`);
      await audit(context, user, { what: 'remove site', subject: siteId });
      return { ok: true };
    },
    getGatewayRecord: async ({ params, user }) => toRecord(await gatewayFor(user, params.gatewayId)),
    changeGateway: async ({ body, params: { gatewayId }, user }) => {
      const before = await gatewayFor(user, gatewayId);
      await checkGateway(user, before, body);
      await writeGateway(database, gatewayId, body);
      await audit(context, user, {
        ...{ what: 'change gateway', subject: gatewayId, detail: changes(toRecord(before), body) },
      });
      context.onGatewayChanged(gatewayId);
      return body;
    },
  };
}

/** A site of the township itself, in one of its villages, or of what lies around it. */
function isNear(division: string, township: string): boolean {
  return covers(township, division) || lineage(township).includes(division);
}

function toRecord({ name, siteId, village }: GatewayPlace): GatewayRecord {
  return { name, siteId, village };
}

/** Names of the fields that differ; their values are nobody's business in an audit log. */
export function changes<T extends object>(before: Partial<Record<keyof T, unknown>>, after: T): string {
  return (Object.keys(after) as (keyof T & string)[])
    .filter((key) => JSON.stringify(before[key] ?? null) !== JSON.stringify(after[key] ?? null))
    .join(', ');
}

export function invalid(path: string, value: string, reason: string): ShouwangError {
  const issue = { path, value: JSON.stringify(value), reason, fix: 'choose another' };
  return new ShouwangError('REQUEST_INVALID', `${path}: ${reason}`, { issues: [issue] });
}
