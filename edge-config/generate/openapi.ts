/** OpenAPI 3.1 of the console, assembled from ROUTES; the schemas come from zod itself. */
import { z } from 'zod';
import { errorEntry } from '../contracts/errors.ts';
import { errorBodySchema, type MediaType, ROUTES, type RouteContract } from '../contracts/rest.ts';

export function openApiDocument(version: string): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [name, route] of Object.entries(ROUTES) as [string, RouteContract][]) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(name, route) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Shouwang console', version },
    paths,
    components: {
      schemas: { Error: schemaOf(errorBodySchema, 'output') },
      securitySchemes: {
        operator: { type: 'apiKey', in: 'cookie', name: 'shouwang_operator' },
        guardian: { type: 'apiKey', in: 'cookie', name: 'shouwang_guardian' },
      },
    },
  };
}

function operation(name: string, route: RouteContract): unknown {
  const parameters = [...parametersOf('path', route.params), ...parametersOf('query', route.query)];
  return {
    operationId: name,
    summary: route.summary,
    ...securityOf(route),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(route.body
      ? {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: schemaOf(route.body, 'input') } },
          },
        }
      : {}),
    ...(route.bodyType ? { requestBody: { required: true, content: { [route.bodyType]: {} } } } : {}),
    responses: { '200': okResponse(route), ...errorResponses(route) },
  };
}

/** Scopes of an API key stand for roles: OpenAPI 3.1 allows role names there. */
function securityOf({ access }: RouteContract): object {
  if (access === 'open') return {};
  return { security: [access === 'guardian' ? { guardian: [] } : { operator: access }] };
}

function okResponse(route: RouteContract): unknown {
  const { response } = route;
  if (typeof response === 'string' || isList(response)) {
    const types = [response].flat();
    return { description: 'OK', content: Object.fromEntries(types.map((type) => [type, {}])) };
  }
  return {
    description: 'OK',
    content: { 'application/json': { schema: schemaOf(response, 'output') } },
  };
}

/** `Array.isArray` does not know lists that may not be changed. */
function isList(response: RouteContract['response']): response is readonly MediaType[] {
  return Array.isArray(response);
}

/** One response per status; the codes that share it are named. */
function errorResponses(route: RouteContract): Record<string, unknown> {
  const byStatus = new Map<string, string[]>();
  for (const code of route.errors) {
    const status = String(errorEntry(code).httpStatus ?? 500);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      {
        description: codes.join(', '),
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    ]),
  );
}

function parametersOf(place: 'path' | 'query', schema: z.ZodObject | undefined): unknown[] {
  if (schema === undefined) return [];
  return Object.entries(schema.shape).map(([name, inner]) => ({
    name,
    in: place,
    required: place === 'path',
    schema: schemaOf(inner as z.ZodType, 'input'),
  }));
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): unknown {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io });
  return rest;
}
