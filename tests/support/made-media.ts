/** Makes the videos that cameras and recorders deliver on bad days, out of the synthetic clips. */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { seeded } from '../../edge-config/scenario/scenes.ts';

const run = promisify(execFile);

export function clipPath(name: string): string {
  return fileURLToPath(new URL(`../fixtures/clips/${name}.mp4`, import.meta.url));
}

export async function ffmpeg(...args: readonly string[]): Promise<void> {
  await run('ffmpeg', ['-v', 'error', '-y', ...args]);
}

const QUICK = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-an'];

/** Coded anew, with keyframes every two seconds as cameras send them. */
export async function encode(
  input: string,
  output: string,
  { before = [], options = [] }: { before?: readonly string[]; options?: readonly string[] } = {},
): Promise<string> {
  await ffmpeg(...before, '-i', input, ...QUICK, '-g', '50', ...options, output);
  return output;
}

/** A picture without a scene, or one that stands still to the last bit. */
export async function encodeTest(source: string, output: string): Promise<string> {
  await ffmpeg('-f', 'lavfi', '-i', source, ...QUICK, output);
  return output;
}

/** Bytes of the file, with every `everyBytes`-th one or so turned into another; the first 4 kB stay. */
export function damage(file: string, everyBytes: number, seed: number): string {
  const random = seeded(seed);
  const bytes = readFileSync(file);
  for (let at = 4096; at < bytes.length; at += Math.ceil(random() * 2 * everyBytes)) {
    bytes[at] = Math.floor(random() * 256);
  }
  writeFileSync(file, bytes);
  return file;
}

/** Parts of streams one after the other, as a recorder writes them across a camera's restart. */
export function join(parts: readonly string[], output: string): string {
  writeFileSync(output, Buffer.concat(parts.map((part) => readFileSync(part))));
  return output;
}

export function cutShort(file: string, share: number): string {
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.subarray(0, Math.floor(bytes.length * share)));
  return file;
}

/** The H.264 stream of a file, bit for bit, with a delimiter before each picture. */
export async function annexB(file: string): Promise<Buffer> {
  const filters = 'h264_mp4toannexb,h264_metadata=aud=insert';
  const output = `${file}.h264`;
  await ffmpeg('-i', file, '-map', '0:v:0', '-c', 'copy', '-bsf:v', filters, '-f', 'h264', output);
  return readFileSync(output);
}
