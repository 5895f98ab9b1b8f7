/** Cookies of those who are signed in. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { closeSession, openSession, type SessionKind } from '../store/people.ts';
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
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

export async function openCookie(
  context: HandlerContext,
  { kind, reply, request, subject }: Opening,
): Promise<void> {
  const expiresAt = new Date(context.clock.wallMs() + SESSION_MS[kind]);
  const userAgent = request.headers['user-agent'] ?? '';
  const token = await openSession(context.database, {
    ...{ kind, subject, userAgent },
    expiresAt: expiresAt.toISOString(),
  });
  reply.setCookie(COOKIES[kind], token, {
    httpOnly: true,
    sameSite: 'strict',
    secure: context.config.http.secureCookies,
    path: '/',
    expires: expiresAt,
  });
  await recordAudit(context.database, {
    at: instantOf(context),
    actor: `${kind} ${subject}`,
    what: 'sign in',
    subject,
  });
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
