import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { CommandModule } from 'yargs';
import { z } from 'zod';
import { edgeConfigSchema } from '../../contracts/config.ts';
import { ShouwangError } from '../../contracts/errors.ts';
import { loadConfigFile } from '../../load/load.ts';
import { text } from '../texts.ts';

const EXAMPLE = new URL('../../examples/village.yaml', import.meta.url);

export const configCommand: CommandModule = {
  command: 'config',
  describe: text('config'),
  builder: (yargs) =>
    yargs
      .command({
        command: 'check <file>',
        describe: text('configCheck'),
        builder: (inner) =>
          inner.positional('file', { type: 'string', demandOption: true, describe: text('configFile') }),
        handler: ({ file }) => check(String(file)),
      })
      .command({ command: 'schema', describe: text('configSchema'), handler: printSchema })
      .command({
        command: 'init [file]',
        describe: text('configInit'),
        builder: (inner) =>
          inner.positional('file', {
            type: 'string',
            default: 'shouwang.yaml',
            describe: text('configFile'),
          }),
        handler: ({ file }) => init(String(file)),
      })
      .demandCommand(1, text('needCommand')),
  handler: () => {},
};

function check(file: string): void {
  const { config } = loadConfigFile(edgeConfigSchema, file);
  process.stdout.write(`${text('configOk')}: ${file} (${config.cameras.length})\n`);
}

function printSchema(): void {
  process.stdout.write(`${JSON.stringify(z.toJSONSchema(edgeConfigSchema, { io: 'input' }), null, 2)}\n`);
}

function init(file: string): void {
  if (existsSync(file)) throw new ShouwangError('USAGE', `${text('configExists')}: ${file}`);
  writeFileSync(file, readFileSync(EXAMPLE), { mode: 0o600 });
  process.stdout.write(`${text('configWritten')}: ${file}\n`);
}
