import { existsSync } from 'node:fs';
import { startConsole } from '../../../dashboard/server/console.ts';
import { SystemClock } from '../../../gateway/adapters/clock/system-clock.ts';
import { createLog } from '../../../gateway/adapters/log/log.ts';
import { tellSystemd } from '../../../gateway/adapters/systemd/notify.ts';
import { consoleConfigSchema } from '../../contracts/console-config.ts';
import { PAGES_FOLDER } from '../../demo/pages.ts';
import { resolveBroker } from '../../load/broker.ts';
import { resolveFrom } from '../../load/load.ts';
import { loadWithSecrets } from '../load-with-secrets.ts';
import { untilStopped } from '../until-stopped.ts';

export async function run(configFile: string): Promise<void> {
  const { log, registerSecret } = createLog({ level: 'info', name: 'dashboard' });
  const { config, folder } = loadWithSecrets(consoleConfigSchema, configFile, registerSecret);
  if (config.database.kind === 'embedded') {
    config.database.directory = resolveFrom(folder, config.database.directory);
  }
  config.broker = resolveBroker(config.broker, folder);
  await untilStopped(async () => {
    const webRoot = existsSync(PAGES_FOLDER) ? PAGES_FOLDER : null;
    const clock = new SystemClock();
    const console_ = await startConsole(config, {
      ...{ log, clock, webRoot },
      firstSignIn: { folder, terminal: process.stdout.isTTY ? process.stdout : null },
    });
    const standstills = (): Promise<string[]> => console_.standstills(clock);
    const tellStopping = tellSystemd({ env: process.env, clock, log, standstills });
    return async () => {
      await tellStopping();
      await console_.stop();
    };
  });
}
