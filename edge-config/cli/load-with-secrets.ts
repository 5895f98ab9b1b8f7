import type { z } from 'zod';
import { type LoadedConfig, loadConfigFile } from '../load/load.ts';
import { resolveSecrets } from '../load/secrets.ts';

/**
 * A config file with every secret in the clear; each is told to `onSecret`, so that the log can blot it out.
 * @throws ShouwangError CONFIG_UNREADABLE, CONFIG_INVALID, SECRET_UNAVAILABLE
 */
export function loadWithSecrets<T>(
  schema: z.ZodType<T>,
  file: string,
  onSecret: (value: string) => void,
): LoadedConfig<T> {
  const { config, folder } = loadConfigFile(schema, file);
  return { config: resolveSecrets(config, { env: process.env, folder, onSecret }), folder };
}
