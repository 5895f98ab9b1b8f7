import type { Argv, CommandModule } from 'yargs';
import { text } from '../texts.ts';

/** `shouwang gateway check` and `shouwang dashboard check`. */
export function checkCommand(of: 'gateway' | 'dashboard'): CommandModule {
  return {
    command: 'check',
    describe: text('check'),
    builder: (yargs) =>
      yargs.option('json', { type: 'boolean', default: false, describe: text('checkJson') }),
    handler: async ({ config, json }) => {
      const { checkDashboard, checkGatewayOf } = await import('../run/check.ts');
      await (of === 'gateway' ? checkGatewayOf : checkDashboard)(String(config), { isJson: json === true });
    },
  };
}

export function withConfig(yargs: Argv): Argv {
  return yargs.option('config', { type: 'string', demandOption: true, describe: text('configFile') });
}
