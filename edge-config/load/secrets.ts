/** Resolves secret references (`env:NAME`, `file:PATH`) wherever a config holds a password, key or token. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ShouwangError } from '../contracts/errors.ts';

export interface SecretSource {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder that relative `file:` references start from. */
  readonly folder: string;
  /** Called with every secret in the clear, so that the log can redact it. */
  readonly onSecret: (value: string) => void;
}

/** @throws ShouwangError SECRET_UNAVAILABLE, which names the reference and never a value. */
export function resolveSecret(reference: string, source: SecretSource): string {
  const value = readReference(reference, source);
  source.onSecret(value);
  return value;
}

function readReference(reference: string, source: SecretSource): string {
  if (reference.startsWith('env:')) {
    const value = source.env[reference.slice(4)];
    if (value === undefined || value === '') {
      throw new ShouwangError('SECRET_UNAVAILABLE', `environment variable ${reference.slice(4)} is not set`);
    }
    return value;
  }
  if (reference.startsWith('file:')) {
    const path = resolve(source.folder, reference.slice(5));
    try {
      return readFileSync(path, 'utf8').split('\n')[0]?.trim() ?? '';
    } catch (cause) {
      throw new ShouwangError('SECRET_UNAVAILABLE', `cannot read ${path}`, { cause });
    }
  }
  return reference;
}

const SECRET_FIELDS: ReadonlySet<string> = new Set(['password', 'guardianKey', 'secret']);

/** A copy of a config in which every secret field holds its value; URLs of databases and webhooks are secrets as a whole. */
export function resolveSecrets<T>(config: T, source: SecretSource): T {
  return walk(config, source) as T;
}

function walk(value: unknown, source: SecretSource): unknown {
  if (Array.isArray(value)) return value.map((item) => walk(item, source));
  if (typeof value !== 'object' || value === null) return value;
  // Addresses of webhooks and robots hold their key.
  const hasSecretUrl = 'secret' in value || 'roles' in value || ('kind' in value && value.kind === 'server');
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const isSecret = SECRET_FIELDS.has(key) || (hasSecretUrl && key === 'url');
      return [
        key,
        isSecret && typeof inner === 'string' ? resolveSecret(inner, source) : walk(inner, source),
      ];
    }),
  );
}
