import type { CommandModule } from 'yargs';
import { text } from '../texts.ts';

export const replayCommand: CommandModule = {
  command: 'replay <files..>',
  describe: text('replay'),
  builder: (yargs) =>
    yargs
      .positional('files', { type: 'string', array: true, demandOption: true, describe: text('replayFile') })
      .option('json', { type: 'boolean', default: false, describe: text('replayJson') })
      .option('config', { type: 'string', describe: text('configFile') })
      .option('camera', { type: 'string', describe: text('replayCamera') })
      .option('clock', { type: 'string', describe: text('replayClock') })
      .option('speed', { choices: ['max', 'real'] as const, default: 'max', describe: text('replaySpeed') })
      .option('hold', { type: 'string', default: '0s', describe: text('replayHold') })
      .option('only', { type: 'string', describe: text('replayOnly') })
      .option('days', { type: 'number', describe: text('replayDays') })
      .option('households', { type: 'number', default: 1, describe: text('replayHouseholds') }),
  handler: async (given) => {
    const { run } = await import('../run/replay.ts');
    const optional = (value: unknown): string | undefined => value as string | undefined;
    await run(given['files'] as string[], {
      json: given['json'] === true,
      configFile: optional(given['config']),
      cameraId: optional(given['camera']),
      clock: optional(given['clock']),
      isReal: given['speed'] === 'real',
      hold: String(given['hold']),
      only: optional(given['only']),
      days: given['days'] as number | undefined,
      households: Number(given['households']),
    });
  },
};
