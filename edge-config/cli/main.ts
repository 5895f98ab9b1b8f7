#!/usr/bin/env node
/** The `shouwang` command: one table of commands, help in the language of the machine. */
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { isShouwangError } from '../contracts/errors.ts';
import { benchCommand } from './commands/bench.ts';
import { brokerCommand } from './commands/broker.ts';
import { configCommand } from './commands/config.ts';
import { dashboardCommand } from './commands/dashboard.ts';
import { demoCommand } from './commands/demo.ts';
import { doctorCommand } from './commands/doctor.ts';
import { evaluateCommand } from './commands/evaluate.ts';
import { faultsCommand } from './commands/faults.ts';
import { gatewayCommand } from './commands/gateway.ts';
import { replayCommand } from './commands/replay.ts';
import { simulatorCommand } from './commands/simulator.ts';
import { exitCodeOf, reportError } from './report.ts';
import { language, text } from './texts.ts';

// Passwords stand in config files, never in arguments; the title shows the command alone.
process.title = `shouwang ${process.argv[2] ?? ''}`.trim();

/** Thrown, since a command whose arguments are wrong must not run. */
class UsageError extends Error {}

const cli = yargs(hideBin(process.argv))
  .scriptName('shouwang')
  .locale(language === 'zh' ? 'zh_CN' : 'en')
  .usage(text('usage'))
  .command([
    demoCommand,
    gatewayCommand,
    dashboardCommand,
    brokerCommand,
    simulatorCommand,
    configCommand,
    replayCommand,
    evaluateCommand,
    faultsCommand,
    benchCommand,
    doctorCommand,
  ])
  .option('lang', { choices: ['zh', 'en'] as const, describe: text('lang'), global: true })
  .demandCommand(1, text('needCommand'))
  .strict()
  .help()
  .version()
  .wrap(Math.min(100, process.stdout.columns ?? 100))
  .exitProcess(false)
  .fail((message, error) => {
    if (error !== undefined && error !== null) throw error;
    throw new UsageError(message);
  });

try {
  await cli.parseAsync();
} catch (error) {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n${text('seeHelp')}\n`);
    process.exitCode = 2;
  } else {
    reportError(error, process.stderr);
    process.exitCode = isShouwangError(error) ? exitCodeOf(error.code) : 1;
  }
}
