import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
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
import { resolveFrom } from '../../load/load.ts';
import { loadWithSecrets } from '../load-with-secrets.ts';
import { language } from '../texts.ts';

const SIGNS = { ok: '✓', warning: '!', failed: '✗' } as const;
/** Without a config: the ports the demo would like. */
const DEMO_PORT = 8080;

export async function run(configFile: string | undefined): Promise<void> {
  let failed = false;
  for (const look of checks(configFile)) {
    const { name, verdict, detail, fix } = await look();
    failed ||= verdict === 'failed';
    process.stdout.write(`${SIGNS[verdict]} ${name[language]}: ${detail}\n`);
    if (fix !== null) process.stdout.write(`    → ${fix[language]}\n`);
  }
  if (failed) process.exitCode = 1;
}

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
  const { config, folder } = loadWithSecrets(edgeConfigSchema, file, () => {});
  const state = resolveFrom(folder, config.gateway.stateDir);
  const { host, port } = config.gateway.http;
  return [
    ...always,
    () => checkDisk(existsSync(state) ? state : dirname(state)),
    () => checkPort({ zh: '网关端口', en: 'Gateway port' }, host, port),
    () => checkBroker(config.broker),
  ];
}
