import type { CommandModule } from 'yargs';
import { text } from '../texts.ts';

export const benchCommand: CommandModule = {
  command: 'bench',
  describe: text('bench'),
  builder: (yargs) =>
    yargs
      .option('scene', {
        choices: ['idle', 'still', 'moving'] as const,
        array: true,
        describe: text('benchScene'),
      })
      .option('cameras', { type: 'number', default: 2, describe: text('benchCameras') })
      .option('seconds', { type: 'number', default: 30, describe: text('benchSeconds') })
      .option('settle', { type: 'number', default: 15, describe: text('benchSettle') })
      .option('part', {
        choices: ['gateway', 'county', 'phones'] as const,
        default: 'gateway' as const,
        describe: text('benchPart'),
      })
      .option('json', { type: 'string', describe: text('benchJson') }),
  handler: async ({ scene, cameras, seconds, settle, json, part }) => {
    if (part === 'county') {
      const { run } = await import('../run/bench-county.ts');
      await run({ seconds: Number(seconds), jsonFile: json as string | undefined });
      return;
    }
    if (part === 'phones') {
      const { run } = await import('../run/bench-phones.ts');
      await run(json as string | undefined);
      return;
    }
    const { run } = await import('../run/bench.ts');
    await run({
      scenes: scene as ('idle' | 'still' | 'moving')[] | undefined,
      cameras: Number(cameras),
      seconds: Number(seconds),
      settleS: Number(settle),
      jsonFile: json as string | undefined,
    });
  },
};
