/** Operators, guardians and their sessions. */
import type { ConsoleConfig } from '../../../edge-config/contracts/console-config.ts';
import type { UserView } from '../../../edge-config/contracts/rest.ts';
import { hashPassword, newToken, tokenHash, verifyPassword } from '../auth.ts';
import type { Database } from './database.ts';

export type SessionKind = 'operator' | 'guardian';

/** Makes the accounts of the config that do not exist yet; changed passwords stay changed. */
export async function seedPeople(
  database: Database,
  { users, guardians }: Pick<ConsoleConfig, 'users' | 'guardians'>,
): Promise<void> {
  for (const { username, password, displayName, role } of users) {
    const known = await database
      .selectFrom('users')
      .select('username')
      .where('username', '=', username)
      .executeTakeFirst();
    if (known !== undefined) continue;
    const password_hash = await hashPassword(password);
    await database
      .insertInto('users')
      .values({ username, display_name: displayName, role, password_hash })
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
    .executeTakeFirst();
  if (!(await verifyPassword(password, row?.password_hash)) || row === undefined) return undefined;
  return { username: row.username, displayName: row.display_name, role: row.role };
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

export async function readUser(database: Database, username: string): Promise<UserView | undefined> {
  const row = await database
    .selectFrom('users')
    .select(['username', 'display_name', 'role'])
    .where('username', '=', username)
    .executeTakeFirst();
  return row && { username: row.username, displayName: row.display_name, role: row.role };
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
  session: { readonly kind: SessionKind; readonly subject: string; readonly expiresAt: string },
): Promise<string> {
  const token = newToken();
  const { kind, subject, expiresAt } = session;
  await database
    .insertInto('sessions')
    .values({ token_hash: tokenHash(token), kind, subject, expires_at: expiresAt })
    .execute();
  return token;
}

/** @returns whose session it is; `undefined` when unknown or over. */
export async function readSession(
  database: Database,
  kind: SessionKind,
  token: string | undefined,
  now: string,
): Promise<string | undefined> {
  if (token === undefined) return undefined;
  const row = await database
    .selectFrom('sessions')
    .select('subject')
    .where('token_hash', '=', tokenHash(token))
    .where('kind', '=', kind)
    .where('expires_at', '>', new Date(now))
    .executeTakeFirst();
  return row?.subject;
}

export async function closeSession(database: Database, token: string): Promise<void> {
  await database.deleteFrom('sessions').where('token_hash', '=', tokenHash(token)).execute();
}
