import type { CommandModule } from 'yargs';
import { text } from '../texts.ts';

export const brokerCommand: CommandModule = {
  command: 'broker',
  describe: text('broker'),
  builder: (yargs) =>
    yargs
      .option('config', { type: 'string', demandOption: true, describe: text('configFile') })
      .option('mosquitto', { choices: ['acl', 'passwords'] as const, describe: text('brokerMosquitto') }),
  handler: async ({ config, mosquitto }) => {
    const { run } = await import('../run/broker.ts');
    await run(String(config), mosquitto as 'acl' | 'passwords' | undefined);
  },
};
