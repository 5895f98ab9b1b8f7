/** Secrets and addresses in the configuration. */
import { z } from 'zod';

/**
 * A secret or a reference to one. References keep the file shareable: `env:NAME` reads an environment variable,
 * `file:PATH` the first line of a file. Anything else is the secret itself.
 */
export const secretSchema = z
  .string()
  .min(1)
  .max(512)
  .meta({ title: 'Secret', description: 'env:NAME, file:PATH, or the secret itself.' });

export function hasProtocol(text: string, protocols: readonly string[]): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return protocols.includes(url.protocol) && url.hostname !== '';
}
