/** What the demo is made of: a village gateway, a broker, a console, and cameras played from the synthetic clips. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import type { z } from 'zod';
import type { SimulatorConfigInput } from '../camera-simulator/config.ts';
import type { EdgeConfigInput } from '../contracts/config.ts';
import type { brokerServerConfigSchema, consoleConfigSchema } from '../contracts/console-config.ts';
import { freePorts, portOr } from './ports.ts';
import type { ProcessSpec } from './processes.ts';

export interface DemoOptions {
  readonly folder: string;
  /** A camera of the user's own, in place of the simulated ones. */
  readonly camera: string | undefined;
  /** A video file of the user's own, in place of the clips. */
  readonly video: string | undefined;
  /** A broker of the user's own, with credentials in the address where it needs them. */
  readonly broker: string | undefined;
  readonly brokerWs: string | undefined;
  readonly port: number | undefined;
}

export interface DemoPlan {
  readonly processes: readonly ProcessSpec[];
  readonly consoleUrl: string;
  readonly gatewayUrl: string;
  readonly operator: { readonly username: string; readonly password: string };
  readonly guardian: { readonly id: string; readonly password: string };
  /** For the phone of the demo when the broker has no WebSocket address. */
  readonly brokerUrl: string;
}

const COUNTY = '520602';
const TOWNSHIP = '520602101';
const GATEWAY_ID = 'gw-demo';
const HOUSEHOLD_ID = 'household-7';
const GUARDIAN_ID = 'guardian-1';

const clip = (name: string): string =>
  fileURLToPath(new URL(`../../tests/fixtures/clips/${name}.mp4`, import.meta.url));

/**
 * The fall comes first and stays down; the others show that ordinary life raises nothing. `holdS` keeps the last
 * picture, since the rendered person lies for about as long as the machine's dwell time and no longer.
 */
const CAMERAS = [
  { id: 'main-room', name: '堂屋', clip: 'fall_backward', codec: 'h264', scheme: 'digest', holdS: 20 },
  { id: 'bedroom', name: '卧室', clip: 'lie_on_bed', codec: 'h265', scheme: 'basic', holdS: 0 },
  { id: 'kitchen', name: '灶房', clip: 'squat_pick_up', codec: 'h264', scheme: 'digest', holdS: 0 },
] as const;

