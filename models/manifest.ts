/** What models there are, and the proof that the file on disk is the one that was built and measured. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { ShouwangError } from '../edge-config/contracts/errors.ts';

const MODELS_FOLDER = fileURLToPath(new URL('.', import.meta.url));

export const manifestSchema = z.strictObject({
  name: z.string(),
  file: z.string().meta({ description: 'Relative to the models folder.' }),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().positive(),
  opset: z.int(),
  input: z.strictObject({
    name: z.string(),
    layout: z.literal('NHWC'),
    type: z.literal('uint8'),
    multipleOfPx: z.int().positive(),
  }),
  outputs: z.record(z.string(), z.strictObject({ channels: z.int().positive(), meaning: z.string() })),
  outputStridePx: z.int().positive(),
  licence: z.string(),
  source: z.strictObject({
    package: z.string(),
    version: z.string(),
    integrity: z.string(),
    files: z.array(z.string()),
  }),
});
export type Manifest = z.infer<typeof manifestSchema>;

export function loadManifest(folder: string = MODELS_FOLDER): Manifest {
  return manifestSchema.parse(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')));
}

/**
 * @returns path of the checked model file.
 * @throws ShouwangError MODEL_MISSING, MODEL_SHA_MISMATCH
 */
export async function verifyModel(manifest: Manifest, folder: string = MODELS_FOLDER): Promise<string> {
  const path = join(folder, manifest.file);
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new ShouwangError('MODEL_MISSING', manifest.file, { cause });
  });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== manifest.sha256) {
    throw new ShouwangError('MODEL_SHA_MISMATCH', `${manifest.file} has sha256 ${sha256}`);
  }
  return path;
}
