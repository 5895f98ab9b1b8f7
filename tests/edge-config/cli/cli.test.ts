/** The command as people call it: words in, text and exit code out. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../../support/temp-folder.ts';

const BIN = fileURLToPath(new URL('../../../edge-config/cli/shouwang.mjs', import.meta.url));

function shouwang(words: readonly string[], env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...words], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { status, stdout, stderr };
}

describe('shouwang', () => {
  it('helps in English and Chinese', () => {
    expect(shouwang(['--help', '--lang', 'en']).stdout).toContain('run the gateway');
    expect(shouwang(['--help', '--lang', 'zh']).stdout).toContain('运行网关');
  });

  it('refuses an unknown command and option with 2', () => {
    expect(shouwang(['nonsense']).status).toBe(2);
    expect(shouwang(['config', 'schema', '--nonsense']).status).toBe(2);
  });

  it('writes an example config that its own check accepts, and never overwrites', () => {
    const file = join(tempFolder(), 'gateway.yaml');
    expect(shouwang(['config', 'init', file]).status).toBe(0);
    expect(shouwang(['config', 'check', file]).status).toBe(0);
    const before = readFileSync(file, 'utf8');
    expect(shouwang(['config', 'init', file]).status).toBe(2);
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it('tells every fault of a config with path, value, reason and fix, and no password', () => {
    const file = join(tempFolder(), 'bad.yaml');
    writeFileSync(
      file,
      [
        'version: 1',
        'gateway: { id: GW, county: "520602", township: "520602101", stateDir: x, colour: red }',
        'broker: { url: http://x, password: hunter2-secret }',
        'cameras:',
        '  - { id: a, name: A, url: "rtsp://u:hunter2-secret@h/x", place: yard }',
        '  - { id: a, name: B, url: "nonsense", place: garden, zones: [{ id: z, kind: rest, polygon: [[0,0],[2,0],[0,1]] }] }',
      ].join('\n'),
    );
    const { status, stderr } = shouwang(['config', 'check', file, '--lang', 'en']);
    expect(status).toBe(2);
    for (const path of ['gateway.id', 'gateway.colour', 'broker.url', 'cameras[1].url', 'cameras[1].place']) {
      expect(stderr).toContain(path);
    }
    expect(stderr).toContain('polygon');
    expect(stderr).not.toContain('hunter2');
  });

  it('prints the JSON Schema', () => {
    const schema = JSON.parse(shouwang(['config', 'schema']).stdout) as { title: string };
    expect(schema.title).toBe('Shouwang edge config');
  });

  it('refuses to start the gateway without its config or a secret, by code', () => {
    const folder = tempFolder();
    const missing = shouwang(['gateway', '--config', join(folder, 'none.yaml')]);
    expect([missing.status, missing.stderr]).toEqual([2, expect.stringContaining('CONFIG_UNREADABLE')]);
    const file = join(folder, 'gateway.yaml');
    shouwang(['config', 'init', file]);
    const secret = shouwang(['gateway', '--config', file], { SHOUWANG_BROKER_PASSWORD: '' });
    expect([secret.status, secret.stderr]).toEqual([2, expect.stringContaining('SECRET_UNAVAILABLE')]);
    expect(existsSync(join(folder, 'state'))).toBe(false);
  });

  it('refuses a file that is no video, and an address that is none, without repeating it', () => {
    const file = join(tempFolder(), 'notes.mp4');
    writeFileSync(file, 'no video');
    const { status, stderr } = shouwang(['replay', file]);
    expect(stderr).toContain('MEDIA_UNREADABLE');
    expect(status).toBe(2);
    const demo = shouwang(['demo', '--camera', 'http://u:hunter2@h/']);
    expect(demo.status).toBe(2);
    expect(demo.stderr).not.toContain('hunter2');
  });
});