export async function planDemo(options: DemoOptions): Promise<DemoPlan> {
  mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  const [tcp, ws, rtsp, http, gatewayHttp] = (await freePorts(5)) as [number, number, number, number, number];
  const consolePort = await portOr(options.port ?? 8080, http);
  const secrets = { gateway: secret(), console: secret(), guardianKey: secret(), camera: secret() };
  const operator = { username: 'operator', password: secret().slice(0, 12) };
  const guardian = { id: GUARDIAN_ID, password: secret().slice(0, 12) };
  const own = options.broker === undefined ? undefined : new URL(options.broker);
  const brokerUrl = own === undefined ? `mqtt://127.0.0.1:${tcp}` : `${own.protocol}//${own.host}`;
  const account = (username: string, password: string): { username?: string; password?: string } => {
    if (own === undefined) return { username, password };
    if (own.username === '') return {};
    return { username: decodeURIComponent(own.username), password: decodeURIComponent(own.password) };
  };

  const broker: z.input<typeof brokerServerConfigSchema> = {
    version: 1,
    tcp: { port: tcp },
    ws: { port: ws },
    guardianKey: secrets.guardianKey,
    accounts: [
      {
        username: `gateway/${GATEWAY_ID}`,
        password: secrets.gateway,
        role: {
          kind: 'gateway',
          gateway: { county: COUNTY, township: TOWNSHIP, gatewayId: GATEWAY_ID },
          guardianIds: [GUARDIAN_ID],
        },
      },
      { username: 'console', password: secrets.console, role: { kind: 'console', county: COUNTY } },
    ],
  };
  const consoleConfig: z.input<typeof consoleConfigSchema> = {
    version: 1,
    consoleId: 'demo',
    county: COUNTY,
    http: { port: consolePort },
    database: { kind: 'embedded', directory: 'database' },
    broker: { url: brokerUrl, ...account('console', secrets.console) },
    guardianBrokerUrl: options.brokerWs ?? `ws://127.0.0.1:${ws}`,
    guardianKey: secrets.guardianKey,
    users: [{ ...operator, displayName: '值班员', role: 'administrator' }],
    guardians: [{ id: GUARDIAN_ID, label: '女儿', password: guardian.password }],
  };
  const gateway: EdgeConfigInput = {
    version: 1,
    gateway: {
      id: GATEWAY_ID,
      county: COUNTY,
      township: TOWNSHIP,
      stateDir: 'gateway-state',
      http: { port: gatewayHttp },
      heartbeatS: 5,
    },
    broker: { url: brokerUrl, ...account(`gateway/${GATEWAY_ID}`, secrets.gateway) },
    console: { url: `http://127.0.0.1:${consolePort}` },
    households: [{ id: HOUSEHOLD_ID, label: '三组 7 号', guardianIds: [GUARDIAN_ID] }],
    cameras:
      options.camera === undefined ? simulated(rtsp, secrets.camera, options) : [ownCamera(options.camera)],
  };

  const file = (name: string, config: unknown): string => {
    const path = join(options.folder, name);
    writeFileSync(path, stringify(config), { mode: 0o600 });
    return path;
  };
  const processes: ProcessSpec[] = [];
  if (own === undefined) {
    processes.push({ name: 'broker', args: ['broker', '--config', file('broker.yaml', broker)] });
  }
  processes.push({ name: 'dashboard', args: ['dashboard', '--config', file('console.yaml', consoleConfig)] });
  if (options.camera === undefined) {
    const simulator = file('simulator.yaml', simulatorConfig(rtsp, secrets.camera, options));
    processes.push({ name: 'simulator', args: ['simulator', '--config', simulator] });
  }
  processes.push({ name: 'gateway', args: ['gateway', '--config', file('gateway.yaml', gateway)] });
  return {
    processes,
    consoleUrl: `http://127.0.0.1:${consolePort}`,
    gatewayUrl: `http://127.0.0.1:${gatewayHttp}`,
    operator,
    guardian,
    brokerUrl,
  };
}

function simulated(port: number, password: string, options: DemoOptions): EdgeConfigInput['cameras'] {
  return camerasShown(options).map((camera) => ({
    id: camera.id,
    name: camera.name,
    householdId: HOUSEHOLD_ID,
    url: `rtsp://127.0.0.1:${port}/${camera.id}`,
    username: 'viewer',
    password,
    place: 'indoor',
    consent: { by: 'rendered scene', on: '2026-01-01', scope: 'demo' },
  }));
}

function simulatorConfig(port: number, password: string, options: DemoOptions): SimulatorConfigInput {
  return {
    version: 1,
    port,
    cameras: camerasShown(options).map((camera) => ({
      path: camera.id,
      file: options.video === undefined ? clip(camera.clip) : resolve(options.video),
      codec: camera.codec,
      holdS: options.video === undefined ? camera.holdS : 0,
      auth: { scheme: camera.scheme, username: 'viewer', password },
    })),
  };
}

function camerasShown(options: DemoOptions): readonly (typeof CAMERAS)[number][] {
  return options.video === undefined ? CAMERAS : CAMERAS.slice(0, 1);
}

/** Credentials stand beside the address in the config, never in it. */
function ownCamera(address: string): EdgeConfigInput['cameras'][number] {
  const url = new URL(address);
  const { username, password } = url;
  url.username = '';
  url.password = '';
  return {
    id: 'own-camera',
    name: '自己的摄像头',
    householdId: HOUSEHOLD_ID,
    url: url.href,
    place: 'yard',
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
  };
}

function secret(): string {
  return randomBytes(18).toString('base64url');
}
