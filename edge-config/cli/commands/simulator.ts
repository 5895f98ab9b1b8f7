import type { CommandModule } from 'yargs';
import { text } from '../texts.ts';

export const simulatorCommand: CommandModule = {
  command: 'simulator',
  describe: text('simulator'),
  builder: (yargs) =>
    yargs.option('config', { type: 'string', demandOption: true, describe: text('configFile') }),
  handler: async ({ config }) => {
    const { run } = await import('../run/simulator.ts');
    await run(String(config));
  },
};
