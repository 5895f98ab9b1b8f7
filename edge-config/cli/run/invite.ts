/** A one-time link made on the machine: for the first administrator, and when every other way in is lost. */
import { FIRST_ADMINISTRATOR } from '../../../dashboard/server/first-sign-in.ts';
import type { Database } from '../../../dashboard/server/store/database.ts';
import { makeLink } from '../../../dashboard/server/store/links.ts';
import { recordAudit } from '../../../dashboard/server/store/records.ts';
import { createAccount } from '../../../dashboard/server/store/users.ts';
import { SystemClock } from '../../../gateway/adapters/clock/system-clock.ts';
import { ShouwangError } from '../../contracts/errors.ts';
import { toInputIssues } from '../../contracts/issues.ts';
import { divisionBoundSchema, newUsernameSchema, type Role } from '../../contracts/rest.ts';
import { text } from '../texts.ts';
import { openConsoleDatabase, ownUrl } from './console-database.ts';

export interface Invitation {
  readonly username: string | undefined;
  /** Only for an account that is made now. */
  readonly displayName: string | undefined;
  readonly role: Role | undefined;
  readonly division: string | undefined;
}

/** @throws ShouwangError USAGE, PERSON_DISABLED, CONSOLE_RUNNING, DATABASE_UNUSABLE */
export async function invite(
  configFile: string,
  invitation: Invitation,
  output: { write(text: string): unknown } = process.stdout,
): Promise<void> {
  const username = invitation.username ?? FIRST_ADMINISTRATOR.username;
  requireValid(invitation);
  const { config, database } = await openConsoleDatabase(configFile);
  const atMs = new SystemClock().wallMs();
  try {
    await makeAccount(database, { ...invitation, username }, new Date(atMs).toISOString());
    const { expiresAt, token } = await makeLink(database, { username, madeBy: 'command', atMs });
    await recordAudit(database, {
      ...{ at: new Date(atMs).toISOString(), actor: 'command', what: 'make link', subject: username },
    });
    const base = config.http.publicUrl?.replace(/\/$/, '') ?? ownUrl(config);
    output.write(`${username}: ${text('inviteOnce')} ${expiresAt}\n${base}/link/${token}\n`);
  } finally {
    await database.destroy();
  }
}

function requireValid({ division, username }: Invitation): void {
  const checks = [
    [newUsernameSchema.optional(), username],
    [divisionBoundSchema.optional(), division],
  ] as const;
  for (const [schema, value] of checks) {
    const { error } = schema.safeParse(value);
    if (error !== undefined) {
      throw new ShouwangError('USAGE', String(value), { issues: toInputIssues(error, value) });
    }
  }
}

/** What an account is, is changed on the page, by someone who is known; the command only makes new ones. */
async function makeAccount(
  database: Database,
  { displayName, division, role, username }: Invitation & { readonly username: string },
  at: string,
): Promise<void> {
  const known = await database
    .selectFrom('users')
    .select('username')
    .where('username', '=', username)
    .executeTakeFirst();
  if (known !== undefined) {
    if (displayName !== undefined || role !== undefined || division !== undefined) {
      throw new ShouwangError('USAGE', `${username}: ${text('inviteKnown')}`);
    }
    return;
  }
  const isFirst = username === FIRST_ADMINISTRATOR.username;
  await createAccount(
    database,
    {
      username,
      displayName: displayName ?? (isFirst ? FIRST_ADMINISTRATOR.displayName : username),
      role: role ?? 'administrator',
      division: division ?? '',
    },
    at,
  );
  await recordAudit(database, { at, actor: 'command', what: 'create person', subject: username });
}
