import type { CommandModule } from 'yargs';
import { text } from '../texts.ts';
import { checkCommand, withConfig } from './check.ts';

export const gatewayCommand: CommandModule = {
  command: 'gateway',
  describe: text('gateway'),
  builder: (yargs) => withConfig(yargs).command(checkCommand('gateway')),
  handler: async ({ config }) => {
    const { run } = await import('../run/gateway.ts');
    await run(String(config));
  },
};
