/** Who may do what: every route of the contract against every kind of caller, and divisions against one another. */
import { ulid } from 'ulid';
import { beforeAll, describe, expect, it } from 'vitest';
import type { LiveMessage } from '../../../edge-config/contracts/live.ts';
import {
  type AuditEntry,
  ROUTES,
  type RouteContract,
  type RouteName,
} from '../../../edge-config/contracts/rest.ts';
import { sampleAlert } from '../../support/alerts.ts';
import {
  alertPayload,
  GUARDIAN,
  newestView,
  payload,
  ROOT,
  send,
  signIn,
  type TestConsole,
} from '../../support/console.ts';
import { suiteConsole } from '../../support/suite-console.ts';

const ROLES = ['administrator', 'operator', 'responder', 'auditor'] as const;
type Caller = (typeof ROLES)[number] | 'guardian' | 'nobody';

/** Signing out comes last: it ends the session that the others need. */
const NAMES = (Object.keys(ROUTES) as RouteName[]).sort(
  (a, b) => Number(a.endsWith('ignOut')) - Number(b.endsWith('ignOut')),
);

describe('access', () => {
  const running = suiteConsole();
  let test: TestConsole;
  let cookies: Record<Caller, string>;
  /** Reads the audit after the others have signed out as well. */
  let reader: string;

  beforeAll(async () => {
    test = running();
    cookies = {
      administrator: await test.cookieOf('administrator'),
      operator: await test.operatorCookie(),
      responder: await test.cookieOf('responder'),
      auditor: await test.cookieOf('auditor'),
      guardian: await signIn(`${test.url}/api/guardian/session`, GUARDIAN),
      nobody: '',
    };
    reader = await newReader(cookies.administrator);
  }, 180_000);

  /** An account of its own, whose sessions none of the calls ends. */
  async function newReader(administrator: string): Promise<string> {
    const person = { username: 'reader', displayName: 'reader', role: 'auditor', division: '' };
    const made = await send(`${test.url}/api/people`, 'POST', person, administrator);
    const { link } = (await made.json()) as { link: { url: string } };
    return signIn(link.url.replace('/link/', '/api/links/'), { password: 'reads every page' });
  }

  /** The newest; of one call there is at most one. */
  async function refusals(): Promise<AuditEntry[]> {
    const answer = await send(`${test.url}/api/audit?what=refused&limit=5`, 'GET', undefined, reader);
    return ((await answer.json()) as { entries: AuditEntry[] }).entries;
  }

  /** What a call with nothing of use in it is answered, and what it added to the audit. */
  async function call(
    route: RouteContract,
    caller: Caller,
  ): Promise<{ status: number; added: AuditEntry[] }> {
    const before = (await refusals())[0]?.id ?? 0;
    const path = route.path.replace(/:(\w+)/g, (_, name: string) => (name.endsWith('Id') ? ulid() : 'none'));
    const body = route.body === undefined ? undefined : {};
    const answer = await send(`${test.url}${path}`, route.method, body, cookies[caller]);
    await answer.body?.cancel();
    return { status: answer.status, added: (await refusals()).filter(({ id }) => id > before) };
  }

  it('shows an operator of another county nothing, and writes down that one tried', async () => {
    const elsewhere = await test.cookieOf('elsewhere');
    const boards = { here: await test.board(cookies.operator), elsewhere: await test.board(elsewhere) };
    const gateway = await test.gateway();
    const instant = new Date(test.nowMs()).toISOString();
    const status = payload('shouwang.gateway-status.v1', {
      ...{ state: 'online', version: '1', session: 1, heartbeatMs: 5000, outboxPending: 0 },
      ...{ bornAt: instant, aliveAt: instant },
    });
    await gateway.publishAsync(`${ROOT}/status`, status, { qos: 1 });
    const alert = sampleAlert({ alertId: ulid() });
    await gateway.publishAsync(`${ROOT}/alert`, alertPayload(alert), { qos: 1 });
    await expect.poll(() => newestView(boards.here, alert.alertId)).toBeDefined();

    const get = async (path: string): Promise<unknown> =>
      (await send(`${test.url}${path}`, 'GET', undefined, elsewhere)).json();
    expect(await get('/api/alerts?state=all')).toEqual({ alerts: [] });
    expect(await get('/api/gateways')).toEqual({ gateways: [] });
    const path = `/api/alerts/${alert.alertId}`;
    const tries = [
      ['GET', path, undefined],
      ['GET', `${path}/image`, undefined],
      ['POST', `${path}/acknowledge`, { revision: 1 }],
      ['POST', `${path}/close`, { revision: 1, outcome: 'true', note: null }],
    ] as const;
    for (const [method, url, body] of tries) {
      expect((await send(`${test.url}${url}`, method, body, elsewhere)).status, url).toBe(403);
    }
    expect((await refusals()).map(({ actor }) => actor)).toEqual(tries.map(() => 'operator elsewhere'));

    const told = (messages: readonly LiveMessage[]): string[] =>
      messages.flatMap((message) => {
        if (message.kind === 'snapshot')
          return [...message.alerts, ...message.gateways].map(() => 'snapshot');
        // Totals are those of the own division, whatever happens elsewhere.
        return message.kind === 'heartbeat' || message.kind === 'totals' ? [] : message.kind;
      });
    expect(told(boards.here)).toContain('alert');
    expect(told(boards.here)).toContain('gateway');
    expect(told(boards.elsewhere)).toEqual([]);
  });

  it.each(NAMES)('to %s is for those whom the contract names', async (name) => {
    const route: RouteContract = ROUTES[name];
    const { access } = route;
    const mayBe = (caller: Caller): 'yes' | 'unknown' | 'refused' => {
      if (access === 'open') return 'yes';
      if (access === 'guardian') return caller === 'guardian' ? 'yes' : 'unknown';
      if (caller === 'guardian' || caller === 'nobody') return 'unknown';
      return access.includes(caller) ? 'yes' : 'refused';
    };
    for (const caller of ['nobody', 'guardian', ...ROLES] as const) {
      const { added, status } = await call(route, caller);
      const told = `${name} as ${caller}: ${status}`;
      switch (mayBe(caller)) {
        case 'yes':
          expect([401, 403], told).not.toContain(status);
          expect(added, told).toEqual([]);
          break;
        case 'unknown':
          expect(status, told).toBe(401);
          expect(added, told).toEqual([]);
          break;
        case 'refused':
          expect(status, told).toBe(403);
          expect(added, told).toMatchObject([{ actor: expect.stringContaining(caller) }]);
      }
    }
  });
});
