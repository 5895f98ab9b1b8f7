import { runGateway } from '../../../gateway/main.ts';
import { untilStopped } from '../until-stopped.ts';

export function run(configFile: string): Promise<void> {
  return untilStopped(async () => {
    const gateway = await runGateway(configFile);
    return () => gateway.stop();
  });
}
