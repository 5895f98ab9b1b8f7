import type { CommandModule } from 'yargs';
import { VARIANT_NAMES, type Variant } from '../../../models/evaluate/variants.ts';
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
      .option('variant', { choices: VARIANT_NAMES, describe: text('evaluateVariant') })
      .option('accurate', { type: 'boolean', default: false, describe: text('evaluateAccurate') }),
  handler: async ({ folder, hold, json, overlay, accurate, variant }) => {
    const { run } = await import('../run/evaluate.ts');
    await run(String(folder), {
      holdS: Number(hold),
      jsonFile: json as string | undefined,
      overlayFolder: overlay as string | undefined,
      accurate: accurate === true,
      variant: variant as Variant | undefined,
    });
  },
};
