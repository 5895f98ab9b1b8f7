/**
 * Serves the routes of the contract: input checked strictly by their schemas (nothing is coerced or dropped), errors
 * as bodies of the catalogue. A handler gets checked input and the signed-in subject.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import {
  type ErrorCode,
  errorEntry,
  isShouwangError,
  ShouwangError,
} from '../../../edge-config/contracts/errors.ts';
import { toInputIssues } from '../../../edge-config/contracts/issues.ts';
import {
  type ErrorBody,
  ROUTES,
  type RouteContract,
  type RouteName,
} from '../../../edge-config/contracts/rest.ts';
import type { Log } from '../ports.ts';
import { isUnavailable, isUnstorable } from '../store/database.ts';
import type { SessionKind } from '../store/people.ts';

type Input<R, Key extends string> = R extends { readonly [K in Key]: infer S extends z.ZodType }
  ? z.infer<S>
  : undefined;
type Output<R> = R extends { readonly response: infer S }
  ? S extends z.ZodType
    ? z.infer<S>
    : Buffer | string
  : never;

export interface Call<Name extends RouteName> {
  readonly params: Input<(typeof ROUTES)[Name], 'params'>;
  readonly query: Input<(typeof ROUTES)[Name], 'query'>;
  readonly body: Input<(typeof ROUTES)[Name], 'body'>;
  /** User name or guardian id; empty on open routes. */
  readonly subject: string;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

export type Handlers = {
  readonly [Name in RouteName]: (call: Call<Name>) => Promise<Output<(typeof ROUTES)[Name]>>;
};

export interface RouterOptions {
  readonly handlers: Handlers;
  readonly authenticate: (kind: SessionKind, request: FastifyRequest) => Promise<string | undefined>;
  readonly log: Log;
}

export function registerRoutes(app: FastifyInstance, { handlers, authenticate, log }: RouterOptions): void {
  for (const name of Object.keys(ROUTES) as RouteName[]) {
    const route: RouteContract = ROUTES[name];
    const handler = handlers[name] as (call: Call<RouteName>) => Promise<unknown>;
    app.route({
      method: route.method,
      url: route.path,
      config: name === 'signIn' || name === 'guardianSignIn' ? { rateLimit: SIGN_IN_LIMIT } : {},
      handler: async (request, reply) => {
        const subject = route.access === 'open' ? '' : await authenticate(route.access, request);
        if (subject === undefined) throw new ShouwangError('NOT_SIGNED_IN', route.path);
        const call = {
          params: check(route.params, request.params, 'params'),
          query: check(route.query, request.query, 'query'),
          body: check(route.body, request.body ?? undefined, 'body'),
          ...{ subject, request, reply },
        };
        const answer = await handler(call as Call<RouteName>);
        if (typeof route.response === 'string') {
          return reply
            .type(route.response === 'text/plain' ? 'text/plain; version=0.0.4' : route.response)
            .send(answer);
        }
        return answer;
      },
    });
  }
  app.setErrorHandler((error, request, reply) => {
    const known = toKnown(error);
    if (known.code === 'INTERNAL' || known.code === 'DATABASE_UNUSABLE')
      log.error({ error, path: request.routeOptions.url }, 'a request failed');
    return reply.code(errorEntry(known.code).httpStatus ?? 500).send(bodyOf(known));
  });
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send(bodyOf(new ShouwangError('NOT_FOUND', request.url.split('?')[0] ?? ''))),
  );
}

/** Guesses of a password per address. */
const SIGN_IN_LIMIT = { max: 10, timeWindow: 60_000 };

function check(schema: z.ZodObject | undefined, input: unknown, part: string): unknown {
  if (schema === undefined) {
    const isEmpty = input === undefined || Object.keys(input as object).length === 0;
    if (isEmpty) return undefined;
    throw new ShouwangError('REQUEST_INVALID', `no ${part} is expected`);
  }
  const result = schema.safeParse(input ?? {});
  if (result.success) return result.data;
  const issues = toInputIssues(result.error, input);
  throw new ShouwangError('REQUEST_INVALID', `${issues.length} fault(s) in ${part}`, { issues });
}

function toKnown(error: unknown): ShouwangError {
  if (isShouwangError(error)) return error;
  // Not this person's fault, and over sooner or later; what cannot be stored is, and never will be.
  if (isUnavailable(error)) return new ShouwangError('DATABASE_UNUSABLE', '', { cause: error });
  if (isUnstorable(error)) {
    return new ShouwangError('REQUEST_INVALID', 'it holds a character that cannot be stored', {
      cause: error,
    });
  }
  const { statusCode } = error as { statusCode?: number };
  const code: ErrorCode =
    statusCode === 429
      ? 'TOO_MANY_REQUESTS'
      : statusCode !== undefined && statusCode >= 400 && statusCode < 500
        ? 'REQUEST_INVALID'
        : 'INTERNAL';
  // What went wrong inside is for the log, not for the page.
  const detail = code === 'INTERNAL' ? '' : error instanceof Error ? error.message : '';
  return new ShouwangError(code, detail, { cause: error });
}

function bodyOf(error: ShouwangError): ErrorBody {
  const { meaning, remedy } = errorEntry(error.code);
  return { code: error.code, message: meaning, remedy, detail: error.detail, issues: [...error.issues] };
}
