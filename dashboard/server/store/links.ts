/** One-time links and passwords. Of a link only the digest of its token is stored. */
import { ShouwangError } from '../../../edge-config/contracts/errors.ts';
import type { LinkHolder, UserView } from '../../../edge-config/contracts/rest.ts';
import { newToken, tokenHash } from '../auth.ts';
import type { Database } from './database.ts';

/** A day: long enough to hand it over, short enough that a forgotten paper opens nothing. */
export const LINK_MS = 24 * 3600_000;

export interface MadeLink {
  readonly token: string;
  readonly expiresAt: string;
}

/** Earlier links of the person that were not used end. @throws ShouwangError NOT_FOUND, PERSON_DISABLED */
export async function makeLink(
  database: Database,
  link: { readonly username: string; readonly madeBy: string; readonly atMs: number },
): Promise<MadeLink> {
  const { atMs, madeBy, username } = link;
  const token = newToken();
  const expiresAt = new Date(atMs + LINK_MS).toISOString();
  await database.transaction().execute(async (tx) => {
    const person = await tx
      .selectFrom('users')
      .select('disabled_at')
      .where('username', '=', username)
      // Two at one moment: the later one counts.
      .forUpdate()
      .executeTakeFirst();
    if (person === undefined) throw new ShouwangError('NOT_FOUND', `person ${username}`);
    if (person.disabled_at !== null) throw new ShouwangError('PERSON_DISABLED', username);
    await tx
      .deleteFrom('sign_in_links')
      .where('username', '=', username)
      .where('used_at', 'is', null)
      .execute();
    await tx
      .insertInto('sign_in_links')
      .values({
        ...{ token_hash: tokenHash(token), username, made_by: madeBy },
        ...{ made_at: new Date(atMs).toISOString(), expires_at: expiresAt },
      })
      .execute();
  });
  return { token, expiresAt };
}

/** @returns undefined when it was used, is over, is unknown, or the account is closed: which, is nobody's business. */
export async function readLink(
  database: Database,
  token: string,
  now: string,
): Promise<LinkHolder | undefined> {
  const row = await database
    .selectFrom('sign_in_links')
    .innerJoin('users', 'users.username', 'sign_in_links.username')
    .select(['users.username', 'display_name', 'role'])
    .where('token_hash', '=', tokenHash(token))
    .where('used_at', 'is', null)
    .where('expires_at', '>', new Date(now))
    .where('disabled_at', 'is', null)
    .executeTakeFirst();
  return row && { username: row.username, displayName: row.display_name, role: row.role };
}

/** Sets the password and ends all sessions of the person, or does nothing. @throws ShouwangError LINK_INVALID */
export function redeemLink(
  database: Database,
  token: string,
  passwordHash: string,
  now: string,
): Promise<UserView> {
  return database.transaction().execute(async (tx) => {
    const link = await tx
      .updateTable('sign_in_links')
      .set({ used_at: now })
      .where('token_hash', '=', tokenHash(token))
      .where('used_at', 'is', null)
      .where('expires_at', '>', new Date(now))
      .returning('username')
      .executeTakeFirst();
    const person =
      link &&
      (await tx
        .updateTable('users')
        .set({ password_hash: passwordHash, password_set_at: now })
        .where('username', '=', link.username)
        .where('disabled_at', 'is', null)
        .returning(['username', 'display_name', 'role', 'division'])
        .executeTakeFirst());
    if (person === undefined) throw new ShouwangError('LINK_INVALID', '');
    await tx
      .deleteFrom('sessions')
      .where('kind', '=', 'operator')
      .where('subject', '=', person.username)
      .execute();
    const { display_name: displayName, division, role, username } = person;
    return { username, displayName, role, division };
  });
}

/** The person's other sessions end. @param keptToken cookie of the session that asks. */
export async function setPassword(
  database: Database,
  change: {
    readonly username: string;
    readonly passwordHash: string;
    readonly keptToken: string;
    readonly at: string;
  },
): Promise<void> {
  await database.transaction().execute(async (tx) => {
    await tx
      .updateTable('users')
      .set({ password_hash: change.passwordHash, password_set_at: change.at })
      .where('username', '=', change.username)
      .execute();
    await tx
      .deleteFrom('sessions')
      .where('kind', '=', 'operator')
      .where('subject', '=', change.username)
      .where('token_hash', '<>', tokenHash(change.keptToken))
      .execute();
  });
}
