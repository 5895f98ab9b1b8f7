/** Starts one gateway from its config file. Everything is built in `app.ts`. */
import { edgeConfigSchema } from '../edge-config/contracts/config.ts';
import { resolveBroker } from '../edge-config/load/broker.ts';
import { resolveConsole } from '../edge-config/load/console.ts';
import { loadConfigFile, resolveFrom } from '../edge-config/load/load.ts';
import { resolveSecrets } from '../edge-config/load/secrets.ts';

import { loadManifest, verifyModel } from '../models/manifest.ts';
import { SystemClock } from './adapters/clock/system-clock.ts';
import { createLog } from './adapters/log/log.ts';
import { tellSystemd } from './adapters/systemd/notify.ts';
import { type Gateway, startGateway } from './app.ts';

/** @throws ShouwangError CONFIG_…, SECRET_UNAVAILABLE, FFMPEG_MISSING, MODEL_…, OUTBOX_UNUSABLE, PORT_IN_USE */
export async function runGateway(configFile: string): Promise<Gateway> {
  const { log, registerSecret } = createLog({ level: 'info', name: 'gateway' });
  const loaded = loadConfigFile(edgeConfigSchema, configFile);
  const config = resolveSecrets(loaded.config, {
    env: process.env,
    folder: loaded.folder,
    onSecret: registerSecret,
  });
  for (const camera of config.cameras) {
    // Credentials may stand in the address too.
    const { password } = new URL(camera.url);
    if (password !== '') registerSecret(decodeURIComponent(password));
  }
  const manifest = loadManifest();
  const broker = resolveBroker(config.broker, loaded.folder);
  const console_ = resolveConsole(config.console, loaded.folder);
  const clock = new SystemClock();
  const gateway = await startGateway(
    { ...config, broker, console: console_ },
    {
      log,
      clock,
      model: { manifest, path: await verifyModel(manifest) },
      stateFolder: resolveFrom(loaded.folder, config.gateway.stateDir),
    },
  );
  const { standstills } = gateway;
  const tellStopping = tellSystemd({ env: process.env, clock, log, standstills });
  return {
    ...gateway,
    stop: async () => {
      await tellStopping();
      await gateway.stop();
    },
  };
}
