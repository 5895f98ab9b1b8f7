/** Operators, guardians and their sessions. */
import type { Selectable } from 'kysely';
import { ulid } from 'ulid';
import type { ConsoleConfig } from '../../../edge-config/contracts/console-config.ts';
import type { UserView } from '../../../edge-config/contracts/rest.ts';
import { hashPassword, isOutdated, newToken, tokenHash, verifyPassword } from '../auth.ts';
import type { Database } from './database.ts';
import type { Schema } from './schema.ts';

export type SessionKind = 'operator' | 'guardian';

/** Makes the accounts of the config that do not exist yet; changed passwords stay changed. */
export async function seedPeople(
  database: Database,
  { users, guardians }: Pick<ConsoleConfig, 'users' | 'guardians'>,
): Promise<void> {
  for (const { username, password, displayName, role, division } of users) {
    const known = await database
      .selectFrom('users')
      .select('username')
      .where('username', '=', username)
      .executeTakeFirst();
    if (known !== undefined) continue;
    const password_hash = await hashPassword(password);
    await database
      .insertInto('users')
      .values({ username, display_name: displayName, role, division, password_hash })
      .execute();
  }
  for (const { id, label, password } of guardians) {
    const known = await database
      .selectFrom('guardians')
      .select('guardian_id')
      .where('guardian_id', '=', id)
      .executeTakeFirst();
    if (known !== undefined) continue;
    const password_hash = await hashPassword(password);
    await database.insertInto('guardians').values({ guardian_id: id, label, password_hash }).execute();
  }
}

export async function signInUser(
  database: Database,
  username: string,
  password: string,
): Promise<UserView | undefined> {
  const row = await database
    .selectFrom('users')
    .selectAll()
    .where('username', '=', username)
    .where('disabled_at', 'is', null)
    .executeTakeFirst();
  if (!(await verifyPassword(password, row?.password_hash)) || row === undefined) return undefined;
  if (isOutdated(row.password_hash)) {
    await database
      .updateTable('users')
      .set({ password_hash: await hashPassword(password) })
      .where('username', '=', username)
      .execute();
  }
  return toUser(row);
}

/** @returns what an account is bound to; null when there is none of this name. */
export async function divisionOf(database: Database, username: string): Promise<string | null> {
  const row = await database
    .selectFrom('users')
    .select('division')
    .where('username', '=', username)
    .executeTakeFirst();
  return row?.division ?? null;
}

function toUser(
  row: Pick<Selectable<Schema['users']>, 'username' | 'display_name' | 'role' | 'division'>,
): UserView {
  return { username: row.username, displayName: row.display_name, role: row.role, division: row.division };
}

export async function signInGuardian(
  database: Database,
  guardianId: string,
  password: string,
): Promise<boolean> {
  const row = await database
    .selectFrom('guardians')
    .select('password_hash')
    .where('guardian_id', '=', guardianId)
    .executeTakeFirst();
  return verifyPassword(password, row?.password_hash);
}

/** Guardians of any household. */
export async function listBoundGuardianIds(database: Database): Promise<string[]> {
  const rows = await database
    .selectFrom('household_guardians')
    .select('guardian_id')
    .distinct()
    .orderBy('guardian_id')
    .execute();
  return rows.map(({ guardian_id }) => guardian_id);
}

/** The alias, e.g. "daughter"; the id where there is none. */
export async function guardianLabel(database: Database, guardianId: string): Promise<string> {
  const row = await database
    .selectFrom('guardians')
    .select('label')
    .where('guardian_id', '=', guardianId)
    .executeTakeFirst();
  return row?.label ?? guardianId;
}

/** @returns the cookie's value; only its digest is kept. */
export async function openSession(
  database: Database,
  session: {
    readonly kind: SessionKind;
    readonly subject: string;
    readonly at: string;
    readonly expiresAt: string;
    readonly userAgent: string;
  },
): Promise<string> {
  const token = newToken();
  const { at, kind, subject, expiresAt, userAgent } = session;
  await database
    .insertInto('sessions')
    .values({
      ...{ token_hash: tokenHash(token), session_id: ulid(), kind, subject },
      ...{ created_at: at, expires_at: expiresAt },
      user_agent: userAgent.slice(0, USER_AGENT_LENGTH),
    })
    .execute();
  if (kind === 'operator') {
    await database
      .updateTable('users')
      .set({ last_sign_in_at: at })
      .where('username', '=', subject)
      .execute();
  }
  return token;
}

const USER_AGENT_LENGTH = 200;

/** @returns whose session it is, as the account is now; undefined when unknown, over, or the account is closed. */
export async function readUserSession(
  database: Database,
  token: string | undefined,
  now: string,
): Promise<UserView | undefined> {
  if (token === undefined) return undefined;
  const row = await database
    .selectFrom('sessions')
    .innerJoin('users', 'users.username', 'sessions.subject')
    .select(['username', 'display_name', 'role', 'division'])
    .where('token_hash', '=', tokenHash(token))
    .where('kind', '=', 'operator')
    .where('expires_at', '>', new Date(now))
    .where('disabled_at', 'is', null)
    .executeTakeFirst();
  return row && toUser(row);
}

/** @returns the guardian's id; undefined when unknown or over. */
export async function readGuardianSession(
  database: Database,
  token: string | undefined,
  now: string,
): Promise<string | undefined> {
  if (token === undefined) return undefined;
  const row = await database
    .selectFrom('sessions')
    .select('subject')
    .where('token_hash', '=', tokenHash(token))
    .where('kind', '=', 'guardian')
    .where('expires_at', '>', new Date(now))
    .executeTakeFirst();
  return row?.subject;
}

/** @returns whether it was to end before `ifBefore`, and now ends later. */
export async function extendSession(
  database: Database,
  token: string,
  { expiresAt, ifBefore }: { readonly ifBefore: Date; readonly expiresAt: string },
): Promise<boolean> {
  const extended = await database
    .updateTable('sessions')
    .set({ expires_at: expiresAt })
    .where('token_hash', '=', tokenHash(token))
    .where('expires_at', '<', ifBefore)
    .returning('token_hash')
    .executeTakeFirst();
  return extended !== undefined;
}

export async function closeSession(database: Database, token: string): Promise<void> {
  await database.deleteFrom('sessions').where('token_hash', '=', tokenHash(token)).execute();
}
