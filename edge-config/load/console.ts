/** Where live views go, with paths that start at the root; those in the file start at its folder. */
import type { EdgeConfig } from '../contracts/config.ts';
import { resolveFrom } from './load.ts';

export function resolveConsole(console: EdgeConfig['console'], folder: string): EdgeConfig['console'] {
  if (console?.caFile === undefined) return console;
  return { ...console, caFile: resolveFrom(folder, console.caFile) };
}
