import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Installs node modules by `npm ci` when they are absent or do not belong to the lock file.
 * @param {{ root: string, run: typeof import('node:child_process').spawnSync, say: (line: string) => void }} context
 */
export function ensureModules({ root, run, say }) {
  const lock = readFileSync(join(root, 'package-lock.json'));
  const wanted = createHash('sha256').update(lock).digest('hex');
  const stamp = join(root, 'node_modules', '.shouwang-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  say('Installing node modules (npm ci) … / 正在安装依赖 …');
  const result = run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    // onnxruntime-node bundles the CPU library; its install script would fetch CUDA from elsewhere.
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' },
    stdio: ['ignore', 2, 2],
  });
  if (result.status !== 0) {
    say('npm ci failed; see above. Run it by hand:  ONNXRUNTIME_NODE_INSTALL=skip npm ci');
    process.exit(3);
  }
  writeFileSync(stamp, wanted);
}
