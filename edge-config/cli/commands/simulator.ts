import type { CommandModule } from 'yargs';
import { createLog } from '../../../gateway/adapters/log/log.ts';
import { simulatorConfigSchema } from '../../camera-simulator/config.ts';
import { startSimulator } from '../../camera-simulator/start.ts';
import { loadConfigFile } from '../../load/load.ts';
import { resolveSecrets } from '../../load/secrets.ts';
import { text } from '../texts.ts';
import { untilStopped } from '../until-stopped.ts';

export const simulatorCommand: CommandModule = {
  command: 'simulator',
  describe: text('simulator'),
  builder: (yargs) =>
    yargs.option('config', { type: 'string', demandOption: true, describe: text('configFile') }),
  handler: async ({ config: file }) => {
    const { log, registerSecret } = createLog({ level: 'info', name: 'simulator' });
    const loaded = loadConfigFile(simulatorConfigSchema, String(file));
    const config = resolveSecrets(loaded.config, {
      env: process.env,
      folder: loaded.folder,
      onSecret: registerSecret,
    });
    await untilStopped(async () => {
      const simulator = await startSimulator(config, {
        folder: loaded.folder,
        say: (line) => log.info({}, line),
      });
      return () => simulator.stop();
    });
  },
};
