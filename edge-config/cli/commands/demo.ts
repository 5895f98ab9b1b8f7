import type { CommandModule } from 'yargs';
import { ShouwangError } from '../../contracts/errors.ts';
import { language, text } from '../texts.ts';

export const demoCommand: CommandModule = {
  command: 'demo',
  describe: text('demo'),
  builder: (yargs) =>
    yargs
      .option('once', { type: 'boolean', default: false, describe: text('demoOnce') })
      .option('json', { type: 'boolean', default: false, describe: text('demoJson') })
      .option('count', { type: 'number', default: 1, describe: text('demoCount') })
      .option('camera', { type: 'string', describe: text('demoCamera') })
      .option('video', { type: 'string', describe: text('demoVideo') })
      .option('broker', { type: 'string', describe: text('demoBroker') })
      .option('broker-ws', { type: 'string', describe: text('demoBrokerWs') })
      .option('port', { type: 'number', describe: text('demoPort') })
      .conflicts('camera', 'video'),
  handler: async (words) => {
    const { runDemo } = await import('../../demo/demo.ts');
    await runDemo({
      once: Boolean(words['once']),
      json: Boolean(words['json']),
      count: Number(words['count']),
      camera: address(words['camera'], ['rtsp:', 'rtsps:']),
      video: words['video'] as string | undefined,
      broker: address(words['broker'], ['mqtt:', 'mqtts:', 'ws:', 'wss:']),
      brokerWs: address(words['broker-ws'], ['ws:', 'wss:']),
      port: words['port'] as number | undefined,
      language,
    });
  },
};

/** The address is not repeated in the error: it may hold a password. */
function address(word: unknown, protocols: readonly string[]): string | undefined {
  if (word === undefined) return undefined;
  const value = String(word);
  if (!URL.canParse(value) || !protocols.includes(new URL(value).protocol)) {
    throw new ShouwangError('USAGE', `not an address of ${protocols.map((item) => `${item}//`).join(' ')}`);
  }
  return value;
}
