import type { CommandModule } from 'yargs';
import { text } from '../texts.ts';
import { checkCommand, withConfig } from './check.ts';
import { inviteCommand } from './invite.ts';

export const dashboardCommand: CommandModule = {
  command: 'dashboard',
  describe: text('dashboard'),
  builder: (yargs) => withConfig(yargs).command(checkCommand('dashboard')).command(inviteCommand),
  handler: async ({ config }) => {
    const { run } = await import('../run/dashboard.ts');
    await run(String(config));
  },
};
