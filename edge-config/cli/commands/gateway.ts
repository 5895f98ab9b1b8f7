import type { CommandModule } from 'yargs';
import { runGateway } from '../../../gateway/main.ts';
import { text } from '../texts.ts';
import { untilStopped } from '../until-stopped.ts';

export const gatewayCommand: CommandModule = {
  command: 'gateway',
  describe: text('gateway'),
  builder: (yargs) =>
    yargs.option('config', { type: 'string', demandOption: true, describe: text('configFile') }),
  handler: ({ config }) =>
    untilStopped(async () => {
      const gateway = await runGateway(String(config));
      return () => gateway.stop();
    }),
};
