/** A village to break: Mosquitto, a console in a process of its own, a raiser, a guardian's phone, and the nets between. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import mqtt, { type MqttClient } from 'mqtt';
import { stringify } from 'yaml';
import { guardianPassword } from '../../dashboard/broker/guardian-password.ts';
import { checkStore } from '../../dashboard/server/store/check.ts';
import { openDatabaseAsItIs } from '../../dashboard/server/store/database.ts';
import type { Checked } from '../contracts/check.ts';
import { type EdgeConfig, edgeConfigSchema } from '../contracts/config.ts';
import { readEnvelope } from '../contracts/envelope.ts';
import type { AlertView } from '../contracts/rest.ts';
import { topics } from '../contracts/topics.ts';
import { freePorts } from '../demo/ports.ts';
import { Mosquitto } from './mosquitto.ts';
import { PostgresServer } from './postgres.ts';
import { DIE_BEFORE_RECEIPT } from './preload/orders.ts';
import { RaiserProcess } from './raiser-process.ts';
import { TcpProxy } from './tcp-proxy.ts';

const CLI = fileURLToPath(new URL('../cli/main.ts', import.meta.url));
/** Loaded before the console, whose own code knows nothing of it. */
const PRELOAD = new URL('preload/console.mjs', import.meta.url).href;
const GATEWAY = { county: '520602', township: '520602101', gatewayId: 'gw-1' };
const GUARDIAN = 'daughter';
const OPERATOR = { username: 'operator', password: 'faults' };
/** Alerts in one page of the console's list. */
const PAGE = 200;
const READY_WITHIN_MS = 60_000;

export interface VillageOptions {
  readonly folder: string;
  /** Folder of PostgreSQL's programs; null for the embedded database. */
  readonly postgres: string | null;
}

export interface AtConsole {
  /** On how many rows, or with how many "raised" in its history. */
  readonly shown: number;
  /** Of its newest event. */
  readonly sequence: number;
}

export class Village {
  readonly broker: Mosquitto;
  readonly gatewayNet: TcpProxy;
  readonly consoleNet: TcpProxy;
  /** Undefined with the embedded database. */
  readonly postgres: PostgresServer | undefined;
  /** Between console and database server. */
  readonly databaseNet: TcpProxy | undefined;
  readonly gatewayConfig: EdgeConfig;
  readonly #folder: string;
  readonly #consolePort: number;
  readonly #key: string;
  #console: ChildProcess | undefined;
  #phone: MqttClient | undefined;
  #cookie = '';
  /** How often each alert's raise reached the phone. */
  readonly atPhone = new Map<string, number>();

  static async start({ folder, postgres: programs }: VillageOptions): Promise<Village> {
    // PostgreSQL runs as another user.
    chmodSync(folder, 0o711);
    const [brokerPort = 0, consolePort = 0] = await freePorts(2);
    const postgres =
      programs === null ? undefined : await PostgresServer.create(programs, join(folder, 'postgres'));
    const databaseNet = postgres === undefined ? undefined : new TcpProxy(targetOf(postgres));
    await databaseNet?.start();
    const village = new Village(folder, { brokerPort, consolePort, postgres, databaseNet });
    await village.broker.start();
    await village.gatewayNet.start();
    await village.consoleNet.start();
    village.#writeConsoleConfig();
    await village.startConsole();
    await village.#openPhone();
    return village;
  }

