/** Cookies of those who are signed in. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { UserView } from '../../../edge-config/contracts/rest.ts';
import { closeSession, divisionOf, openSession, type SessionKind } from '../store/people.ts';
import { recordAudit } from '../store/records.ts';
import { type HandlerContext, instantOf } from './context.ts';

export const COOKIES: Record<SessionKind, string> = {
  operator: 'shouwang_operator',
  guardian: 'shouwang_guardian',
};
/** A shift and a half; a phone stays signed in for a month. */
const SESSION_MS: Record<SessionKind, number> = { operator: 12 * 3600_000, guardian: 30 * 24 * 3600_000 };

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
  reply.setCookie(COOKIES[kind], token, {
    httpOnly: true,
    sameSite: 'strict',
    secure: context.config.http.secureCookies,
    path: '/',
    expires: expiresAt,
  });
  await recordAudit(context.database, {
    ...{ at, what: 'sign in', subject },
    actor: `${user?.role ?? kind} ${subject}`,
    division: user?.division ?? null,
  });
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
