/** Makes a clip into what a camera's sub-stream is: one codec, a keyframe every two seconds, no B-frames. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { ShouwangError } from '../contracts/errors.ts';
import { readElementaryStream, type VideoCodec } from './annexb.ts';
import { type MediaTrack, videoTrack } from './media-track.ts';

export interface ClipOptions {
  readonly file: string;
  readonly codec: VideoCodec;
  /** The last picture stays this long, with a trace of noise as a sensor has. */
  readonly holdS?: number;
  readonly framesPerS?: number;
  /** As in the file when it is not given. */
  readonly widthPx?: number;
}

const FRAMES_PER_S = 15;
const GOP_S = 2;

const ENCODERS: Record<VideoCodec, { options: string[]; format: string; filter: string }> = {
  h264: {
    options: [
      '-c:v',
      'libx264',
      '-preset',
      'veryfast',
      '-profile:v',
      'main',
      '-bf',
      '0',
      '-sc_threshold',
      '0',
    ],
    format: 'h264',
    filter: 'h264_metadata=aud=insert',
  },
  h265: {
    options: [
      '-c:v',
      'libx265',
      '-preset',
      'ultrafast',
      '-x265-params',
      'bframes=0:scenecut=0:log-level=none',
    ],
    format: 'hevc',
    filter: 'hevc_metadata=aud=insert',
  },
};

/** @throws ShouwangError MEDIA_UNREADABLE, FFMPEG_MISSING */
export async function prepareClip(options: ClipOptions): Promise<MediaTrack> {
  const { file, codec, holdS = 0, framesPerS = FRAMES_PER_S, widthPx } = options;
  if (!existsSync(file)) throw new ShouwangError('MEDIA_UNREADABLE', `${file}: no such file`);
  const { options: encoder, format, filter } = ENCODERS[codec];
  const filters = [
    `fps=${framesPerS}`,
    widthPx === undefined ? 'scale=trunc(iw/2)*2:trunc(ih/2)*2' : `scale=${widthPx}:-2`,
    'format=yuv420p',
  ];
  if (holdS > 0)
    filters.push(`tpad=stop_mode=clone:stop_duration=${holdS}`, 'noise=alls=2:allf=t:all_seed=1');
  const bytes = await runFfmpeg(file, [
    ...['-v', 'error', '-i', file, '-map', '0:v:0', '-an', '-vf', filters.join(',')],
    ...encoder,
    ...['-g', String(framesPerS * GOP_S), '-bsf:v', filter, '-f', format, 'pipe:1'],
  ]);
  try {
    return videoTrack(readElementaryStream(codec, bytes), framesPerS);
  } catch (cause) {
    throw new ShouwangError('MEDIA_UNREADABLE', `${file}: no picture in it`, { cause });
  }
}

function runFfmpeg(file: string, args: readonly string[]): Promise<Buffer> {
  const child = spawn('ffmpeg', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const output: Buffer[] = [];
  let words = '';
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => {
    words = `${words}${String(chunk)}`.slice(-500);
  });
  return new Promise((resolve, reject) => {
    child.once('error', (cause) =>
      reject(new ShouwangError('FFMPEG_MISSING', 'ffmpeg was not found in PATH', { cause })),
    );
    child.once('close', (code) => {
      if (code === 0) resolve(Buffer.concat(output));
      else reject(new ShouwangError('MEDIA_UNREADABLE', `${file}: ${words.trim().split('\n').at(-1) ?? ''}`));
    });
  });
}
