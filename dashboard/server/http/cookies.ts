/** Cookies of those who are signed in. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { UserView } from '../../../edge-config/contracts/rest.ts';
import { closeSession, divisionOf, extendSession, openSession, type SessionKind } from '../store/people.ts';
import { recordAudit } from '../store/records.ts';
import { type HandlerContext, instantOf } from './context.ts';

export const COOKIES: Record<SessionKind, string> = {
  operator: 'shouwang_operator',
  guardian: 'shouwang_guardian',
};
const DAY_MS = 24 * 3600_000;
/**
 * A shift and a half. A phone stays signed in for as long as browsers keep a cookie (400 days, RFC 6265bis), anew with each
 * use: who was bound by a code has no password to come in by again, and a phone that is signed out hears no alert. The county
 * ends it when it takes the guardian off the household.
 */
const SESSION_MS: Record<SessionKind, number> = { operator: 12 * 3600_000, guardian: 400 * DAY_MS };
/** A phone's session is written anew at most so often. */
const RENEW_AFTER_MS = 30 * DAY_MS;

interface Opening {
  readonly kind: SessionKind;
  readonly subject: string;
  /** Of a person of the county. */
  readonly user?: UserView;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

export async function openCookie(
  context: HandlerContext,
  { kind, reply, request, subject, user }: Opening,
): Promise<void> {
  const at = instantOf(context);
  const expiresAt = new Date(context.clock.wallMs() + SESSION_MS[kind]);
  const userAgent = request.headers['user-agent'] ?? '';
  const token = await openSession(context.database, {
    ...{ kind, subject, userAgent },
    ...{ at, expiresAt: expiresAt.toISOString() },
  });
  setCookie(context, reply, { kind, token, expiresAt });
  await recordAudit(context.database, {
    ...{ at, what: 'sign in', subject },
    actor: `${user?.role ?? kind} ${subject}`,
    division: user?.division ?? null,
  });
}

function setCookie(
  { config }: HandlerContext,
  reply: FastifyReply,
  {
    expiresAt,
    kind,
    token,
  }: { readonly kind: SessionKind; readonly token: string; readonly expiresAt: Date },
): void {
  reply.setCookie(COOKIES[kind], token, {
    httpOnly: true,
    sameSite: 'strict',
    secure: config.http.secureCookies,
    path: '/',
    expires: expiresAt,
  });
}

/** A phone that is in use stays signed in. */
export async function renewGuardianCookie(
  context: HandlerContext,
  { reply, request }: Pick<Opening, 'reply' | 'request'>,
): Promise<void> {
  const token = request.cookies[COOKIES.guardian];
  if (token === undefined) return;
  const expiresAt = new Date(context.clock.wallMs() + SESSION_MS.guardian);
  const isRenewed = await extendSession(context.database, token, {
    ifBefore: new Date(expiresAt.getTime() - RENEW_AFTER_MS),
    expiresAt: expiresAt.toISOString(),
  });
  if (isRenewed) setCookie(context, reply, { kind: 'guardian', token, expiresAt });
}

/** Guesses are written down as well; how many, the router bounds. */
export async function auditRefusal(
  context: HandlerContext,
  { request, subject }: Pick<Opening, 'request' | 'subject'>,
): Promise<void> {
  await recordAudit(context.database, {
    ...{ at: instantOf(context), actor: 'nobody', what: 'sign in refused', subject },
    detail: request.ip,
    division: await divisionOf(context.database, subject),
  });
}

/** The operator's cookie; empty when there is none. */
export function operatorToken({ cookies }: FastifyRequest): string {
  return cookies[COOKIES.operator] ?? '';
}

export async function closeCookie(
  context: HandlerContext,
  kind: SessionKind,
  { reply, request }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
): Promise<{ ok: true }> {
  const token = request.cookies[COOKIES[kind]];
  if (token !== undefined) await closeSession(context.database, token);
  reply.clearCookie(COOKIES[kind], { path: '/' });
  return { ok: true };
}
