import type { CommandModule } from 'yargs';
import { text } from '../texts.ts';

export const faultsCommand: CommandModule = {
  command: 'faults',
  describe: text('faults'),
  builder: (yargs) =>
    yargs
      .option('json', { type: 'string', describe: text('benchJson') })
      .option('docs', { type: 'string', describe: text('faultsDocs') })
      .option('from', { type: 'string', array: true, default: [], describe: text('faultsFrom') })
      .option('only', { type: 'string', describe: text('faultsOnly') })
      .option('repeat', { type: 'number', default: 3, describe: text('faultsRepeat') })
      .option('outage', { type: 'number', default: 60, describe: text('faultsOutage') })
      .option('queue', { type: 'number', default: 10_000, describe: text('faultsQueue') })
      .option('day', { type: 'number', default: 144, describe: text('faultsDay') })
      .option('part', {
        choices: ['all', 'delivery', 'cameras'] as const,
        default: 'all',
        describe: text('faultsPart'),
      })
      .option('embedded', { type: 'boolean', default: false, describe: text('faultsEmbedded') }),
  handler: async (given) => {
    const { run } = await import('../run/faults.ts');
    await run({
      jsonFile: given['json'] as string | undefined,
      docsFile: given['docs'] as string | undefined,
      from: given['from'] as string[],
      only: given['only'] as string | undefined,
      repeat: Number(given['repeat']),
      outageS: Number(given['outage']),
      queue: Number(given['queue']),
      outagesPerDay: Number(given['day']),
      part: given['part'] as 'all' | 'delivery' | 'cameras',
      isEmbedded: given['embedded'] === true,
    });
  },
};
