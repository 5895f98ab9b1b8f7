import type { CommandModule } from 'yargs';
import { text } from '../texts.ts';

export const dashboardCommand: CommandModule = {
  command: 'dashboard',
  describe: text('dashboard'),
  builder: (yargs) =>
    yargs.option('config', { type: 'string', demandOption: true, describe: text('configFile') }),
  handler: async ({ config }) => {
    const { run } = await import('../run/dashboard.ts');
    await run(String(config));
  },
};
