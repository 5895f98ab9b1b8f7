/** Divisions, their shapes on the map, and the sites in them where gateways stand. */
import { z } from 'zod';
import { slugSchema } from '../primitives.ts';
import { ADMINISTERING, divisionBoundSchema, OVERSEEING, WATCHING } from './roles.ts';
import { okSchema, type RouteContract } from './route.ts';

export const divisionCodeSchema = z
  .string()
  .regex(/^(?:\d{4}|\d{6}|\d{9}|\d{12})$/, 'use the 4, 6, 9 or 12 digits of a division');

export const divisionNodeSchema = z.strictObject({
  code: divisionCodeSchema,
  name: z.string(),
  level: z.enum(['city', 'county', 'township', 'village']),
  isLeaf: z.boolean().meta({ description: 'Nothing lies in it.' }),
  gateways: z.int().nonnegative().meta({
    description: 'Gateways in it; of a village only those whose village was said.',
  }),
  cameras: z.int().nonnegative().meta({ description: 'Cameras of those gateways.' }),
});
export type DivisionNode = z.infer<typeof divisionNodeSchema>;

export const divisionHitSchema = z.strictObject({
  code: divisionCodeSchema,
  names: z.array(z.string()).meta({ description: 'City, county, township, village, as far as known.' }),
});
export type DivisionHit = z.infer<typeof divisionHitSchema>;

/** GeoJSON (RFC 7946): longitude, then latitude, WGS 84 degrees. */
const positionSchema = z.tuple([z.number(), z.number()]);
const ringSchema = z.array(positionSchema);
export const shapeGeometrySchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('Polygon'), coordinates: z.array(ringSchema) }),
  z.strictObject({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(ringSchema)) }),
]);
export type ShapeGeometry = z.infer<typeof shapeGeometrySchema>;

export const shapesSchema = z.strictObject({
  type: z.literal('FeatureCollection'),
  features: z.array(
    z.strictObject({
      type: z.literal('Feature'),
      properties: z.strictObject({ code: divisionCodeSchema, name: z.string() }),
      geometry: shapeGeometrySchema,
    }),
  ),
});
export type Shapes = z.infer<typeof shapesSchema>;

const siteFields = {
  division: divisionCodeSchema,
  name: z.string().trim().min(1).max(60),
  kind: z.enum(['village_centre', 'township_centre', 'other']),
  longitude: z.number().min(-180).max(180).nullable().meta({ unit: '°', description: 'WGS 84.' }),
  latitude: z.number().min(-90).max(90).nullable().meta({ unit: '°', description: 'WGS 84.' }),
};
export const siteViewSchema = z.strictObject({
  siteId: slugSchema,
  ...siteFields,
  gateways: z.int().nonnegative().meta({ description: 'Gateways that stand there.' }),
});
export type SiteView = z.infer<typeof siteViewSchema>;

const siteBodySchema = z.strictObject(siteFields);
export type SiteBody = z.infer<typeof siteBodySchema>;
const siteParams = z.strictObject({ siteId: slugSchema });

/** What the county says of a gateway, beside what the gateway says of itself. */
export const gatewayRecordSchema = z.strictObject({
  name: z.string().trim().min(1).max(60).nullable(),
  siteId: slugSchema.nullable(),
  village: z
    .string()
    .regex(/^\d{12}$/, 'use the 12 digits of a village')
    .nullable(),
});
export type GatewayRecord = z.infer<typeof gatewayRecordSchema>;

const underQuery = z.strictObject({
  under: divisionBoundSchema.default('').meta({ description: 'Code of a division; empty: the widest ones.' }),
});

export const DIVISION_ROUTES = {
  listDivisions: {
    method: 'GET',
    path: '/api/divisions',
    summary: 'What lies directly in a division, with the gateways and cameras in each.',
    access: WATCHING,
    query: underQuery,
    response: z.strictObject({ divisions: z.array(divisionNodeSchema) }),
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'REQUEST_INVALID'],
  },
  searchDivisions: {
    method: 'GET',
    path: '/api/divisions/search',
    summary: 'Divisions by a part of their name or the beginning of their code; 50 at most.',
    access: WATCHING,
    query: z.strictObject({ q: z.string().trim().min(1).max(60) }),
    response: z.strictObject({ divisions: z.array(divisionHitSchema) }),
    errors: ['NOT_SIGNED_IN', 'REQUEST_INVALID'],
  },
  divisionShapes: {
    method: 'GET',
    path: '/api/shapes',
    summary: 'Shapes of what lies directly in a division, as far as they were imported.',
    access: WATCHING,
    query: underQuery,
    response: shapesSchema,
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'REQUEST_INVALID'],
  },
  listSites: {
    method: 'GET',
    path: '/api/sites',
    summary: 'Sites in a division, by name; 500 at most.',
    access: OVERSEEING,
    query: z.strictObject({ division: divisionBoundSchema.default('') }),
    response: z.strictObject({ sites: z.array(siteViewSchema) }),
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'REQUEST_INVALID'],
  },
  createSite: {
    method: 'POST',
    path: '/api/sites',
    summary: 'Add a site; audited.',
    access: ADMINISTERING,
    body: siteBodySchema,
    response: siteViewSchema,
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'REQUEST_INVALID'],
  },
  changeSite: {
    method: 'PUT',
    path: '/api/sites/:siteId',
    summary: 'Change a site; audited.',
    access: ADMINISTERING,
    params: siteParams,
    body: siteBodySchema,
    response: siteViewSchema,
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'NOT_FOUND', 'PLACE_ELSEWHERE', 'REQUEST_INVALID'],
  },
  removeSite: {
    method: 'DELETE',
    path: '/api/sites/:siteId',
    summary: 'Remove a site at which no gateway stands; audited.',
    access: ADMINISTERING,
    params: siteParams,
    response: okSchema,
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'NOT_FOUND', 'SITE_IN_USE'],
  },
  getGatewayRecord: {
    method: 'GET',
    path: '/api/gateways/:gatewayId/record',
    summary: 'What the county says of a gateway: its name, site and village.',
    access: OVERSEEING,
    params: z.strictObject({ gatewayId: slugSchema }),
    response: gatewayRecordSchema,
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'NOT_FOUND'],
  },
  changeGateway: {
    method: 'PUT',
    path: '/api/gateways/:gatewayId/record',
    summary: 'Name a gateway, and say where it stands; audited.',
    access: ADMINISTERING,
    params: z.strictObject({ gatewayId: slugSchema }),
    body: gatewayRecordSchema,
    response: gatewayRecordSchema,
    errors: ['NOT_SIGNED_IN', 'FORBIDDEN', 'NOT_FOUND', 'PLACE_ELSEWHERE', 'REQUEST_INVALID'],
  },
} as const satisfies Record<string, RouteContract>;
