/** Signing in and out at the county. */
import { ShouwangError } from '../../../../edge-config/contracts/errors.ts';
import type { SESSION_ROUTES } from '../../../../edge-config/contracts/rest.ts';
import { signInUser } from '../../store/people.ts';
import type { HandlerContext } from '../context.ts';
import { auditRefusal, closeCookie, openCookie } from '../cookies.ts';
import type { HandlersOf } from '../router.ts';

export function sessionHandlers(context: HandlerContext): HandlersOf<typeof SESSION_ROUTES> {
  return {
    signIn: async ({ body, reply, request }) => {
      const user = await signInUser(context.database, body.username, body.password);
      if (user === undefined) {
        await auditRefusal(context, { request, subject: body.username });
        throw new ShouwangError('WRONG_CREDENTIALS', '');
      }
      await openCookie(context, { kind: 'operator', subject: user.username, user, request, reply });
      return user;
    },
    session: ({ user }) => Promise.resolve(user),
    signOut: (call) => closeCookie(context, 'operator', call),
  };
}
