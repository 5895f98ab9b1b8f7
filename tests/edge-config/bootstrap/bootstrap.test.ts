import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { tempFolder } from '../../support/temp-folder.ts';

interface Result {
  readonly status: number | null;
  readonly stdout: string;
}
type Run = (command: string, args: readonly string[], options?: object) => Result;

// The bootstrap is plain JavaScript, since it runs before anything is installed: it has no types to import.
const modules = (await import(
  new URL('../../../edge-config/bootstrap/modules.mjs', import.meta.url).href
)) as {
  ensureModules(context: { root: string; run: Run; say: (line: string) => void }): void;
};
const ffmpeg = (await import(new URL('../../../edge-config/bootstrap/ffmpeg.mjs', import.meta.url).href)) as {
  ensureFfmpeg(context: {
    run: Run;
    say: (line: string) => void;
    getuid: () => number;
    terminal: boolean;
  }): Promise<void>;
};

/** `process.exit` as an error that a test can see. */
function catchExit(): void {
  const exit = vi.spyOn(process, 'exit').mockImplementation((code) => {
    throw new Error(`exit ${String(code)}`);
  });
  onTestFinished(() => exit.mockRestore());
}

describe('ensureModules', () => {
  it('installs when the modules are absent or belong to another lock file, and not otherwise', () => {
    const root = tempFolder();
    const calls: string[] = [];
    const run: Run = (command, args) => {
      calls.push([command, ...args].join(' '));
      mkdirSync(join(root, 'node_modules'), { recursive: true });
      return { status: 0, stdout: '' };
    };
    const ensure = (): void => modules.ensureModules({ root, run, say: () => {} });
    writeFileSync(join(root, 'package-lock.json'), 'first');
    ensure();
    ensure();
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatch(/^npm ci /);
    writeFileSync(join(root, 'package-lock.json'), 'second');
    ensure();
    expect(calls).toHaveLength(2);
  });

  it('ends with 3 when npm fails, and leaves no stamp of success', () => {
    catchExit();
    const root = tempFolder();
    writeFileSync(join(root, 'package-lock.json'), 'lock');
    const run: Run = () => ({ status: 1, stdout: '' });
    expect(() => modules.ensureModules({ root, run, say: () => {} })).toThrow('exit 3');
    expect(() => readFileSync(join(root, 'node_modules', '.shouwang-lock'))).toThrow();
  });
});

describe('ensureFfmpeg', () => {
  /** A machine: which ffmpeg it has, and what apt-get brings. */
  function machine(version: string | undefined, options: { apt?: boolean } = {}) {
    let installed = version;
    const calls: string[] = [];
    const run: Run = (command, args) => {
      if (command === 'ffmpeg') {
        return installed === undefined
          ? { status: null, stdout: '' }
          : { status: 0, stdout: `ffmpeg version ${installed} Copyright` };
      }
      calls.push([command, ...args].join(' '));
      if (options.apt === false) return { status: null, stdout: '' };
      if (args[0] === 'install') installed = '5.1.9-0+deb12u1';
      return { status: 0, stdout: '' };
    };
    return { run, calls };
  }
  const said: string[] = [];
  const base = { say: (line: string) => void said.push(line), terminal: false };

  it.each(['5.1.9-0+deb12u1', 'n7.0', '6.1'])('is content with %s', async (version) => {
    const { run, calls } = machine(version);
    await ffmpeg.ensureFfmpeg({ ...base, run, getuid: () => 0 });
    expect(calls).toEqual([]);
  });

  it.each([undefined, '4.3.8'])(
    'installs over %s as root without a terminal, and says so',
    async (version) => {
      const { run, calls } = machine(version);
      said.length = 0;
      await ffmpeg.ensureFfmpeg({ ...base, run, getuid: () => 0 });
      expect(calls.some((call) => /^apt-get install .*ffmpeg/.test(call))).toBe(true);
      expect(said.join()).toContain('apt-get');
    },
  );

  it.each([
    ['an ordinary user', 1000, true],
    ['a machine without apt-get', 0, false],
  ] as const)('gives %s the one line to type, and ends with 3', async (_who, uid, apt) => {
    catchExit();
    const { run, calls } = machine(undefined, { apt });
    said.length = 0;
    await expect(ffmpeg.ensureFfmpeg({ ...base, run, getuid: () => uid })).rejects.toThrow('exit 3');
    expect(said.join()).toContain('sudo apt-get');
    expect(calls.some((call) => call.includes('install'))).toBe(false);
  });
});