  private constructor(
    folder: string,
    setup: {
      readonly brokerPort: number;
      readonly consolePort: number;
      readonly postgres: PostgresServer | undefined;
      readonly databaseNet: TcpProxy | undefined;
    },
  ) {
    this.#folder = folder;
    this.#consolePort = setup.consolePort;
    this.#key = 'a key for faults only';
    this.postgres = setup.postgres;
    this.databaseNet = setup.databaseNet;
    this.broker = new Mosquitto(folder, setup.brokerPort, {
      guardianKey: this.#key,
      accounts: [
        {
          username: 'gateway/gw-1',
          password: 'gateway',
          role: { kind: 'gateway', gateway: GATEWAY, guardianIds: [GUARDIAN] },
        },
        { username: 'console', password: 'console', role: { kind: 'console', county: GATEWAY.county } },
      ],
    });
    const target = { host: '127.0.0.1', port: setup.brokerPort };
    this.gatewayNet = new TcpProxy(target);
    this.consoleNet = new TcpProxy(target);
    this.gatewayConfig = edgeConfigSchema.parse({
      version: 1,
      gateway: {
        id: GATEWAY.gatewayId,
        county: GATEWAY.county,
        township: GATEWAY.township,
        stateDir: 'state',
      },
      broker: { url: 'mqtt://127.0.0.1' },
      households: [{ id: 'home', label: '三组 7 号', guardianIds: [GUARDIAN] }],
      cameras: [{ id: 'yard', name: '院子', householdId: 'home', url: 'rtsp://127.0.0.1/1', place: 'yard' }],
    });
  }

