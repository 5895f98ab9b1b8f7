/** What people do about their own way in: one-time links, the own password, the own sessions. */
import { ShouwangError } from '../../../../edge-config/contracts/errors.ts';
import { passwordFault } from '../../../../edge-config/contracts/password.ts';
import type { PEOPLE_ROUTES } from '../../../../edge-config/contracts/rest.ts';
import { hashPassword } from '../../auth.ts';
import { readLink, redeemLink, setPassword } from '../../store/links.ts';
import { signInUser } from '../../store/people.ts';
import { endSession, endSessions, listSessions } from '../../store/sessions.ts';
import { audit, type HandlerContext, instantOf } from '../context.ts';
import { openCookie, operatorToken } from '../cookies.ts';
import type { HandlersOf } from '../router.ts';

type OwnRoutes = Pick<
  typeof PEOPLE_ROUTES,
  'readLink' | 'redeemLink' | 'changeOwnPassword' | 'listOwnSessions' | 'endOtherSessions' | 'endOwnSession'
>;

export function linkHandlers(context: HandlerContext): HandlersOf<OwnRoutes> {
  const { database } = context;

  return {
    readLink: async ({ params }) => {
      const holder = await readLink(database, params.token, instantOf(context));
      if (holder === undefined) throw new ShouwangError('LINK_INVALID', '');
      return holder;
    },
    redeemLink: async ({ body: { password }, params: { token }, reply, request }) => {
      const at = instantOf(context);
      const holder = await readLink(database, token, at);
      if (holder === undefined) throw new ShouwangError('LINK_INVALID', '');
      requireGoodPassword(password, holder.username);
      // Hashing takes long: it is done before the transaction, which then decides by itself whether the link still holds.
      const user = await redeemLink(database, token, await hashPassword(password), at);
      context.onSignedOut(user.username);
      context.onLinkUsed(user.username);
      await audit(context, user, { what: 'set password', subject: user.username, detail: 'by a link' });
      await openCookie(context, { kind: 'operator', subject: user.username, user, request, reply });
      return user;
    },
    changeOwnPassword: async ({ body: { oldPassword, password }, request, user }) => {
      const { username } = user;
      if ((await signInUser(database, username, oldPassword)) === undefined) {
        await audit(context, user, { what: 'password refused', subject: username });
        throw new ShouwangError('PASSWORD_WRONG', '');
      }
      requireGoodPassword(password, username);
      await setPassword(database, {
        ...{ username, passwordHash: await hashPassword(password) },
        ...{ keptToken: operatorToken(request), at: instantOf(context) },
      });
      context.onSignedOut(username);
      await audit(context, user, { what: 'set password', subject: username });
      return { ok: true };
    },
    listOwnSessions: async ({ request, user }) => {
      const asks = { now: instantOf(context), token: operatorToken(request) };
      return { sessions: await listSessions(database, user.username, asks) };
    },
    endOtherSessions: async ({ request, user }) => {
      await endSessions(database, user.username, operatorToken(request));
      context.onSignedOut(user.username);
      await audit(context, user, { what: 'end sessions', subject: user.username });
      return { ok: true };
    },
    endOwnSession: async ({ params: { sessionId }, user }) => {
      const wasThere = await endSession(database, user.username, sessionId);
      if (!wasThere) throw new ShouwangError('NOT_FOUND', `session ${sessionId}`);
      context.onSignedOut(user.username);
      await audit(context, user, { what: 'end session', subject: user.username, detail: sessionId });
      return { ok: true };
    },
  };
}

/** @throws ShouwangError PASSWORD_WEAK */
function requireGoodPassword(password: string, username: string): void {
  const fault = passwordFault(password, username);
  if (fault !== undefined) throw new ShouwangError('PASSWORD_WEAK', fault);
}
