/**
 * The way in for the first administrator: no password stands anywhere from the start, a one-time link does. It goes to a
 * file that only the console's own user can read, and to the terminal when there is one; never to the log.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Log, WallClock } from './ports.ts';
import type { Database } from './store/database.ts';
import { makeLink } from './store/links.ts';
import { recordAudit } from './store/records.ts';
import { createAccount, hasAdministrator } from './store/users.ts';

export const FIRST_ADMINISTRATOR = { username: 'administrator', displayName: '管理员' } as const;

export interface FirstSignInPlace {
  /** Beside the console's config file. */
  readonly folder: string;
  /** Null when nobody sits there. */
  readonly terminal: { write(text: string): unknown } | null;
}

export interface FirstSignInOptions {
  readonly database: Database;
  readonly clock: WallClock;
  readonly log: Log;
  readonly place: FirstSignInPlace;
  readonly linkUrl: (token: string) => string;
}

export class FirstSignIn {
  readonly #options: FirstSignInOptions;
  readonly #file: string;

  constructor(options: FirstSignInOptions) {
    this.#options = options;
    this.#file = join(options.place.folder, 'first-sign-in.txt');
  }

  /** Makes account and link while nobody can sign in who may make others; anew at each start. */
  async prepare(): Promise<void> {
    const { clock, database, linkUrl, place } = this.#options;
    if (await hasAdministrator(database)) {
      this.#remove();
      return;
    }
    const { username } = FIRST_ADMINISTRATOR;
    const at = new Date(clock.wallMs()).toISOString();
    const known = await database
      .selectFrom('users')
      .select(['role', 'disabled_at'])
      .where('username', '=', username)
      .executeTakeFirst();
    if (known === undefined) {
      await createAccount(database, { ...FIRST_ADMINISTRATOR, role: 'administrator', division: '' }, at);
      const entry = { at, actor: 'console', what: 'create person', subject: username };
      await recordAudit(database, { ...entry, detail: 'first start' });
    } else if (known.role !== 'administrator' || known.disabled_at !== null) {
      // A person has decided so: the console does not undo it.
      this.#options.log.warn({}, 'there is no administrator; make one by: shouwang dashboard invite');
      return;
    }
    const { expiresAt, token } = await makeLink(database, {
      ...{ username, madeBy: 'console', atMs: clock.wallMs() },
    });
    const text = words(linkUrl(token), expiresAt);
    place.terminal?.write(`\n${text}\n`);
    this.#write(text);
  }

  /** The file has done its work. */
  used(username: string): void {
    if (username === FIRST_ADMINISTRATOR.username) this.#remove();
  }

  #write(text: string): void {
    const { log } = this.#options;
    try {
      // Anew, so that the mode of an older file is not kept.
      rmSync(this.#file, { force: true });
      writeFileSync(this.#file, text, { mode: 0o600, flag: 'wx' });
      log.info({ file: this.#file }, 'no administrator yet: the first sign-in link is in this file');
    } catch (error) {
      log.warn(
        { file: this.#file, error },
        'the first sign-in link cannot be written; make one by: shouwang dashboard invite',
      );
    }
  }

  #remove(): void {
    try {
      rmSync(this.#file, { force: true });
    } catch (error) {
      this.#options.log.warn({ file: this.#file, error }, 'a link that was used cannot be removed');
    }
  }
}

function words(url: string, expiresAt: string): string {
  const { username } = FIRST_ADMINISTRATOR;
  return [
    `守望控制台：首次登录。打开下面的链接，为 ${username} 设置密码（只能用一次，${expiresAt} 前有效）。`,
    `Shouwang console: first sign-in. Open the link and set a password for ${username} (once, before ${expiresAt}).`,
    '',
    `  ${url}`,
    '',
  ].join('\n');
}
