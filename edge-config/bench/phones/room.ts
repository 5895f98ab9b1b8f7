/** A console and a broker in processes of their own, with guardians bound to households, and one board that listens. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import WebSocket from 'ws';
import { stringify } from 'yaml';
import { ShouwangError } from '../../contracts/errors.ts';
import type { LiveMessage } from '../../contracts/live.ts';
import { LIVE_PATH } from '../../contracts/timing.ts';
import { freePorts } from '../../demo/ports.ts';
import { startShouwang } from '../children.ts';
import { COUNTY } from '../county/seed.ts';

export const KEY = 'a key of the bench only';
export const PLACE = { county: COUNTY, township: `${COUNTY}101`, gatewayId: 'gw-0' };
export const GATEWAY = { username: 'gateway/gw-0', password: 'password of the gateway' };
const CONSOLE = { username: 'console', password: 'password of the console' };
const OPERATOR = { username: 'operator', password: 'password of the bench' };

export interface Room {
  readonly brokerUrl: string;
  readonly wsUrl: string;
  readonly consoleUrl: string;
  stop(): Promise<void>;
}

/** @param guardians two of each household, guardian-0 and guardian-1 of home-0 and so on. @throws ShouwangError BENCH_FAILED */
export async function startRoom(folder: string, databaseUrl: string, guardians: number): Promise<Room> {
  const [tcp = 0, ws = 0, http = 0] = await freePorts(3);
  const broker = startShouwang([
    ...['broker', '--config'],
    write(folder, 'broker.yaml', {
      version: 1,
      ...{ tcp: { port: tcp }, ws: { port: ws }, guardianKey: KEY },
      accounts: [
        { ...GATEWAY, role: { kind: 'gateway', gateway: PLACE } },
        { ...CONSOLE, role: { kind: 'console', county: COUNTY } },
      ],
    }),
  ]);
  await broker.heard(/broker runs/);
  const console_ = startShouwang([
    ...['dashboard', '--config'],
    write(folder, 'console.yaml', {
      version: 1,
      ...{ consoleId: 'bench', county: COUNTY, http: { port: http } },
      database: { kind: 'server', url: databaseUrl },
      broker: { url: `mqtt://127.0.0.1:${tcp}`, ...CONSOLE },
      guardianBrokerUrl: `ws://127.0.0.1:${ws}`,
      guardianKey: KEY,
      users: [{ ...OPERATOR, displayName: '值班员', role: 'operator' }],
    }),
  ]);
  await console_.heard(/console runs/);
  await bindAll(databaseUrl, guardians);
  return {
    brokerUrl: `mqtt://127.0.0.1:${tcp}`,
    wsUrl: `ws://127.0.0.1:${ws}`,
    consoleUrl: `http://127.0.0.1:${http}`,
    stop: async () => {
      await console_.stop();
      await broker.stop();
    },
  };
}

export interface Board {
  /** When the board was told that a guardian goes to an alert, ms of this process's clock. */
  readonly answeredMs: ReadonlyMap<string, number>;
}

/** It listens until the console ends. @throws ShouwangError BENCH_FAILED */
export async function openBoard(consoleUrl: string): Promise<Board> {
  const answer = await fetch(`${consoleUrl}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(OPERATOR),
  });
  if (!answer.ok) throw new ShouwangError('BENCH_FAILED', `signing in answered ${answer.status}`);
  const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  const socket = new WebSocket(`${consoleUrl.replace('http', 'ws')}${LIVE_PATH}`, {
    headers: { cookie, origin: consoleUrl },
  });
  const answeredMs = new Map<string, number>();
  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as LiveMessage;
    if (message.kind !== 'alert') return;
    const { actions, alert } = message.view;
    if (!actions.some(({ kind }) => kind === 'going') || answeredMs.has(alert.alertId)) return;
    answeredMs.set(alert.alertId, performance.now());
  });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return { answeredMs };
}

function write(folder: string, name: string, config: object): string {
  const file = join(folder, name);
  writeFileSync(file, stringify(config), { mode: 0o600 });
  return file;
}

/** Written straight into the database: binding by codes is another matter. */
async function bindAll(url: string, guardians: number): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(
      `INSERT INTO guardians (guardian_id, label, password_hash)
         SELECT 'guardian-' || n, '家人', '' FROM generate_series(0, $1::int - 1) AS n`,
      [guardians],
    );
    await client.query(
      `INSERT INTO household_guardians (gateway_id, household_id, guardian_id, position, relation)
         SELECT $2, 'home-' || n / 2, 'guardian-' || n, n % 2 + 1, '家人' FROM generate_series(0, $1::int - 1) AS n`,
      [guardians, PLACE.gatewayId],
    );
  } finally {
    await client.end();
  }
}
