import type { CommandModule } from 'yargs';
import { startBroker } from '../../../dashboard/broker/broker.ts';
import { mosquittoAcl } from '../../../dashboard/broker/mosquitto.ts';
import { createLog } from '../../../gateway/adapters/log/log.ts';
import { brokerServerConfigSchema } from '../../contracts/console-config.ts';
import { loadConfigFile } from '../../load/load.ts';
import { resolveSecrets } from '../../load/secrets.ts';
import { text } from '../texts.ts';
import { untilStopped } from '../until-stopped.ts';

export const brokerCommand: CommandModule = {
  command: 'broker',
  describe: text('broker'),
  builder: (yargs) =>
    yargs
      .option('config', { type: 'string', demandOption: true, describe: text('configFile') })
      .option('mosquitto', { type: 'boolean', default: false, describe: text('brokerMosquitto') }),
  handler: async ({ config: file, mosquitto }) => {
    const { log, registerSecret } = createLog({ level: 'info', name: 'broker' });
    const loaded = loadConfigFile(brokerServerConfigSchema, String(file));
    const config = resolveSecrets(loaded.config, {
      env: process.env,
      folder: loaded.folder,
      onSecret: registerSecret,
    });
    if (mosquitto === true) {
      process.stdout.write(mosquittoAcl(config));
      return;
    }
    await untilStopped(async () => {
      const broker = await startBroker(config, { log });
      return () => broker.stop();
    });
  },
};
