/** A Mosquitto of its own, with our access rules, that can be stopped, killed and made to refuse. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { mosquittoAcl, mosquittoPasswords } from '../../dashboard/broker/mosquitto.ts';
import type { BrokerServerConfig } from '../contracts/console-config.ts';
import { ShouwangError } from '../contracts/errors.ts';

/** Debian keeps it outside an ordinary user's PATH. */
const CANDIDATES = ['/usr/sbin/mosquitto', '/usr/local/sbin/mosquitto', '/usr/bin/mosquitto'];

export function findMosquitto(): string | undefined {
  return CANDIDATES.find((path) => existsSync(path));
}

export class Mosquitto {
  readonly port: number;
  readonly #folder: string;
  readonly #executable: string;
  readonly #passwords: string;
  #process: ChildProcess | undefined;

  /** @throws ShouwangError USAGE when Mosquitto is not installed. */
  constructor(folder: string, port: number, accounts: Pick<BrokerServerConfig, 'accounts' | 'guardianKey'>) {
    const executable = findMosquitto();
    if (executable === undefined) throw new ShouwangError('USAGE', 'mosquitto is not installed');
    this.#executable = executable;
    this.port = port;
    this.#folder = join(folder, 'mosquitto');
    mkdirSync(this.#folder, { mode: 0o700 });
    this.#passwords = mosquittoPasswords(accounts);
    const file = (name: string, text: string): string => {
      writeFileSync(join(this.#folder, name), text, { mode: 0o600 });
      return join(this.#folder, name);
    };
    file('passwords', this.#passwords);
    this.#hash();
    const lines = [
      `listener ${port} 127.0.0.1`,
      'allow_anonymous false',
      `password_file ${join(this.#folder, 'passwords')}`,
      `acl_file ${file('acl', mosquittoAcl(accounts))}`,
      'persistence true',
      `persistence_location ${this.#folder}/`,
      // Written down at every change: what it has acknowledged, it must still have after a power cut.
      'autosave_on_changes true',
      'autosave_interval 1',
      'max_queued_messages 0',
      'max_inflight_messages 100',
      ...(process.getuid?.() === 0 ? ['user root'] : []),
    ];
    file('mosquitto.conf', `${lines.join('\n')}\n`);
  }

  get isRunning(): boolean {
    const child = this.#process;
    return child !== undefined && child.exitCode === null && child.signalCode === null;
  }

  async start(): Promise<void> {
    this.#process = spawn(this.#executable, ['-c', join(this.#folder, 'mosquitto.conf')], {
      stdio: 'ignore',
    });
    for (let attempt = 0; attempt < 100 && !(await this.#answers()); attempt += 1) await delay(50);
  }

  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const child = this.#process;
    if (child === undefined || !this.isRunning) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }

  /** Sessions and retained messages, as a broker does that keeps them in memory. Stop it before. */
  forget(): void {
    rmSync(join(this.#folder, 'mosquitto.db'), { force: true });
  }

  /** Refuses every log-in, or takes them again. Those who are connected stay so: cut them. */
  refuse(refuses: boolean): void {
    writeFileSync(join(this.#folder, 'passwords'), refuses ? 'nobody:nothing\n' : this.#passwords);
    this.#hash();
    this.#process?.kill('SIGHUP');
  }

  #hash(): void {
    const program = ['/usr/bin/mosquitto_passwd', '/usr/local/bin/mosquitto_passwd'].find((path) =>
      existsSync(path),
    );
    if (program === undefined) throw new ShouwangError('USAGE', 'mosquitto_passwd is not installed');
    execFileSync(program, ['-U', join(this.#folder, 'passwords')], { stdio: 'ignore' });
  }

  #answers(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = createConnection({ host: '127.0.0.1', port: this.port });
      const end = (answers: boolean) => () => {
        socket.destroy();
        resolve(answers);
      };
      socket.once('connect', end(true));
      socket.once('error', end(false));
    });
  }
}
