/** Checks of what is stored, told on the terminal. */
import { checkStore } from '../../../dashboard/server/store/check.ts';
import { checkGateway } from '../../../gateway/adapters/sqlite/check.ts';
import type { Checked } from '../../contracts/check.ts';
import { edgeConfigSchema } from '../../contracts/config.ts';
import { ShouwangError } from '../../contracts/errors.ts';
import { loadConfigFile, resolveFrom } from '../../load/load.ts';
import { language, text } from '../texts.ts';
import { openConsoleDatabase } from './console-database.ts';

interface CheckOptions {
  readonly isJson: boolean;
}

/** What a shell is told when something does not hold. */
const EXIT_BROKEN = 1;

/** No password is needed to read the gateway's own files. */
export function checkGatewayOf(configFile: string, options: CheckOptions): void {
  const { config, folder } = loadConfigFile(edgeConfigSchema, configFile);
  const state = resolveFrom(folder, config.gateway.stateDir);
  let results: Checked[];
  try {
    results = checkGateway(state);
  } catch (cause) {
    throw new ShouwangError('OUTBOX_UNUSABLE', `cannot read ${state}`, { cause });
  }
  tell(results, options);
}

/** @throws ShouwangError CONSOLE_RUNNING, DATABASE_UNUSABLE */
export async function checkDashboard(configFile: string, options: CheckOptions): Promise<void> {
  const { database } = await openConsoleDatabase(configFile);
  try {
    tell(await checkStore(database), options);
  } finally {
    await database.destroy();
  }
}

function tell(results: readonly Checked[], { isJson }: CheckOptions): void {
  const broken = results.filter(({ count }) => count > 0);
  if (broken.length > 0) process.exitCode = EXIT_BROKEN;
  if (isJson) {
    process.stdout.write(`${JSON.stringify({ ok: broken.length === 0, results }, null, 2)}\n`);
    return;
  }
  for (const { count, examples, rule, text: words } of results) {
    process.stdout.write(`${count === 0 ? '✓' : '✗'} ${words[language]} (${rule})\n`);
    for (const example of examples) process.stdout.write(`    ${example}\n`);
    if (count > examples.length) process.stdout.write(`    … ${count}\n`);
  }
  const summary = `${results.length - broken.length} ${text('checkHolds')}, ${broken.length} ${text('checkBroken')}`;
  process.stdout.write(`${summary}\n`);
}
