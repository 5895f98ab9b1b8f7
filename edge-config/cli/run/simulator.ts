import { createLog } from '../../../gateway/adapters/log/log.ts';
import { simulatorConfigSchema } from '../../camera-simulator/config.ts';
import { startSimulator } from '../../camera-simulator/start.ts';
import { loadWithSecrets } from '../load-with-secrets.ts';
import { untilStopped } from '../until-stopped.ts';

export async function run(configFile: string): Promise<void> {
  const { log, registerSecret } = createLog({ level: 'info', name: 'simulator' });
  const { config, folder } = loadWithSecrets(simulatorConfigSchema, configFile, registerSecret);
  await untilStopped(async () => {
    const simulator = await startSimulator(config, { folder, say: (line) => log.info({}, line) });
    return () => simulator.stop();
  });
}
