import type { CommandModule } from 'yargs';
import { text } from '../texts.ts';

export const replayCommand: CommandModule = {
  command: 'replay <files..>',
  describe: text('replay'),
  builder: (yargs) =>
    yargs
      .positional('files', { type: 'string', array: true, demandOption: true, describe: text('replayFile') })
      .option('json', { type: 'boolean', default: false, describe: text('replayJson') })
      .option('config', { type: 'string', describe: text('configFile') }),
  handler: async ({ files, json, config }) => {
    const { run } = await import('../run/replay.ts');
    await run(files as string[], { json: json === true, configFile: config as string | undefined });
  },
};
