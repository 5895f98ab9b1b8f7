/** Sessions of the county's people, as they are listed and ended. How they begin: people.ts. */
import type { SessionView } from '../../../edge-config/contracts/rest.ts';
import { tokenHash } from '../auth.ts';
import type { Database } from './database.ts';

/** @param token cookie of the one who asks, to mark the own session. */
export async function listSessions(
  database: Database,
  username: string,
  { now, token }: { readonly now: string; readonly token: string },
): Promise<SessionView[]> {
  const rows = await database
    .selectFrom('sessions')
    .select(['token_hash', 'session_id', 'created_at', 'expires_at', 'user_agent'])
    .where('kind', '=', 'operator')
    .where('subject', '=', username)
    .where('expires_at', '>', new Date(now))
    .orderBy('created_at', 'desc')
    .execute();
  const own = tokenHash(token);
  // Those without an id were opened before there was one: they are over within a shift, and end with all others.
  return rows.flatMap(({ created_at, expires_at, session_id, token_hash, user_agent }) =>
    session_id === null
      ? []
      : {
          sessionId: session_id,
          createdAt: created_at.toISOString(),
          expiresAt: expires_at.toISOString(),
          userAgent: user_agent ?? '',
          isCurrent: token_hash === own,
        },
  );
}

/** @returns whether there was such a session of this person. */
export async function endSession(database: Database, username: string, sessionId: string): Promise<boolean> {
  const ended = await database
    .deleteFrom('sessions')
    .where('kind', '=', 'operator')
    .where('subject', '=', username)
    .where('session_id', '=', sessionId)
    .returning('session_id')
    .executeTakeFirst();
  return ended !== undefined;
}

/** @param keptToken cookie of the session that stays; undefined: none does. */
export async function endSessions(database: Database, username: string, keptToken?: string): Promise<void> {
  let ending = database.deleteFrom('sessions').where('kind', '=', 'operator').where('subject', '=', username);
  if (keptToken !== undefined) ending = ending.where('token_hash', '<>', tokenHash(keptToken));
  await ending.execute();
}
