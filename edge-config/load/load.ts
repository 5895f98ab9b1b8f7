/** Reads a YAML (or JSON) file against a contract: all faults at once, each with path, value, reason and fix. */
import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import type { z } from 'zod';
import { ShouwangError } from '../contracts/errors.ts';
import { toInputIssues } from '../contracts/issues.ts';

export interface LoadedConfig<T> {
  readonly config: T;
  /** Folder of the file: relative paths in it start here. */
  readonly folder: string;
}

/** @throws ShouwangError CONFIG_UNREADABLE or CONFIG_INVALID (with one issue per fault). */
export function loadConfigFile<T>(schema: z.ZodType<T>, file: string): LoadedConfig<T> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ShouwangError('CONFIG_UNREADABLE', `${file}: ${(cause as NodeJS.ErrnoException).code}`, {
      cause,
    });
  }
  return { config: parseConfig(schema, text, file), folder: dirname(resolve(file)) };
}

export function parseConfig<T>(schema: z.ZodType<T>, text: string, name: string): T {
  const document = parseDocument(text, { prettyErrors: true });
  const fault = document.errors[0];
  if (fault !== undefined) {
    // The parser quotes the line it stumbled over, which may hold a password: only the place is told.
    const place = fault.linePos?.[0];
    const where = place === undefined ? '' : ` at line ${place.line}, column ${place.col}`;
    throw new ShouwangError('CONFIG_UNREADABLE', `${name}: not YAML${where} (${fault.code})`);
  }
  const input: unknown = document.toJS();
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const issues = toInputIssues(result.error, input);
  throw new ShouwangError('CONFIG_INVALID', `${name}: ${issues.length} fault(s)`, { issues });
}

export function resolveFrom(folder: string, path: string): string {
  return isAbsolute(path) ? path : resolve(folder, path);
}
