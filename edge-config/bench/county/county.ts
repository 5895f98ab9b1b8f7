/**
 * What the county's room costs: a console in a process of its own on a PostgreSQL server with a year of alerts, boards
 * that listen, and one real browser. Everything runs on this machine, so that the browser's work is in the figures.
 */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { startBroker } from '../../../dashboard/broker/broker.ts';
import { brokerServerConfigSchema } from '../../contracts/console-config.ts';
import { ShouwangError } from '../../contracts/errors.ts';
import { ensurePages } from '../../demo/pages.ts';
import { freePorts } from '../../demo/ports.ts';
import { findPostgres, PostgresServer } from '../../faults/postgres.ts';
import { startShouwang } from '../children.ts';
import { measureBoards } from './boards.ts';
import { measureFirstPage } from './first-page.ts';
import { measureLists } from './lists.ts';
import type { Figure } from './report.ts';
import { COUNTY, type CountySize, seedCounty } from './seed.ts';

export interface CountyBenchOptions {
  readonly size: CountySize;
  /** WebSockets that listen beside the browser. */
  readonly boards: number;
  readonly alertsPerS: number;
  /** For so long alerts are raised, s. */
  readonly seconds: number;
  readonly chromium: string;
  readonly say: (line: string) => void;
  readonly onFigures: (figures: readonly Figure[]) => void;
}

/** What the parts of the bench measure against. */
export interface CountyUnderTest {
  readonly consoleUrl: string;
  readonly brokerUrl: string;
  readonly cookie: string;
  readonly gateway: { readonly username: string; readonly password: string };
}

const OPERATOR = { username: 'operator', password: 'a bench of the county' };
const GATEWAY = { username: 'gateway/gw-0', password: 'bench' };
const CONSOLE = { username: 'console', password: 'bench' };
const GUARDIAN_KEY = 'a key of the bench';

/** @throws ShouwangError BENCH_UNSUPPORTED, BENCH_FAILED */
export async function benchCounty(options: CountyBenchOptions): Promise<void> {
  const { onFigures, say, size } = options;
  const programs = findPostgres();
  if (programs === undefined) throw new ShouwangError('BENCH_UNSUPPORTED', 'needs PostgreSQL');
  await ensurePages(say);
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-bench-'));
  // PostgreSQL runs as another user.
  chmodSync(folder, 0o711);
  const postgres = await PostgresServer.create(programs, join(folder, 'postgres'));
  const broker = await startBroker(brokerConfig(), { log: SILENT });
  const [port = 0] = await freePorts(1);
  const file = join(folder, 'console.yaml');
  writeFileSync(file, stringify(consoleConfig(port, postgres.url, broker)), { mode: 0o600 });
  const console_ = startShouwang(['dashboard', '--config', file]);
  try {
    await console_.heard(/console runs/);
    say(`writing ${size.alerts} alerts and ${size.gateways * size.camerasPerGateway} cameras`);
    await seedCounty(postgres.url, size, Date.now());
    const consoleUrl = `http://127.0.0.1:${port}`;
    const county: CountyUnderTest = {
      consoleUrl,
      brokerUrl: `mqtt://127.0.0.1:${broker.tcpPort}`,
      cookie: await signIn(consoleUrl),
      gateway: GATEWAY,
    };
    say('lists');
    onFigures(await measureLists(county));
    say('first page');
    onFigures(await measureFirstPage(county, options));
    say(`${options.boards} boards, ${options.alertsPerS} alerts/s for ${options.seconds} s`);
    onFigures(await measureBoards(county, options));
  } finally {
    await console_.stop();
    await broker.stop();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

function brokerConfig() {
  const gateway = { county: COUNTY, township: `${COUNTY}101`, gatewayId: 'gw-0' };
  return brokerServerConfigSchema.parse({
    version: 1,
    ...{ tcp: { port: 0 }, ws: { port: 0 }, guardianKey: GUARDIAN_KEY },
    accounts: [
      { ...GATEWAY, role: { kind: 'gateway', gateway } },
      { ...CONSOLE, role: { kind: 'console', county: COUNTY } },
    ],
  });
}

function consoleConfig(
  port: number,
  url: string,
  broker: { readonly tcpPort: number; readonly wsPort: number },
) {
  return {
    version: 1,
    ...{ consoleId: 'bench', county: COUNTY, http: { port } },
    database: { kind: 'server', url },
    broker: { url: `mqtt://127.0.0.1:${broker.tcpPort}`, ...CONSOLE },
    guardianBrokerUrl: `ws://127.0.0.1:${broker.wsPort}`,
    guardianKey: GUARDIAN_KEY,
    users: [{ ...OPERATOR, displayName: '值班员', role: 'operator' }],
  };
}

async function signIn(consoleUrl: string): Promise<string> {
  const answer = await fetch(`${consoleUrl}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(OPERATOR),
  });
  if (!answer.ok) throw new ShouwangError('BENCH_FAILED', `signing in answered ${answer.status}`);
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}
