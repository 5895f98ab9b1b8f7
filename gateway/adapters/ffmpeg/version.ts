import { spawnSync } from 'node:child_process';
import { ShouwangError } from '../../../edge-config/contracts/errors.ts';

/** Options used here (`-timeout` for RTSP) have their present meaning since ffmpeg 5. */
const LEAST_MAJOR = 5;

/** @throws ShouwangError FFMPEG_MISSING */
export function requireFfmpeg(): string {
  const { stdout } = spawnSync('ffmpeg', ['-hide_banner', '-version'], { encoding: 'utf8' });
  const match = /^ffmpeg version n?((\d+)\.\S+)/.exec(stdout ?? '');
  if (match === null) throw new ShouwangError('FFMPEG_MISSING', 'ffmpeg was not found in PATH');
  if (Number(match[2]) < LEAST_MAJOR)
    throw new ShouwangError('FFMPEG_MISSING', `ffmpeg ${match[1]} is installed`);
  return match[1] ?? '';
}
