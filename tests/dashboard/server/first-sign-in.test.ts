/** The first administrator's way in: a link in a file, never a default password, never a word in the log. */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FirstSignIn } from '../../../dashboard/server/first-sign-in.ts';
import { listAudit } from '../../../dashboard/server/store/audit.ts';
import { readLink, redeemLink } from '../../../dashboard/server/store/links.ts';
import { seedPeople } from '../../../dashboard/server/store/people.ts';
import { disableAccount, readAccount } from '../../../dashboard/server/store/users.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { silentLog } from '../../support/silent-log.ts';
import { suiteDatabase } from '../../support/suite-database.ts';
import { tempFolder } from '../../support/temp-folder.ts';

describe('the first sign-in', () => {
  const database = suiteDatabase();
  const clock = new FakeClock();
  const now = (): string => new Date(clock.wallMs()).toISOString();

  function begin(folder: string, terminal: { write(text: string): unknown } | null = null) {
    const log = silentLog();
    const linkUrl = (token: string): string => `https://county.example/link/${token}`;
    const place = { folder, terminal };
    const firstSignIn = new FirstSignIn({ database: database(), clock, log, place, linkUrl });
    return { firstSignIn, log, file: join(folder, 'first-sign-in.txt') };
  }

  const tokenIn = (text: string): string => /\/link\/([\w-]{43})\n/.exec(text)?.[1] ?? '';

  it('puts a link into a file of the console’s own, and on the terminal; the log names the file only', async () => {
    const shown: string[] = [];
    const { file, firstSignIn, log } = begin(tempFolder(), { write: (text) => shown.push(text) });
    writeFileSync(file, 'of an earlier start', { mode: 0o644 });
    await firstSignIn.prepare();
    const text = readFileSync(file, 'utf8');
    const token = tokenIn(text);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await readLink(database(), token, now())).toMatchObject({
      ...{ username: 'administrator', role: 'administrator' },
    });
    expect(shown.join('')).toContain(token);
    expect(log.lines).toMatchObject([{ level: 'info', fields: { file } }]);
    expect(JSON.stringify([log.lines, await listAudit(database(), { bound: '', limit: 9 })])).not.toContain(
      token,
    );
    expect(await readAccount(database(), 'administrator', now())).toMatchObject({ has_password: false });
  });

  it('gives a new link at each start until one was used, then takes the file away', async () => {
    const { file, firstSignIn } = begin(tempFolder());
    await firstSignIn.prepare();
    const first = tokenIn(readFileSync(file, 'utf8'));
    await firstSignIn.prepare();
    const second = tokenIn(readFileSync(file, 'utf8'));
    expect(await readLink(database(), first, now())).toBeUndefined();
    await redeemLink(database(), second, 'a hash', now());
    firstSignIn.used('somebody else');
    expect(existsSync(file)).toBe(true);
    firstSignIn.used('administrator');
    expect(existsSync(file)).toBe(false);
  });

  it('makes nothing where an administrator can sign in, and removes a file that was left', async () => {
    const { file, firstSignIn, log } = begin(tempFolder());
    writeFileSync(file, 'left by a console that was killed');
    await firstSignIn.prepare();
    expect(existsSync(file)).toBe(false);
    expect(log.lines).toEqual([]);
  });

  it('does not undo that somebody closed the account, and says what to do', async () => {
    const other = { username: 'other', password: 'the other one', displayName: 'o', division: '' };
    await seedPeople(database(), { users: [{ ...other, role: 'administrator' }], guardians: [] });
    await disableAccount(database(), 'administrator', now());
    await database().updateTable('users').set({ role: 'operator' }).where('username', '=', 'other').execute();
    const { file, firstSignIn, log } = begin(tempFolder());
    await firstSignIn.prepare();
    expect(existsSync(file)).toBe(false);
    expect(log.lines).toMatchObject([
      { level: 'warn', message: expect.stringContaining('dashboard invite') },
    ]);
  });

  it('starts although the folder cannot be written, and says what to do', async () => {
    await database().deleteFrom('users').execute();
    const { firstSignIn, log } = begin(join(tempFolder(), 'is not there'));
    await firstSignIn.prepare();
    expect(log.lines).toMatchObject([
      { level: 'warn', message: expect.stringContaining('dashboard invite') },
    ]);
  });
});
