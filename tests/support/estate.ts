/** A console whose county has a gateway, households and people, and what the suites of the estate ask of it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { openDatabase } from '../../dashboard/server/store/database.ts';
import { recordGateway, recordHousehold } from '../../dashboard/server/store/records.ts';
import type { ConsoleConfig } from '../../edge-config/contracts/console-config.ts';
import type { GatewayStatus } from '../../edge-config/contracts/messages.ts';
import { type DivisionNode, divisionNodeSchema, errorBodySchema } from '../../edge-config/contracts/rest.ts';
import { GATEWAY, send, startTestConsole, type TestConsole } from './console.ts';
import { sampleHousehold } from './households.ts';

/** In the township of the gateway. */
export const VILLAGE = '520602101202';

export interface AuditEntry {
  readonly actor: string;
  readonly what: string;
  readonly subject: string;
  readonly detail: string | null;
}

export interface EstateSuite {
  console(): TestConsole;
  administrator(): Promise<string>;
  get(path: string, cookie: string): Promise<Response>;
  call(method: string, path: string, body: unknown, cookie: string): Promise<Response>;
  codeOf(answer: Response): Promise<string>;
  divisions(under: string, cookie: string): Promise<DivisionNode[]>;
  /** Ends the console: the embedded database has one reader. Oldest first. */
  audit(): Promise<AuditEntry[]>;
}

/** To be called in `describe`. */
export function estateSuite(): EstateSuite {
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-test-'));
  const database = { kind: 'embedded', directory: join(folder, 'database') } as const;
  let test: TestConsole | undefined;
  beforeAll(async () => {
    await seedEstate(database);
    test = await startTestConsole(database);
  }, 180_000);
  afterAll(async () => {
    await test?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const running = (): TestConsole => {
    if (test === undefined) throw new Error('the console runs within tests only');
    return test;
  };
  const get = (path: string, cookie: string) => send(`${running().url}${path}`, 'GET', undefined, cookie);
  return {
    console: running,
    get,
    administrator: () => running().cookieOf('administrator'),
    call: (method, path, body, cookie) => send(`${running().url}${path}`, method, body, cookie),
    codeOf: async (answer) => errorBodySchema.parse(await answer.json()).code,
    divisions: async (under, cookie) => {
      const answer = await get(`/api/divisions?under=${under}`, cookie);
      return divisionNodeSchema.array().parse(((await answer.json()) as { divisions: unknown }).divisions);
    },
    audit: async () => {
      await running().stop();
      test = undefined;
      const store = await openDatabase(database);
      const entries = await store.selectFrom('audit').selectAll().orderBy('id').execute();
      await store.destroy();
      return entries;
    },
  };
}

/** A gateway with three households; two who can be sent, one of them elsewhere; three guardians, one of them elsewhere. */
export async function seedEstate(database: ConsoleConfig['database']): Promise<void> {
  const store = await openDatabase(database);
  await store
    .insertInto('responders')
    .values([
      {
        responder_id: 'head-3',
        role: 'unit_head',
        label: '三组联户长',
        phone: '+8613800000033',
        division: VILLAGE,
        username: null,
      },
      {
        responder_id: 'grid-far',
        role: 'grid_worker',
        label: '外县网格员',
        phone: null,
        division: '520603',
        username: null,
      },
    ])
    .execute();
  await store
    .insertInto('guardians')
    .values([
      { guardian_id: 'guardian-2', label: '儿子', password_hash: '' },
      { guardian_id: 'guardian-far', label: '外县', password_hash: '' },
    ])
    .execute();
  await store
    .insertInto('household_guardians')
    .values({
      gateway_id: 'gw-far',
      household_id: 'x',
      guardian_id: 'guardian-far',
      position: 1,
      relation: '女儿',
    })
    .execute();
  const at = new Date().toISOString();
  const status: GatewayStatus = {
    ...{ state: 'online', version: '1', session: 1, outboxPending: 0, heartbeatMs: 60_000 },
    ...{ bornAt: at, aliveAt: at },
  };
  await recordGateway(store, GATEWAY, status, { heardAt: at, isAlive: true, clockSkewMs: 0 });
  const labels = { home: '三组 7 号', 'home-2': '三组 8 号', 'home-3': '五组 1 号' };
  for (const [householdId, label] of Object.entries(labels)) {
    await recordHousehold(store, GATEWAY.gatewayId, sampleHousehold({ householdId, label }), at);
  }
  await store.destroy();
}
