/**
 * Serves the routes of the contract: input checked strictly by their schemas (nothing is coerced or dropped), errors
 * as bodies of the catalogue. Who may call is decided here by role;
 * whether what is asked for lies in the caller's division is the handler's to decide.
 */
import type { Readable } from 'node:stream';
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
  type MediaType,
  ROUTES,
  type RouteContract,
  type RouteName,
  type UserView,
} from '../../../edge-config/contracts/rest.ts';
import { BadRowsError } from '../import/bad-rows.ts';
import type { Log } from '../ports.ts';
import { isUnavailable, isUnstorable } from '../store/database.ts';
import { COOKIES } from './cookies.ts';

type Input<R, Key extends string> = R extends { readonly [K in Key]: infer S extends z.ZodType }
  ? z.infer<S>
  : undefined;
type Output<R> = R extends { readonly response: infer S }
  ? S extends z.ZodType
    ? z.infer<S>
    : Buffer | string | Readable
  : never;

export interface Call<Name extends RouteName> {
  readonly params: Input<(typeof ROUTES)[Name], 'params'>;
  readonly query: Input<(typeof ROUTES)[Name], 'query'>;
  readonly body: (typeof ROUTES)[Name] extends { readonly bodyType: string }
    ? Buffer
    : Input<(typeof ROUTES)[Name], 'body'>;
  /** Who asks, on a route for people of the county. */
  readonly user: UserView;
  /** Who asks, on a route for guardians. */
  readonly guardianId: string;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

export type Handlers = {
  readonly [Name in RouteName]: (call: Call<Name>) => Promise<Output<(typeof ROUTES)[Name]>>;
};

/** Handlers of some routes of the contract: of one area. */
export type HandlersOf<R> = Pick<Handlers, keyof R & RouteName>;

export interface RouterOptions {
  readonly handlers: Handlers;
  readonly readUser: (request: FastifyRequest) => Promise<UserView | undefined>;
  readonly readGuardian: (request: FastifyRequest) => Promise<string | undefined>;
  /** Somebody who is signed in asked for what is not theirs. */
  readonly onForbidden: (user: UserView, detail: string) => Promise<void>;
  readonly log: Log;
  /** Whether pages are served beside the API. */
  readonly hasPages: boolean;
}

export function registerRoutes(app: FastifyInstance, options: RouterOptions): void {
  const { handlers, log } = options;
  // Files are read by their handlers, which say what is wrong in which line.
  app.addContentTypeParser(FILE_TYPES, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  for (const name of Object.keys(ROUTES) as RouteName[]) {
    const route: RouteContract = ROUTES[name];
    // Async here: what a handler throws before its first await is refused and audited like anything else.
    const handler = async (call: Call<RouteName>): Promise<unknown> =>
      (handlers[name] as (call: Call<RouteName>) => Promise<unknown>)(call);
    app.route({
      method: route.method,
      url: route.path,
      ...(route.maxBodyBytes === undefined ? {} : { bodyLimit: route.maxBodyBytes }),
      config: limitOf(name, route),
      handler: async (request, reply) => {
        const who = await identify(route, request, options);
        const call = {
          params: check(route.params, request.params, 'params'),
          query: check(route.query, request.query, 'query'),
          body: checkBody(route, request),
          ...who,
          ...{ request, reply },
        };
        const answer = await handler(call as Call<RouteName>).catch(async (error: unknown) => {
          const isForbidden = isShouwangError(error) && error.code === 'FORBIDDEN';
          if (isForbidden && who.user !== undefined)
            await options.onForbidden(who.user, `${name}: ${error.detail}`);
          throw error;
        });
        // Of several media types the handler has named its own.
        if (Array.isArray(route.response)) return reply.send(answer);
        if (typeof route.response === 'string') {
          return reply.type(MEDIA_TYPES[route.response] ?? route.response).send(answer);
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
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    // The county's pages are one: its own router knows what the path means.
    const isPage = request.method === 'GET' && !path.startsWith('/api/') && !path.includes('.');
    if (options.hasPages && isPage) return reply.sendFile('index.html');
    return reply.code(404).send(bodyOf(new ShouwangError('NOT_FOUND', path)));
  });
}

/** @throws ShouwangError NOT_SIGNED_IN, FORBIDDEN when the role may not */
async function identify(
  { access, path }: RouteContract,
  request: FastifyRequest,
  { readUser, readGuardian, onForbidden }: RouterOptions,
): Promise<{ readonly user?: UserView; readonly guardianId?: string }> {
  if (access === 'open') return {};
  if (access === 'guardian') {
    const guardianId = await readGuardian(request);
    if (guardianId === undefined) throw new ShouwangError('NOT_SIGNED_IN', path);
    return { guardianId };
  }
  const user = await readUser(request);
  if (user === undefined) throw new ShouwangError('NOT_SIGNED_IN', path);
  if (!access.includes(user.role)) {
    await onForbidden(user, `${request.method} ${path}`);
    throw new ShouwangError('FORBIDDEN', `a ${user.role} may not`);
  }
  return { user };
}

/** Where the bare media type says too little. */
const MEDIA_TYPES: Partial<Record<MediaType, string>> = {
  'text/plain': 'text/plain; version=0.0.4',
  'text/csv': 'text/csv; charset=utf-8',
};

/** Where a password or a token may be guessed. */
const GUESSABLE: ReadonlySet<RouteName> = new Set([
  ...(['signIn', 'guardianSignIn', 'readLink', 'redeemLink', 'changeOwnPassword'] as const),
]);
/** Guesses per address. */
const GUESS_LIMIT = { max: 10, timeWindow: 60_000 };
/** Six digits are guessed sooner than a password. */
const CODE_GUESS_LIMIT = { max: 5, timeWindow: 60_000 };
const FILE_TYPES: NonNullable<RouteContract['bodyType']>[] = [
  'text/csv',
  'application/geo+json',
  'image/jpeg',
];

function limitOf(name: RouteName, { access, callsPerMinute }: RouteContract): object {
  if (name === 'redeemBinding') return { rateLimit: CODE_GUESS_LIMIT };
  if (GUESSABLE.has(name)) return { rateLimit: GUESS_LIMIT };
  if (callsPerMinute === undefined) return {};
  // By session: a whole county room may sit behind one address.
  const keyGenerator = ({ cookies, ip }: FastifyRequest): string =>
    cookies[access === 'guardian' ? COOKIES.guardian : COOKIES.operator] ?? ip;
  return { rateLimit: { max: callsPerMinute, timeWindow: 60_000, keyGenerator } };
}

/** @throws ShouwangError REQUEST_INVALID */
function checkBody({ body, bodyType }: RouteContract, request: FastifyRequest): unknown {
  if (bodyType === undefined && !Buffer.isBuffer(request.body))
    return check(body, request.body ?? undefined, 'body');
  const [sent = ''] = (request.headers['content-type'] ?? '').split(';');
  if (sent.trim().toLowerCase() === bodyType && Buffer.isBuffer(request.body)) return request.body;
  throw new ShouwangError('REQUEST_INVALID', `send the body as ${bodyType ?? 'application/json'}`);
}

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
  return {
    ...{ code: error.code, message: meaning, remedy, detail: error.detail, issues: [...error.issues] },
    ...(error instanceof BadRowsError ? { badRows: error.badRows } : {}),
  };
}
