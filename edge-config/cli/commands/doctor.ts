import type { CommandModule } from 'yargs';
import { text } from '../texts.ts';

export const doctorCommand: CommandModule = {
  command: 'doctor',
  describe: text('doctor'),
  builder: (yargs) => yargs.option('config', { type: 'string', describe: text('configFile') }),
  handler: async ({ config }) => {
    const { run } = await import('../run/doctor.ts');
    await run(config as string | undefined);
  },
};
