import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadManifest, verifyModel } from '../../models/manifest.ts';
import { tempFolder } from '../support/temp-folder.ts';

describe('the model manifest', () => {
  it('describes the committed model to the byte', async () => {
    await expect(verifyModel(loadManifest())).resolves.toMatch(/movenet-multipose\.onnx$/);
  });

  it('refuses an absent and a changed model, each with the command that mends it', async () => {
    const manifest = loadManifest();
    const folder = tempFolder();
    await expect(verifyModel(manifest, folder)).rejects.toMatchObject({ code: 'MODEL_MISSING' });
    const path = join(folder, manifest.file);
    mkdirSync(dirname(path), { recursive: true });
    copyFileSync(await verifyModel(manifest), path);
    await expect(verifyModel(manifest, folder)).resolves.toBe(path);
    writeFileSync(path, 'cut off');
    await expect(verifyModel(manifest, folder)).rejects.toMatchObject({ code: 'MODEL_SHA_MISMATCH' });
  });
});
