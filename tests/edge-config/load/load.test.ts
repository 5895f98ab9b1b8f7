import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { edgeConfigSchema } from '../../../edge-config/contracts/config.ts';
import { parseConfig } from '../../../edge-config/load/load.ts';
import { resolveSecret, resolveSecrets } from '../../../edge-config/load/secrets.ts';

const example = readFileSync(new URL('../../../edge-config/examples/village.yaml', import.meta.url), 'utf8');

describe('loading a configuration', () => {
  it('accepts the shipped example', () => {
    expect(parseConfig(edgeConfigSchema, example, 'village.yaml').cameras).toHaveLength(2);
  });

  it('tells where YAML breaks without quoting the line, which may hold a password', () => {
    const broken = example.replace('password: env:SHOUWANG_BROKER_PASSWORD', 'password: "hunter2');
    expect(() => parseConfig(edgeConfigSchema, broken, 'x.yaml')).toThrowError(
      /^CONFIG_UNREADABLE: x\.yaml: not YAML at line \d+/,
    );
    expect(() => parseConfig(edgeConfigSchema, broken, 'x.yaml')).not.toThrowError(/hunter2/);
  });

  it('resolves references, tells the log of each secret, and names a missing one', () => {
    const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
    writeFileSync(join(folder, 'key'), 'from-file\n');
    const seen: string[] = [];
    const source = { env: { A: 'from-env' }, folder, onSecret: (value: string) => seen.push(value) };
    const config = { broker: { password: 'env:A', url: 'mqtt://x' }, list: [{ password: 'file:key' }] };
    expect(resolveSecrets(config, source)).toEqual({
      broker: { password: 'from-env', url: 'mqtt://x' },
      list: [{ password: 'from-file' }],
    });
    expect(seen).toEqual(['from-env', 'from-file']);
    expect(() => resolveSecret('env:B', source)).toThrowError(
      'SECRET_UNAVAILABLE: environment variable B is not set',
    );
  });
});
