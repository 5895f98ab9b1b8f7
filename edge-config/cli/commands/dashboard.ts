import type { CommandModule } from 'yargs';
import { text } from '../texts.ts';
import { checkCommand, withConfig } from './check.ts';

export const dashboardCommand: CommandModule = {
  command: 'dashboard',
  describe: text('dashboard'),
  builder: (yargs) => withConfig(yargs).command(checkCommand('dashboard')),
  handler: async ({ config }) => {
    const { run } = await import('../run/dashboard.ts');
    await run(String(config));
  },
};
