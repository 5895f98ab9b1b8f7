import { startBroker } from '../../../dashboard/broker/broker.ts';
import { mosquittoAcl, mosquittoPasswords } from '../../../dashboard/broker/mosquitto.ts';
import { listBoundGuardianIds } from '../../../dashboard/server/store/people.ts';
import { createLog } from '../../../gateway/adapters/log/log.ts';
import { brokerServerConfigSchema } from '../../contracts/console-config.ts';
import { loadWithSecrets } from '../load-with-secrets.ts';
import { untilStopped } from '../until-stopped.ts';
import { openConsoleDatabase } from './console-database.ts';

interface BrokerCommand {
  readonly configFile: string;
  /** Its database knows whom the county has bound. */
  readonly consoleFile: string | undefined;
  readonly print: 'acl' | 'passwords' | undefined;
}

export async function run({ configFile, consoleFile, print }: BrokerCommand): Promise<void> {
  const { log, registerSecret } = createLog({ level: 'info', name: 'broker' });
  const { config } = loadWithSecrets(brokerServerConfigSchema, configFile, registerSecret);
  if (print !== undefined) {
    const bound = consoleFile === undefined ? [] : await readBound(consoleFile);
    process.stdout.write(print === 'acl' ? mosquittoAcl(config) : mosquittoPasswords(config, bound));
    return;
  }
  await untilStopped(async () => {
    const broker = await startBroker(config, { log });
    return () => broker.stop();
  });
}

async function readBound(consoleFile: string): Promise<string[]> {
  const { database } = await openConsoleDatabase(consoleFile);
  try {
    return await listBoundGuardianIds(database);
  } finally {
    await database.destroy();
  }
}
