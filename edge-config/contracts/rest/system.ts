/** The console about itself. */
import { z } from 'zod';
import type { RouteContract } from './route.ts';

export const SYSTEM_ROUTES = {
  openApi: {
    method: 'GET',
    path: '/api/openapi.json',
    summary: 'This interface as an OpenAPI 3.1 document; /api-docs/ shows it.',
    access: 'open',
    response: z.record(z.string(), z.unknown()),
    errors: [],
  },
  health: {
    method: 'GET',
    path: '/healthz',
    summary: 'Whether the console can serve: database and broker.',
    access: 'open',
    response: z.strictObject({ ok: z.boolean(), database: z.boolean(), broker: z.boolean() }),
    errors: ['DATABASE_UNUSABLE'],
  },
  metrics: {
    method: 'GET',
    path: '/metrics',
    summary: 'Prometheus metrics.',
    access: 'open',
    response: 'text/plain',
    errors: [],
  },
} as const satisfies Record<string, RouteContract>;