  /** A gateway's way of alerts, behind its net; each has its own state unless it is given one. */
  raiser(name: string): RaiserProcess {
    const broker = {
      ...this.gatewayConfig.broker,
      url: `mqtt://127.0.0.1:${this.gatewayNet.port}`,
      username: 'gateway/gw-1',
      password: 'gateway',
      keepAliveS: 5,
    };
    return new RaiserProcess(join(this.#folder, name), { ...this.gatewayConfig, broker });
  }

  async startConsole(): Promise<void> {
    const config = join(this.#folder, 'console.yaml');
    const imports = ['--import', 'tsx', '--import', PRELOAD];
    this.#console = spawn(process.execPath, [...imports, CLI, 'dashboard', '--config', config], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const url = `http://127.0.0.1:${this.#consolePort}`;
    for (let waitedMs = 0; waitedMs < READY_WITHIN_MS; waitedMs += 100) {
      const isReady = await fetch(`${url}/healthz`).then(
        (answer) => answer.ok,
        () => false,
      );
      if (isReady) break;
      await delay(100);
    }
    const answer = await fetch(`${url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(OPERATOR),
    });
    this.#cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  }

  get isConsoleRunning(): boolean {
    const child = this.#console;
    return child !== undefined && child.exitCode === null && child.signalCode === null;
  }

  /** It kills itself after its next commit, before anybody is told of it. */
  killConsoleBeforeReceipt(): void {
    this.#console?.send(DIE_BEFORE_RECEIPT);
  }

  async stopConsole(): Promise<void> {
    const child = this.#console;
    if (child === undefined || !this.isConsoleRunning) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  }

  /** After a case that ended in the middle: nets pass, and what was stopped is started. */
  async mend(): Promise<void> {
    this.gatewayNet.mend();
    this.consoleNet.mend();
    this.databaseNet?.mend();
    if (this.postgres?.isRunning === false) await this.postgres.start();
    if (!this.broker.isRunning) await this.broker.start();
    this.broker.refuse(false);
    if (!this.isConsoleRunning) await this.startConsole();
  }

  /** Another server takes the database's place; the console starts anew on it. */
  async switchDatabase(server: PostgresServer): Promise<void> {
    if (this.databaseNet === undefined) return;
    await this.stopConsole();
    this.databaseNet.target = targetOf(server);
    await this.startConsole();
  }

  /** These alerts as they stand on the console's list; it is read from the newest on until all were met. */
  async atConsole(alertIds: readonly string[]): Promise<Map<string, AtConsole>> {
    const found = new Map<string, AtConsole>();
    const missing = new Set(alertIds);
    let before = '';
    while (missing.size > 0) {
      const query = `state=all&limit=${PAGE}${before === '' ? '' : `&before=${before}`}`;
      const answer = await fetch(`http://127.0.0.1:${this.#consolePort}/api/alerts?${query}`, {
        headers: { cookie: this.#cookie },
      }).catch(() => undefined);
      if (answer === undefined || !answer.ok) return found;
      const { alerts } = (await answer.json()) as { alerts: AlertView[] };
      for (const { alert, actions } of alerts) {
        const raises = actions.filter(({ kind }) => kind === 'raised').length;
        const shown = (found.get(alert.alertId)?.shown ?? 0) + raises;
        found.set(alert.alertId, { shown, sequence: alert.sequence });
        missing.delete(alert.alertId);
      }
      const last = alerts.at(-1);
      if (last === undefined || alerts.length < PAGE) break;
      before = last.alert.alertId;
    }
    return found;
  }

  /** Whether each of these few is at the console. */
  async hasAll(alertIds: readonly string[]): Promise<boolean> {
    const answers = await Promise.all(
      alertIds.map((alertId) =>
        fetch(`http://127.0.0.1:${this.#consolePort}/api/alerts/${alertId}`, {
          headers: { cookie: this.#cookie },
        }).then(
          ({ ok }) => ok,
          () => false,
        ),
      ),
    );
    return answers.every((isThere) => isThere);
  }

  /** Out of reach until `phoneBack`; the broker keeps what comes. */
  async phoneAway(): Promise<void> {
    await this.#phone?.endAsync(true);
  }

  phoneBack(): void {
    this.#phone?.reconnect();
  }

  /** Without the console: an embedded database has one user. */
  async checkStore(): Promise<Checked[]> {
    await this.stopConsole();
    const database = await openDatabaseAsItIs(
      this.postgres === undefined
        ? { kind: 'embedded', directory: join(this.#folder, 'database') }
        : { kind: 'server', url: this.postgres.url },
    );
    return checkStore(database).finally(() => database.destroy());
  }

  async stop(): Promise<void> {
    await this.#phone?.endAsync(true).catch(() => {});
    await this.stopConsole();
    await this.gatewayNet.stop();
    await this.consoleNet.stop();
    await this.databaseNet?.stop();
    await this.postgres?.stop();
    await this.broker.stop();
  }

  /** A phone that stays bound: what comes while it is away, the broker keeps. */
  async #openPhone(): Promise<void> {
    const phone = mqtt.connect(`mqtt://127.0.0.1:${this.broker.port}`, {
      clientId: `guardian-${GUARDIAN}`,
      clean: false,
      keepalive: 5,
      reconnectPeriod: 500,
      reconnectOnConnackError: true,
      username: `guardian/${GUARDIAN}`,
      password: guardianPassword(this.#key, GUARDIAN),
    });
    phone.on('error', () => {});
    phone.on('message', (_topic, payload) => {
      const { alertId } = readEnvelope('shouwang.guardian-alert.v1', payload).data;
      this.atPhone.set(alertId, (this.atPhone.get(alertId) ?? 0) + 1);
    });
    phone.on('connect', () => phone.subscribe(topics.guardianAlert(GUARDIAN), { qos: 1 }, () => {}));
    await new Promise((resolve) => phone.once('connect', resolve));
    this.#phone = phone;
  }

  #writeConsoleConfig(): void {
    const database = this.postgres === undefined ? undefined : new URL(this.postgres.url);
    if (database !== undefined) database.port = String(this.databaseNet?.port);
    mkdirSync(join(this.#folder, 'database'), { recursive: true });
    const config = {
      version: 1,
      consoleId: 'faults',
      county: GATEWAY.county,
      http: { port: this.#consolePort },
      database:
        database === undefined
          ? { kind: 'embedded', directory: join(this.#folder, 'database') }
          : { kind: 'server', url: database.href },
      broker: {
        url: `mqtt://127.0.0.1:${this.consoleNet.port}`,
        username: 'console',
        password: 'console',
        keepAliveS: 5,
      },
      guardianBrokerUrl: `ws://127.0.0.1:${this.broker.port}`,
      guardianKey: this.#key,
      users: [{ ...OPERATOR, displayName: '值班员', role: 'operator' }],
      guardians: [{ id: GUARDIAN, label: '女儿', password: 'faults' }],
    };
    writeFileSync(join(this.#folder, 'console.yaml'), stringify(config), { mode: 0o600 });
  }
}

function targetOf({ url }: PostgresServer): { host: string; port: number } {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port) };
}
