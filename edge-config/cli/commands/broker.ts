import type { CommandModule } from 'yargs';
import { text } from '../texts.ts';

export const brokerCommand: CommandModule = {
  command: 'broker',
  describe: text('broker'),
  builder: (yargs) =>
    yargs
      .option('config', { type: 'string', demandOption: true, describe: text('configFile') })
      .option('mosquitto', { choices: ['acl', 'passwords'] as const, describe: text('brokerMosquitto') })
      .option('console', { type: 'string', describe: text('brokerConsole') }),
  handler: async ({ config, console, mosquitto }) => {
    const { run } = await import('../run/broker.ts');
    await run({
      configFile: String(config),
      consoleFile: console as string | undefined,
      print: mosquitto as 'acl' | 'passwords' | undefined,
    });
  },
};
