import type { CommandModule } from 'yargs';
import { text } from '../texts.ts';

export const evaluateCommand: CommandModule = {
  command: 'evaluate <folder>',
  describe: text('evaluate'),
  builder: (yargs) =>
    yargs
      .positional('folder', { type: 'string', demandOption: true, describe: text('evaluateFolder') })
      .option('hold', { type: 'number', default: 15, describe: text('evaluateHold') })
      .option('json', { type: 'string', describe: text('evaluateJson') })
      .option('overlay', { type: 'string', describe: text('evaluateOverlay') })
      .option('width', { choices: [256, 320, 512] as const, default: 256, describe: text('evaluateWidth') }),
  handler: async ({ folder, hold, json, overlay, width }) => {
    const { run } = await import('../run/evaluate.ts');
    await run(String(folder), {
      holdS: Number(hold),
      jsonFile: json as string | undefined,
      overlayFolder: overlay as string | undefined,
      inputWidthPx: width as 256 | 320 | 512,
    });
  },
};
