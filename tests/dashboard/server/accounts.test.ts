/** Accounts, links, sessions and audit in both databases, and what a password must be. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tokenHash, verifyPassword } from '../../../dashboard/server/auth.ts';
import { listAudit } from '../../../dashboard/server/store/audit.ts';
import { type Database, openDatabase } from '../../../dashboard/server/store/database.ts';
import { LINK_MS, makeLink, readLink, redeemLink } from '../../../dashboard/server/store/links.ts';
import { openSession, readUserSession } from '../../../dashboard/server/store/people.ts';
import { recordAudit } from '../../../dashboard/server/store/records.ts';
import { listSessions } from '../../../dashboard/server/store/sessions.ts';
import {
  changeAccount,
  createAccount,
  disableAccount,
  enableAccount,
  hasAdministrator,
  listAccounts,
  readAccount,
} from '../../../dashboard/server/store/users.ts';
import { passwordFault, passwordStrength } from '../../../edge-config/contracts/password.ts';
import type { Role } from '../../../edge-config/contracts/rest.ts';
import { startPostgres } from '../../support/postgres.ts';
import { describeWithService } from '../../support/services.ts';

const AT_MS = Date.parse('2026-03-01T08:00:00.000Z');
const AT = new Date(AT_MS).toISOString();
const after = (ms: number): string => new Date(AT_MS + ms).toISOString();

function accountsContract(open: () => Promise<Database>): void {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  }, 180_000);
  afterAll(() => database?.destroy());

  const make = async (username: string, role: Role, division = '', hash = 'a hash'): Promise<void> => {
    await createAccount(database, { username, displayName: `${username} desk`, role, division }, AT);
    await database
      .updateTable('users')
      .set({ password_hash: hash })
      .where('username', '=', username)
      .execute();
  };
  const signIn = (subject: string, userAgent = 'a browser'): Promise<string> =>
    openSession(database, { kind: 'operator', subject, userAgent, at: AT, expiresAt: after(3600_000) });
  const link = async (username: string): Promise<string> =>
    (await makeLink(database, { username, madeBy: 'test', atMs: AT_MS })).token;

  it('takes a user name once', async () => {
    await make('twice', 'operator');
    await expect(make('twice', 'auditor')).rejects.toMatchObject({ code: 'USERNAME_TAKEN' });
    expect(await readAccount(database, 'twice', AT)).toMatchObject({ role: 'operator' });
    await expect(readAccount(database, 'never', AT)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('sets a password by a link once, and ends what was open before', async () => {
    await make('linked', 'operator', '520602', '');
    const before = await signIn('linked');
    const token = await link('linked');
    expect(await readLink(database, token, AT)).toEqual({
      ...{ username: 'linked', displayName: 'linked desk', role: 'operator' },
    });
    const uses = await Promise.allSettled(
      ['first', 'second', 'third'].map((hash) => redeemLink(database, token, hash, AT)),
    );
    expect(uses.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const use of uses) {
      if (use.status === 'rejected') expect(use.reason).toMatchObject({ code: 'LINK_INVALID' });
    }
    expect(await readUserSession(database, before, AT)).toBeUndefined();
    expect(await readLink(database, token, AT)).toBeUndefined();
    const { has_password, link_expires_at } = await readAccount(database, 'linked', AT);
    expect({ has_password, link_expires_at }).toEqual({ has_password: true, link_expires_at: null });
  });

  it('refuses a link that is over, gave way to a newer one, or whose account is closed', async () => {
    await make('late', 'operator', '', '');
    const old = await link('late');
    const token = await link('late');
    const refused = { code: 'LINK_INVALID' };
    await expect(redeemLink(database, old, 'x', AT)).rejects.toMatchObject(refused);
    expect(await readLink(database, token, after(LINK_MS))).toBeUndefined();
    await expect(redeemLink(database, token, 'x', after(LINK_MS))).rejects.toMatchObject(refused);
    await expect(redeemLink(database, 'no such token', 'x', AT)).rejects.toMatchObject(refused);
    await disableAccount(database, 'late', AT);
    await expect(redeemLink(database, token, 'x', AT)).rejects.toMatchObject(refused);
    await expect(link('late')).rejects.toMatchObject({ code: 'PERSON_DISABLED' });
    await expect(link('never')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    // Opened again, it has the same password as before: none.
    await enableAccount(database, 'late');
    expect(await readAccount(database, 'late', AT)).toMatchObject({ has_password: false, disabled_at: null });
  });

  it('keeps of links and sessions nothing that opens anything', async () => {
    const token = await link('linked');
    const cookie = await signIn('linked');
    const rows = JSON.stringify([
      await database.selectFrom('sign_in_links').selectAll().execute(),
      await database.selectFrom('sessions').selectAll().execute(),
    ]);
    expect(rows).toContain(tokenHash(token));
    expect(rows).not.toContain(token);
    expect(rows).not.toContain(cookie);
  });

  it('lists sessions with the own one marked, and closes them with the account', async () => {
    await make('busy', 'operator');
    const cookies = [await signIn('busy', 'b'.repeat(300)), await signIn('busy')];
    const listed = await listSessions(database, 'busy', { now: AT, token: cookies[0] ?? '' });
    expect(listed.map(({ isCurrent, userAgent }) => [isCurrent, userAgent.length]).sort()).toEqual([
      [false, 9],
      [true, 200],
    ]);
    expect(await readAccount(database, 'busy', AT)).toMatchObject({ open_sessions: 2 });
    expect(await readAccount(database, 'busy', after(3600_000))).toMatchObject({ open_sessions: 0 });
    await disableAccount(database, 'busy', AT);
    for (const cookie of cookies) expect(await readUserSession(database, cookie, AT)).toBeUndefined();
    expect(await listSessions(database, 'busy', { now: AT, token: '' })).toEqual([]);
  });

  it('pages through the accounts of a division', async () => {
    for (const name of ['t-1', 't-2', 't-3']) await make(name, 'responder', '520625101');
    await make('t-4', 'operator', '520625');
    await make('t-5', 'operator', '52062');
    const page = async (more: object) =>
      (await listAccounts(database, { bound: '520625', state: 'all', limit: 2, ...more }, AT)).map(
        ({ username }) => username,
      );
    expect(await page({})).toEqual(['t-1', 't-2']);
    expect(await page({ after: 't-2' })).toEqual(['t-3', 't-4']);
    expect(await page({ after: 't-4' })).toEqual([]);
    expect(await page({ role: 'operator' })).toEqual(['t-4']);
    expect(await page({ find: 'T-3 DE' })).toEqual(['t-3']);
    expect(await page({ find: '%' })).toEqual([]);
    await disableAccount(database, 't-1', AT);
    expect(await page({ state: 'disabled' })).toEqual(['t-1']);
    expect(await page({ state: 'active' })).toEqual(['t-2', 't-3']);
  });

  it('never leaves a division without its administrator, not even when two act at once', async () => {
    expect(await hasAdministrator(database)).toBe(false);
    await make('admin-a', 'administrator', '', '');
    expect(await hasAdministrator(database)).toBe(false);
    await make('admin-b', 'administrator');
    expect(await hasAdministrator(database)).toBe(true);
    const last = { code: 'LAST_ADMINISTRATOR' };
    const as = (role: Role, division: string) => ({ displayName: 'b', role, division });
    // The first has set no password yet, and cannot take over.
    await expect(disableAccount(database, 'admin-b', AT)).rejects.toMatchObject(last);
    await expect(changeAccount(database, 'admin-b', as('operator', ''))).rejects.toMatchObject(last);
    await expect(changeAccount(database, 'admin-b', as('administrator', '520602'))).rejects.toMatchObject(
      last,
    );
    await changeAccount(database, 'admin-b', as('administrator', ''));
    // Who is bound to a county cannot take over everywhere, but the county.
    await make('admin-county', 'administrator', '520602');
    await expect(disableAccount(database, 'admin-b', AT)).rejects.toMatchObject(last);
    await changeAccount(database, 'admin-county', as('auditor', '520602'));
    const ready = { password_hash: 'a hash' };
    await database.updateTable('users').set(ready).where('username', '=', 'admin-a').execute();
    const both = await Promise.allSettled(
      ['admin-a', 'admin-b'].map((username) => disableAccount(database, username, AT)),
    );
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await hasAdministrator(database)).toBe(true);
    await expect(disableAccount(database, 'never', AT)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('reads the audit of a division, newest first, page by page', async () => {
    for (const [index, division] of ['', '520602', '520602101', '520603', null].entries()) {
      // Two of one moment: their order is that of writing.
      const at = after(Math.floor(index / 2) * 1000);
      const entry = { at, actor: `operator p${index}`, what: 'view still', subject: `s-${index}`, division };
      await recordAudit(database, index === 2 ? { ...entry, detail: 'why' } : entry);
    }
    const read = async (more: object) =>
      (await listAudit(database, { bound: '', limit: 10, ...more })).map(({ subject }) => subject);
    expect(await read({})).toEqual(['s-4', 's-3', 's-2', 's-1', 's-0']);
    expect(await read({ bound: '520602' })).toEqual(['s-2', 's-1']);
    expect(await read({ actor: 'P3' })).toEqual(['s-3']);
    expect(await read({ subject: '-1' })).toEqual(['s-1']);
    expect(await read({ what: 'view' })).toEqual([]);
    expect(await read({ from: after(1000), to: after(2000) })).toEqual(['s-3', 's-2']);
    const [first, second] = await listAudit(database, { bound: '', limit: 2 });
    expect([first?.subject, second?.subject]).toEqual(['s-4', 's-3']);
    expect(await read({ after: second, limit: 2 })).toEqual(['s-2', 's-1']);
  });
}

describe('accounts in the embedded database', () => {
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  accountsContract(() => openDatabase({ kind: 'embedded', directory: join(folder, 'database') }));
});

describeWithService('postgresql', 'accounts in PostgreSQL', (executable) => {
  let server: Awaited<ReturnType<typeof startPostgres>>;
  afterAll(() => server.stop());
  accountsContract(async () => {
    server = await startPostgres(executable);
    return openDatabase({ kind: 'server', url: server.url });
  });
});

describe('passwords', () => {
  it.each([
    ['ninechars', 'duty', 'short'],
    ['守望守望守望守望守', 'duty', 'short'],
    ['x'.repeat(257), 'duty', 'long'],
    ['1234567890', 'duty', 'common'],
    ['PassWord123', 'duty', 'common'],
    ['aaaaaaaaaab', 'duty', 'common'],
    ['operator-one', 'operator-one', 'name'],
    ['Operator-One2026', 'operator-one', 'name'],
    ['operator-one keeps watch', 'operator-one', undefined],
    ['梵净山下有人守望到天亮', 'duty', undefined],
    ['rain on the roof', 'duty', undefined],
  ])('%s of %s is refused as %s', (password, username, fault) => {
    expect(passwordFault(password, username)).toBe(fault);
  });

  it('are called strong by length or by variety', () => {
    expect(passwordStrength('rain and wind')).toBe('fair');
    expect(passwordStrength('rain on the roof')).toBe('strong');
    expect(passwordStrength('Rain-2-Roof!')).toBe('strong');
  });

  it('do not open an account that has none', async () => {
    expect(await verifyPassword('', '')).toBe(false);
  });
});
