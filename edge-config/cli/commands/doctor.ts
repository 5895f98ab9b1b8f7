import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { CommandModule } from 'yargs';
import { edgeConfigSchema } from '../../contracts/config.ts';
import {
  checkBroker,
  checkClock,
  checkDisk,
  checkFfmpeg,
  checkModel,
  checkNode,
  checkPort,
  type Finding,
} from '../../doctor/checks.ts';
import { loadConfigFile, resolveFrom } from '../../load/load.ts';
import { resolveSecrets } from '../../load/secrets.ts';
import { language, text } from '../texts.ts';

const SIGNS = { ok: '✓', warning: '!', failed: '✗' } as const;
/** Without a config: the ports the demo would like. */
const DEMO_PORT = 8080;

export const doctorCommand: CommandModule = {
  command: 'doctor',
  describe: text('doctor'),
  builder: (yargs) => yargs.option('config', { type: 'string', describe: text('configFile') }),
  handler: async ({ config }) => {
    let failed = false;
    for (const pending of checks(config as string | undefined)) {
      const { name, verdict, detail, fix } = await pending();
      failed ||= verdict === 'failed';
      process.stdout.write(`${SIGNS[verdict]} ${name[language]}: ${detail}\n`);
      if (fix !== null) process.stdout.write(`    → ${fix[language]}\n`);
    }
    if (failed) process.exitCode = 1;
  },
};

type Check = () => Finding | Promise<Finding>;

function checks(file: string | undefined): Check[] {
  const always: Check[] = [
    () => checkNode(process.version),
    checkFfmpeg,
    checkModel,
    () => checkClock(Date.now()),
  ];
  if (file === undefined) {
    const name = { zh: '演示端口', en: 'Demo port' };
    return [...always, () => checkDisk(process.cwd()), () => checkPort(name, '127.0.0.1', DEMO_PORT)];
  }
  const loaded = loadConfigFile(edgeConfigSchema, file);
  const config = resolveSecrets(loaded.config, {
    env: process.env,
    folder: loaded.folder,
    onSecret: () => {},
  });
  const state = resolveFrom(loaded.folder, config.gateway.stateDir);
  const { host, port } = config.gateway.http;
  return [
    ...always,
    () => checkDisk(existsSync(state) ? state : dirname(state)),
    () => checkPort({ zh: '网关端口', en: 'Gateway port' }, host, port),
    () => checkBroker(config.broker),
  ];
}
