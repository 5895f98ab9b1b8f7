import { createInterface } from 'node:readline/promises';

const INSTALL_LINE = 'sudo apt-get update && sudo apt-get install -y ffmpeg';

/** Major version of the installed ffmpeg; 0 when there is none. */
export function ffmpegMajor(run) {
  const result = run('ffmpeg', ['-hide_banner', '-version'], { encoding: 'utf8' });
  const match = /^ffmpeg version n?(\d+)\./.exec(result.stdout ?? '');
  return match ? Number(match[1]) : 0;
}

/**
 * Installs ffmpeg by apt-get when it is absent or older than 5 and this process is root: on a terminal it asks
 * first, without one it says so and goes ahead. Where it may not, it prints the line to type and ends with 3.
 */
export async function ensureFfmpeg({ run, say, getuid = process.getuid, terminal = process.stdin.isTTY }) {
  if (ffmpegMajor(run) >= 5) return;
  const isRoot = getuid?.() === 0;
  const hasApt = run('apt-get', ['--version'], { encoding: 'utf8' }).status === 0;
  if (!isRoot || !hasApt || (terminal && !(await agrees()))) {
    say(`ffmpeg >= 5 is needed. Type / 请执行:  ${INSTALL_LINE}`);
    process.exit(3);
  }
  say('Installing ffmpeg with apt-get … / 正在安装 ffmpeg …');
  const options = { stdio: ['ignore', 2, 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  run('apt-get', ['update', '-qq'], options);
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'ffmpeg'], options);
  if (ffmpegMajor(run) < 5) {
    say(`ffmpeg could not be installed. Type / 请执行:  ${INSTALL_LINE}`);
    process.exit(3);
  }
}

async function agrees() {
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await prompt.question(
    'ffmpeg >= 5 is absent. Install it with apt-get? 安装 ffmpeg？ [Y/n] ',
  );
  prompt.close();
  return !/^\s*n/i.test(answer);
}
