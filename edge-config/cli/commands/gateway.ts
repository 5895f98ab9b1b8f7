import type { CommandModule } from 'yargs';
import { text } from '../texts.ts';

export const gatewayCommand: CommandModule = {
  command: 'gateway',
  describe: text('gateway'),
  builder: (yargs) =>
    yargs.option('config', { type: 'string', demandOption: true, describe: text('configFile') }),
  handler: async ({ config }) => {
    const { run } = await import('../run/gateway.ts');
    await run(String(config));
  },
};
