/** The console's database, for commands beside the console. */
import { type Database, openDatabaseAsItIs } from '../../../dashboard/server/store/database.ts';
import { type ConsoleConfig, consoleConfigSchema } from '../../contracts/console-config.ts';
import { ShouwangError } from '../../contracts/errors.ts';
import { resolveFrom } from '../../load/load.ts';
import { loadWithSecrets } from '../load-with-secrets.ts';

const ANSWER_WITHIN_MS = 2000;

/** @throws ShouwangError CONSOLE_RUNNING, DATABASE_UNUSABLE, and those of a config */
export async function openConsoleDatabase(
  configFile: string,
): Promise<{ readonly config: ConsoleConfig; readonly database: Database }> {
  const { config, folder } = loadWithSecrets(consoleConfigSchema, configFile, () => {});
  const { database: place } = config;
  if (place.kind === 'embedded') {
    place.directory = resolveFrom(folder, place.directory);
    await requireStopped(config);
  }
  return { config, database: await openDatabaseAsItIs(place) };
}

/** Where the console answers on this machine. */
export function ownUrl({ http }: Pick<ConsoleConfig, 'http'>): string {
  const host = http.host === '0.0.0.0' ? '127.0.0.1' : http.host;
  return `http://${host}:${http.port}`;
}

/** An embedded database has one user: a second one would damage it. */
async function requireStopped(config: ConsoleConfig): Promise<void> {
  const url = ownUrl(config);
  const isRunning = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) }).then(
    () => true,
    () => false,
  );
  if (isRunning) throw new ShouwangError('CONSOLE_RUNNING', `it answers at ${url}`);
}
