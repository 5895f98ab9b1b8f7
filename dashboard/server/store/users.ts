/** Accounts of the county's people, as administrators see and change them. */
import { type Selectable, sql, type Transaction } from 'kysely';
import { ShouwangError } from '../../../edge-config/contracts/errors.ts';
import type { Role } from '../../../edge-config/contracts/rest.ts';
import { covers } from '../../domain/division.ts';
import type { Database } from './database.ts';
import type { Schema } from './schema.ts';

/** What an account is, with what stands around it. */
export type Account = Omit<Selectable<Schema['users']>, 'password_hash' | 'password_set_at'> & {
  readonly has_password: boolean;
  readonly open_sessions: number;
  readonly link_expires_at: Date | null;
};

export interface AccountFilter {
  /** Accounts bound to this division or within it. */
  readonly bound: string;
  readonly find?: string | undefined;
  readonly role?: Role | undefined;
  readonly state: 'active' | 'disabled' | 'all';
  /** User name of the last one of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

export interface AccountChange {
  readonly displayName: string;
  readonly role: Role;
  readonly division: string;
}

const instant = (at: string) => sql<Date>`${at}::timestamptz`;

function accounts(database: Database, now: string) {
  return database
    .selectFrom('users')
    .select(['username', 'display_name', 'role', 'division', 'created_at', 'disabled_at', 'last_sign_in_at'])
    .select([
      sql<boolean>`password_hash <> ''`.as('has_password'),
      sql<number>`(SELECT count(*)::integer FROM sessions WHERE sessions.kind = 'operator'
        AND sessions.subject = users.username AND sessions.expires_at > ${instant(now)})`.as('open_sessions'),
      sql<Date | null>`(SELECT max(sign_in_links.expires_at) FROM sign_in_links
        WHERE sign_in_links.username = users.username AND sign_in_links.used_at IS NULL
        AND sign_in_links.expires_at > ${instant(now)})`.as('link_expires_at'),
    ]);
}

/** By user name. */
export function listAccounts(database: Database, filter: AccountFilter, now: string): Promise<Account[]> {
  const { after, bound, find, limit, role, state } = filter;
  let query = accounts(database, now).orderBy('username').limit(limit);
  if (bound !== '') query = query.where('division', 'like', `${bound}%`);
  if (after !== undefined) query = query.where('username', '>', after);
  if (role !== undefined) query = query.where('role', '=', role);
  if (state !== 'all') query = query.where('disabled_at', state === 'active' ? 'is' : 'is not', null);
  if (find !== undefined) {
    query = query.where(sql<boolean>`position(lower(${find}) IN lower(username || ' ' || display_name)) > 0`);
  }
  return query.execute();
}

/** @throws ShouwangError NOT_FOUND */
export async function readAccount(database: Database, username: string, now: string): Promise<Account> {
  const row = await accounts(database, now).where('username', '=', username).executeTakeFirst();
  if (row === undefined) throw new ShouwangError('NOT_FOUND', `person ${username}`);
  return row;
}

/** Without a password: nobody signs in until a link was used. @throws ShouwangError USERNAME_TAKEN */
export async function createAccount(
  database: Database,
  { username, ...change }: AccountChange & { readonly username: string },
  at: string,
): Promise<void> {
  const made = await database
    .insertInto('users')
    .values({ username, ...columnsOf(change), password_hash: '', created_at: at })
    .onConflict((conflict) => conflict.column('username').doNothing())
    .returning('username')
    .executeTakeFirst();
  if (made === undefined) throw new ShouwangError('USERNAME_TAKEN', username);
}

/** @throws ShouwangError NOT_FOUND, LAST_ADMINISTRATOR */
export function changeAccount(database: Database, username: string, change: AccountChange): Promise<void> {
  return database.transaction().execute(async (tx) => {
    const isStillThere = (division: string): boolean =>
      change.role === 'administrator' && covers(change.division, division);
    await keepAnAdministrator(tx, username, isStillThere);
    await tx.updateTable('users').set(columnsOf(change)).where('username', '=', username).execute();
  });
}

/** Its sessions and unused links end with it. @throws ShouwangError NOT_FOUND, LAST_ADMINISTRATOR */
export function disableAccount(database: Database, username: string, at: string): Promise<void> {
  return database.transaction().execute(async (tx) => {
    await keepAnAdministrator(tx, username, () => false);
    await tx
      .updateTable('users')
      .set({ disabled_at: at })
      .where('username', '=', username)
      .where('disabled_at', 'is', null)
      .execute();
    await tx.deleteFrom('sessions').where('kind', '=', 'operator').where('subject', '=', username).execute();
    await tx
      .deleteFrom('sign_in_links')
      .where('username', '=', username)
      .where('used_at', 'is', null)
      .execute();
  });
}

export async function enableAccount(database: Database, username: string): Promise<void> {
  await database.updateTable('users').set({ disabled_at: null }).where('username', '=', username).execute();
}

function columnsOf({ displayName, role, division }: AccountChange) {
  return { display_name: displayName, role, division };
}

/** Whether somebody can sign in who may make others. */
export async function hasAdministrator(database: Database): Promise<boolean> {
  const row = await database
    .selectFrom('users')
    .select('username')
    .where('role', '=', 'administrator')
    .where('disabled_at', 'is', null)
    .where('password_hash', '<>', '')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Where an active administrator is, one must remain whose division is as wide. All administrators are locked, so that two
 * who take the role from each other at one moment do not both succeed.
 * @param remains whether the person still administers this division afterwards.
 * @throws ShouwangError NOT_FOUND, LAST_ADMINISTRATOR
 */
async function keepAnAdministrator(
  tx: Transaction<Schema>,
  username: string,
  remains: (division: string) => boolean,
): Promise<void> {
  const administrators = await tx
    .selectFrom('users')
    .select(['username', 'division', 'password_hash'])
    .where('role', '=', 'administrator')
    .where('disabled_at', 'is', null)
    .orderBy('username')
    .forUpdate()
    .execute();
  const person = administrators.find((each) => each.username === username);
  if (person === undefined) {
    const known = await tx
      .selectFrom('users')
      .select('username')
      .where('username', '=', username)
      .executeTakeFirst();
    if (known === undefined) throw new ShouwangError('NOT_FOUND', `person ${username}`);
    return;
  }
  const canTakeOver = (each: (typeof administrators)[number]): boolean =>
    each.username !== username && each.password_hash !== '' && covers(each.division, person.division);
  if (!remains(person.division) && !administrators.some(canTakeOver)) {
    throw new ShouwangError('LAST_ADMINISTRATOR', username);
  }
}
