import { existsSync } from 'node:fs';
import type { CommandModule } from 'yargs';
import { startConsole } from '../../../dashboard/server/console.ts';
import { SystemClock } from '../../../gateway/adapters/clock/system-clock.ts';
import { createLog } from '../../../gateway/adapters/log/log.ts';
import { consoleConfigSchema } from '../../contracts/console-config.ts';
import { PAGES_FOLDER } from '../../demo/pages.ts';
import { loadConfigFile, resolveFrom } from '../../load/load.ts';
import { resolveSecrets } from '../../load/secrets.ts';
import { text } from '../texts.ts';
import { untilStopped } from '../until-stopped.ts';

export const dashboardCommand: CommandModule = {
  command: 'dashboard',
  describe: text('dashboard'),
  builder: (yargs) =>
    yargs.option('config', { type: 'string', demandOption: true, describe: text('configFile') }),
  handler: async ({ config: file }) => {
    const { log, registerSecret } = createLog({ level: 'info', name: 'dashboard' });
    const loaded = loadConfigFile(consoleConfigSchema, String(file));
    const config = resolveSecrets(loaded.config, {
      env: process.env,
      folder: loaded.folder,
      onSecret: registerSecret,
    });
    if (config.database.kind === 'embedded') {
      config.database.directory = resolveFrom(loaded.folder, config.database.directory);
    }
    await untilStopped(async () => {
      const webRoot = existsSync(PAGES_FOLDER) ? PAGES_FOLDER : null;
      const { stop } = await startConsole(config, { log, clock: new SystemClock(), webRoot });
      return stop;
    });
  },
};
