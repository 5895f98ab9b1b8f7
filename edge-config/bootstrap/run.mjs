/**
 * Makes a fresh clone ready, then runs a command: `node edge-config/bootstrap/run.mjs [--no-ffmpeg] COMMAND…`.
 * It may import nothing but Node itself, since it is what installs everything else.
 */
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ensureFfmpeg } from './ffmpeg.mjs';
import { ensureModules } from './modules.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `Node >= 20.19 is needed; this is ${process.versions.node}. / 需要 Node 20.19 或更高版本。\n`,
  );
  process.exit(3);
}

const words = process.argv.slice(2);
const wantsFfmpeg = words[0] !== '--no-ffmpeg';
const [command, ...args] = wantsFfmpeg ? words : words.slice(1);
if (command === undefined) {
  process.stderr.write('usage: node edge-config/bootstrap/run.mjs [--no-ffmpeg] FILE.ts [ARGUMENTS]\n');
  process.exit(2);
}

// Progress goes to stderr: stdout belongs to the command (the demo prints one JSON object there).
const say = (line) => process.stderr.write(`${line}\n`);
ensureModules({ root, run: spawnSync, say });
if (wantsFfmpeg) await ensureFfmpeg({ run: spawnSync, say });

const child = spawn(process.execPath, ['--import', 'tsx', command, ...args], { cwd: root, stdio: 'inherit' });
// The child gets a terminal's Ctrl-C itself; a signal sent to us alone is passed on.
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
process.on('SIGINT', () => {});
child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 1));
