/** People of the county as the console serves them: links, passwords, sessions, divisions, audit; and what it never says. */
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import {
  type AuditEntry,
  auditEntrySchema,
  errorBodySchema,
  type Person,
  personSchema,
  sessionViewSchema,
  signInLinkSchema,
} from '../../../edge-config/contracts/rest.ts';
import { LIVE_PATH } from '../../../edge-config/contracts/timing.ts';
import { send, type TestConsole } from '../../support/console.ts';
import { suiteConsole } from '../../support/suite-console.ts';

const HOUR_MS = 3600_000;

describe('people of the county', () => {
  const running = suiteConsole();
  let test: TestConsole;
  let administrator: string;
  /** What must stand in no answer, log line or audit row, but where it is given or taken. */
  const secrets = new Set<string>();
  const said: string[] = [];

  beforeAll(async () => {
    test = running();
    administrator = await test.cookieOf('administrator');
    learn(administrator);
  }, 180_000);

  function learn(cookie: string): void {
    secrets.add(cookie.split('=')[1] ?? '');
  }

  interface Answer {
    readonly status: number;
    readonly body: unknown;
    readonly code: string | undefined;
    readonly cookie: string;
  }

  async function ask(method: string, path: string, body?: unknown, cookie = ''): Promise<Answer> {
    const response = await send(`${test.url}${path}`, method, body, cookie);
    const text = await response.text();
    const told: unknown = JSON.parse(text);
    // The answer that gives a link is the one place where it may stand.
    said.push(text.replace(/\/link\/[\w-]+/g, ''));
    const set = response.headers.getSetCookie().map((line) => line.split(';')[0] ?? '')[0] ?? '';
    if (set !== '') learn(set);
    const fault = errorBodySchema.safeParse(told);
    return { status: response.status, body: told, code: fault.data?.code, cookie: set };
  }

  function tokenOf(link: unknown): string {
    const { url } = signInLinkSchema.parse(link);
    expect(url.startsWith(`${test.url}/link/`)).toBe(true);
    const token = url.slice(`${test.url}/link/`.length);
    secrets.add(token);
    return token;
  }

  async function create(username: string, role: string, division: string, cookie = administrator) {
    const body = { username, displayName: `${username} desk`, role, division };
    const answer = await ask('POST', '/api/people', body, cookie);
    const { link, person } = answer.body as { link: unknown; person: Person };
    return { answer, person, token: answer.status === 200 ? tokenOf(link) : '' };
  }

  async function signedIn(token: string, password: string): Promise<string> {
    secrets.add(password);
    const { cookie, status } = await ask('POST', `/api/links/${token}`, { password });
    expect(status).toBe(200);
    return cookie;
  }

  async function audited(query: string, cookie = administrator): Promise<AuditEntry[]> {
    const { body } = await ask('GET', `/api/audit?${query}`, undefined, cookie);
    return (body as { entries: unknown[] }).entries.map((entry) => auditEntrySchema.parse(entry));
  }

  /** Resolve when the line of this cookie ends. */
  const lineEnds = new Map<string, Promise<'over'>>();

  async function openLine(cookie: string): Promise<void> {
    const socket = new WebSocket(`${test.url.replace('http', 'ws')}${LIVE_PATH}`, {
      headers: { cookie, origin: test.url },
    });
    onTestFinished(() => socket.terminate());
    const ends = new Promise<'over'>((resolve) => socket.once('close', () => resolve('over')));
    lineEnds.set(cookie, ends);
    await new Promise<void>((resolve, reject) => {
      socket.once('message', () => resolve());
      socket.once('error', reject);
    });
  }

  it('makes an account, whose owner sets a password by the link, once', async () => {
    const { person, token } = await create('desk-2', 'operator', '520602');
    expect(personSchema.parse(person)).toMatchObject({
      ...{ username: 'desk-2', hasPassword: false, openSessions: 0, disabledAt: null },
      divisionNames: ['碧江区'],
    });
    expect((await create('desk-2', 'operator', '')).answer.code).toBe('USERNAME_TAKEN');
    expect((await ask('GET', `/api/links/${token}`)).body).toEqual({
      ...{ username: 'desk-2', displayName: 'desk-2 desk', role: 'operator' },
    });
    for (const [password, code] of [
      ['short', 'REQUEST_INVALID'],
      ['1234567890', 'PASSWORD_WEAK'],
    ] as const) {
      secrets.add(password);
      expect((await ask('POST', `/api/links/${token}`, { password })).code, password).toBe(code);
    }
    // The link has outlived the refusals.
    const cookie = await signedIn(token, 'rain on the roof');
    expect((await ask('GET', '/api/session', undefined, cookie)).body).toMatchObject({
      ...{ username: 'desk-2', division: '520602' },
    });
    const again = await ask('POST', `/api/links/${token}`, { password: 'another good one' });
    expect([again.status, again.code]).toEqual([410, 'LINK_INVALID']);
    expect((await ask('GET', '/api/links/nonsense')).status).toBe(410);
  });

  it('cuts the boards of whom it signs out, and only theirs', async () => {
    const { token } = await create('desk-3', 'operator', '520602');
    const cookie = await signedIn(token, 'snow on the roof');
    const other = await test.operatorCookie();
    learn(other);
    for (const each of [cookie, other]) await openLine(each);
    const { body } = await ask('GET', '/api/people/desk-3/sessions', undefined, administrator);
    const sessions = (body as { sessions: unknown[] }).sessions.map((each) => sessionViewSchema.parse(each));
    expect(sessions).toMatchObject([{ isCurrent: false }]);
    const path = `/api/people/desk-3/sessions/${sessions[0]?.sessionId}`;
    expect((await ask('DELETE', path, undefined, administrator)).status).toBe(200);
    expect(await lineEnds.get(cookie)).toBe('over');
    expect((await ask('GET', '/api/session', undefined, cookie)).status).toBe(401);
    expect((await ask('DELETE', path, undefined, administrator)).status).toBe(404);
    expect((await ask('GET', '/api/session', undefined, other)).status).toBe(200);
    expect(await Promise.race([lineEnds.get(other), Promise.resolve('open')])).toBe('open');
  });

  it('closes an account at once, and opens it again', async () => {
    const { token } = await create('desk-4', 'auditor', '');
    const cookie = await signedIn(token, 'mist on the roof');
    await openLine(cookie);
    const closed = await ask('POST', '/api/people/desk-4/disable', undefined, administrator);
    expect(closed.body).toMatchObject({ openSessions: 0, disabledAt: expect.any(String) });
    expect(await lineEnds.get(cookie)).toBe('over');
    expect((await ask('GET', '/api/session', undefined, cookie)).status).toBe(401);
    const credentials = { username: 'desk-4', password: 'mist on the roof' };
    expect((await ask('POST', '/api/session', credentials)).code).toBe('WRONG_CREDENTIALS');
    expect((await ask('POST', '/api/people/desk-4/link', undefined, administrator)).code).toBe(
      'PERSON_DISABLED',
    );
    expect((await ask('POST', '/api/people/desk-4/enable', undefined, administrator)).status).toBe(200);
    expect((await ask('POST', '/api/session', credentials)).status).toBe(200);
  });

  it('keeps its last administrator', async () => {
    const self = { displayName: 'administrator', role: 'operator', division: '' };
    for (const [method, path, body] of [
      ['POST', '/api/people/administrator/disable', undefined],
      ['PUT', '/api/people/administrator', self],
      ['PUT', '/api/people/administrator', { ...self, role: 'administrator', division: '520602' }],
    ] as const) {
      const { code, status } = await ask(method, path, body, administrator);
      expect([status, code]).toEqual([409, 'LAST_ADMINISTRATOR']);
    }
  });

  it('lets an administrator of a county manage the people of that county alone', async () => {
    const { token } = await create('county-admin', 'administrator', '520602');
    const cookie = await signedIn(token, 'wind on the roof');
    const { body } = await ask('GET', '/api/people', undefined, cookie);
    const names = (body as { people: Person[] }).people.map(({ username }) => username);
    expect(names).toContain('desk-2');
    expect(names).not.toContain('elsewhere');
    expect(names).not.toContain('administrator');
    const refused = [
      (await create('too-wide', 'operator', '', cookie)).answer,
      (await create('next-door', 'operator', '520603', cookie)).answer,
      await ask('POST', '/api/people/administrator/disable', undefined, cookie),
      await ask('POST', '/api/people/elsewhere/link', undefined, cookie),
      await ask('PUT', '/api/people/desk-2', { displayName: 'x', role: 'operator', division: '' }, cookie),
      await ask('GET', '/api/people/elsewhere/sessions', undefined, cookie),
    ];
    expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 403));
    expect(await audited('what=refused&actor=county-admin')).toHaveLength(refused.length);
    expect((await create('helper', 'responder', '520602101', cookie)).answer.status).toBe(200);
    const found = await ask(
      'GET',
      `/api/people/divisions?find=${encodeURIComponent('区')}`,
      undefined,
      cookie,
    );
    const codes = (found.body as { divisions: { code: string }[] }).divisions.map(({ code }) => code);
    expect(codes[0]).toBe('520602');
    expect(codes.every((code) => code.startsWith('520602'))).toBe(true);
    // Of the audit as well: what people of the county did.
    const actors = new Set((await audited('limit=200', cookie)).map(({ actor }) => actor));
    expect([...actors].sort()).toEqual(['administrator county-admin', 'operator desk-2', 'operator desk-3']);
  });

  it('changes the own password for the old one, and ends the other sessions', async () => {
    const { token } = await create('desk-5', 'operator', '520602');
    const first = await signedIn(token, 'hail on the roof');
    const second = (await ask('POST', '/api/session', { username: 'desk-5', password: 'hail on the roof' }))
      .cookie;
    const change = (oldPassword: string, password: string) => {
      secrets.add(password);
      return ask('POST', '/api/own/password', { oldPassword, password }, first);
    };
    expect((await change('a wrong old one', 'sleet on the roof')).code).toBe('PASSWORD_WRONG');
    expect((await change('hail on the roof', 'password123')).code).toBe('PASSWORD_WEAK');
    expect((await change('hail on the roof', 'sleet on the roof')).status).toBe(200);
    expect((await ask('GET', '/api/session', undefined, second)).status).toBe(401);
    const { body } = await ask('GET', '/api/own/sessions', undefined, first);
    expect((body as { sessions: unknown[] }).sessions).toMatchObject([{ isCurrent: true }]);
    expect((await audited('subject=desk-5')).map(({ what }) => what)).toEqual([
      'set password',
      'password refused',
      'sign in',
      'sign in',
      'set password',
      'create person',
    ]);
  });

  it('opens boards anew with what a person has become', async () => {
    const { token } = await create('desk-6', 'operator', '520602');
    const cookie = await signedIn(token, 'moon over the roof');
    await openLine(cookie);
    const change = { displayName: 'desk six', role: 'responder', division: '520603' };
    expect((await ask('PUT', '/api/people/desk-6', change, administrator)).body).toMatchObject(change);
    expect(await lineEnds.get(cookie)).toBe('over');
    expect((await ask('GET', '/api/session', undefined, cookie)).body).toMatchObject(change);
    const [entry] = await audited('what=change%20person&subject=desk-6');
    expect(entry).toMatchObject({
      actor: 'administrator administrator',
      detail: 'desk-6 desk, operator, 520602 → desk six, responder, 520603',
    });
  });

  it('writes down who could not sign in', async () => {
    secrets.add('a wrong guess');
    await ask('POST', '/api/session', { username: 'desk-2', password: 'a wrong guess' });
    await ask('POST', '/api/session', { username: 'stranger', password: 'a wrong guess' });
    const entries = await audited('what=sign%20in%20refused&limit=2');
    expect(entries.map(({ actor, detail, subject }) => [actor, subject, detail])).toEqual([
      ['nobody', 'stranger', '127.0.0.1'],
      ['nobody', 'desk-2', '127.0.0.1'],
    ]);
  });

  it('pages through people and audit without a gap, and refuses a cursor that is none', async () => {
    const all = await audited('limit=200');
    const paged: AuditEntry[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const next: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const { body } = await ask('GET', `/api/audit?limit=7${next}`, undefined, administrator);
      const page = body as { entries: AuditEntry[]; nextCursor: string | null };
      paged.push(...page.entries);
      cursor = page.nextCursor;
    }
    expect(paged).toEqual(all);
    expect((await ask('GET', '/api/audit?cursor=nonsense', undefined, administrator)).code).toBe(
      'REQUEST_INVALID',
    );
    const { body } = await ask('GET', '/api/people?limit=2', undefined, administrator);
    expect((body as { nextCursor: string | null }).nextCursor).toBe('auditor');
  });

  it('limits guesses of links', async () => {
    const statuses: number[] = [];
    for (let time = 0; time < 11; time += 1) {
      statuses.push((await ask('GET', `/api/links/guess-${time}`)).status);
    }
    expect(statuses.at(-1)).toBe(429);
  });

  it('never says a password, a digest or a token but where it gives it', async () => {
    const broken = await fetch(`${test.url}/api/own/password`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: administrator },
      body: '{"oldPassword": "sleet on the roof", ',
    });
    said.push(await broken.text());
    const audit = await audited('limit=200');
    const everything = JSON.stringify([said, test.log.lines, audit]);
    expect(secrets.size).toBeGreaterThan(20);
    for (const secret of secrets) expect(everything).not.toContain(JSON.stringify(secret).slice(1, -1));
    expect(everything).not.toContain('$argon2id$');
  });

  it('lets no link live longer than a day', async () => {
    const { token } = await create('desk-7', 'operator', '520602');
    test.advance(24 * HOUR_MS);
    // Asked by the other route: the first has had its share of guesses.
    const answer = await ask('POST', `/api/links/${token}`, { password: 'stars over the roof' });
    expect([answer.status, answer.code]).toEqual([410, 'LINK_INVALID']);
  });
});
