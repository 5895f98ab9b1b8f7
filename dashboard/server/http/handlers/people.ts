/** Accounts of the county's people: what administrators do, each within the own division. */
import { ShouwangError } from '../../../../edge-config/contracts/errors.ts';
import type { PEOPLE_ROUTES, Person, SignInLink, UserView } from '../../../../edge-config/contracts/rest.ts';
import { covers } from '../../../domain/division.ts';
import { makeLink } from '../../store/links.ts';
import { endSession, endSessions, listSessions } from '../../store/sessions.ts';
import {
  type Account,
  changeAccount,
  createAccount,
  disableAccount,
  enableAccount,
  listAccounts,
  readAccount,
} from '../../store/users.ts';
import { audit, type HandlerContext, instantOf, requireWithin } from '../context.ts';
import { operatorToken } from '../cookies.ts';
import type { HandlersOf } from '../router.ts';
import { linkHandlers } from './links.ts';

export function peopleHandlers(context: HandlerContext): HandlersOf<typeof PEOPLE_ROUTES> {
  return { ...linkHandlers(context), ...accountHandlers(context), ...sessionsOfHandlers(context) };
}

type AccountRoutes = Pick<
  typeof PEOPLE_ROUTES,
  | 'listPeople'
  | 'createPerson'
  | 'changePerson'
  | 'disablePerson'
  | 'enablePerson'
  | 'makeLink'
  | 'findDivisions'
>;

function accountHandlers(context: HandlerContext): HandlersOf<AccountRoutes> {
  const { database, divisions } = context;
  const personOf = async (username: string): Promise<Person> =>
    toPerson(context, await readAccount(database, username, instantOf(context)));

  async function linkFor(user: UserView, username: string): Promise<SignInLink> {
    const atMs = context.clock.wallMs();
    const { expiresAt, token } = await makeLink(database, { username, madeBy: user.username, atMs });
    return { url: context.linkUrl(token), expiresAt };
  }

  return {
    listPeople: async ({ query: { cursor, limit, ...filter }, user }) => {
      const page = { ...filter, limit: limit + 1, bound: user.division, after: cursor };
      const rows = await listAccounts(database, page, instantOf(context));
      const people = rows.slice(0, limit).map((row) => toPerson(context, row));
      return { people, nextCursor: rows.length > limit ? (people.at(-1)?.username ?? null) : null };
    },
    createPerson: async ({ body, user }) => {
      requireWithin(user, body.division, `division ${body.division || '*'}`);
      await createAccount(database, body, instantOf(context));
      const link = await linkFor(user, body.username);
      await audit(context, user, {
        ...{ what: 'create person', subject: body.username },
        detail: standing(body),
      });
      return { person: await personOf(body.username), link };
    },
    changePerson: async ({ body, params: { username }, user }) => {
      const before = await managed(context, user, username);
      requireWithin(user, body.division, `division ${body.division || '*'}`);
      await changeAccount(database, username, body);
      // Their boards were opened for what they were before.
      context.onSignedOut(username);
      const was = { displayName: before.display_name, role: before.role, division: before.division };
      await audit(context, user, {
        ...{ what: 'change person', subject: username },
        detail: `${standing(was)} → ${standing(body)}`,
      });
      return personOf(username);
    },
    disablePerson: async ({ params: { username }, user }) => {
      await managed(context, user, username);
      await disableAccount(database, username, instantOf(context));
      context.onSignedOut(username);
      await audit(context, user, { what: 'disable person', subject: username });
      return personOf(username);
    },
    enablePerson: async ({ params: { username }, user }) => {
      await managed(context, user, username);
      await enableAccount(database, username);
      await audit(context, user, { what: 'enable person', subject: username });
      return personOf(username);
    },
    makeLink: async ({ params: { username }, user }) => {
      await managed(context, user, username);
      const link = await linkFor(user, username);
      await audit(context, user, { what: 'make link', subject: username });
      return link;
    },
    findDivisions: ({ query: { find }, user }) => {
      const codes = divisions.find(find.trim(), MAX_DIVISIONS, (code) => covers(user.division, code));
      return Promise.resolve({
        divisions: codes.map((code) => ({ code, names: divisions.namesOf(code) })),
      });
    },
  };
}

const MAX_DIVISIONS = 30;

type SessionRoutes = Pick<typeof PEOPLE_ROUTES, 'listSessionsOf' | 'endSessionsOf' | 'endSessionOf'>;

function sessionsOfHandlers(context: HandlerContext): HandlersOf<SessionRoutes> {
  const { database } = context;
  return {
    listSessionsOf: async ({ params: { username }, request, user }) => {
      await managed(context, user, username);
      const asks = { now: instantOf(context), token: operatorToken(request) };
      return { sessions: await listSessions(database, username, asks) };
    },
    endSessionsOf: async ({ params: { username }, user }) => {
      await managed(context, user, username);
      await endSessions(database, username);
      context.onSignedOut(username);
      await audit(context, user, { what: 'end sessions', subject: username });
      return { ok: true };
    },
    endSessionOf: async ({ params: { sessionId, username }, user }) => {
      await managed(context, user, username);
      const wasThere = await endSession(database, username, sessionId);
      if (!wasThere) throw new ShouwangError('NOT_FOUND', `session ${sessionId}`);
      context.onSignedOut(username);
      await audit(context, user, { what: 'end session', subject: username, detail: sessionId });
      return { ok: true };
    },
  };
}

/** @throws ShouwangError NOT_FOUND, FORBIDDEN when the account is bound to what is wider than the user's division. */
async function managed(context: HandlerContext, user: UserView, username: string): Promise<Account> {
  const account = await readAccount(context.database, username, instantOf(context));
  requireWithin(user, account.division, `person ${username}`);
  return account;
}

/** For the audit: what somebody is. */
function standing({ displayName, division, role }: Omit<UserView, 'username'>): string {
  return `${displayName}, ${role}, ${division || '*'}`;
}

function toPerson({ divisions }: HandlerContext, row: Account): Person {
  return {
    username: row.username,
    displayName: row.display_name,
    role: row.role,
    division: row.division,
    divisionNames: divisions.namesOf(row.division),
    createdAt: row.created_at.toISOString(),
    disabledAt: row.disabled_at?.toISOString() ?? null,
    hasPassword: row.has_password,
    lastSignInAt: row.last_sign_in_at?.toISOString() ?? null,
    openSessions: row.open_sessions,
    linkExpiresAt: row.link_expires_at?.toISOString() ?? null,
  };
}
