import { startBroker } from '../../../dashboard/broker/broker.ts';
import { mosquittoAcl, mosquittoPasswords } from '../../../dashboard/broker/mosquitto.ts';
import { createLog } from '../../../gateway/adapters/log/log.ts';
import { brokerServerConfigSchema } from '../../contracts/console-config.ts';
import { loadWithSecrets } from '../load-with-secrets.ts';
import { untilStopped } from '../until-stopped.ts';

export async function run(configFile: string, print: 'acl' | 'passwords' | undefined): Promise<void> {
  const { log, registerSecret } = createLog({ level: 'info', name: 'broker' });
  const { config } = loadWithSecrets(brokerServerConfigSchema, configFile, registerSecret);
  if (print !== undefined) {
    process.stdout.write(print === 'acl' ? mosquittoAcl(config) : mosquittoPasswords(config));
    return;
  }
  await untilStopped(async () => {
    const broker = await startBroker(config, { log });
    return () => broker.stop();
  });
}
