/**
 * `npm run models:build`: fetches the original model, checks it against the pinned digest, converts it, and writes
 * the ONNX file with its manifest. The same source always gives the same bytes.
 *
 *     npm run models:build                     fetch from the package registry
 *     npm run models:build -- --from FILE.tgz  use a package already at hand
 *     npm run models:build -- --check          build, compare with what is committed, write nothing
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildModel, type Sources, sourcesSchema } from './convert/build-model.ts';
import { loadManifest, verifyModel } from './manifest.ts';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));

const { values } = parseArgs({
  options: { from: { type: 'string' }, check: { type: 'boolean', default: false } },
});
const sources = sourcesSchema.parse(JSON.parse(readFileSync(join(FOLDER, 'sources.json'), 'utf8')));
const work = mkdtempSync(join(tmpdir(), 'shouwang-models-'));
try {
  const tarball = values.from ?? fetchPackage(sources, work);
  const integrity = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;
  if (integrity !== sources.integrity) {
    throw new Error(`the package’s digest is ${integrity}, expected ${sources.integrity}`);
  }
  execFileSync('tar', ['-xzf', tarball, '-C', work, ...sources.files.map((file) => `package/${file}`)]);
  const [graphFile = ''] = sources.files;
  const { onnx, manifest } = buildModel(
    sources,
    readFileSync(join(work, 'package', graphFile), 'utf8'),
    (path) => readFileSync(join(work, 'package', 'models', path)),
  );
  if (values.check) {
    const committed = loadManifest();
    await verifyModel(committed);
    if (committed.sha256 !== manifest.sha256) {
      throw new Error(`built ${manifest.sha256}, the manifest says ${committed.sha256}`);
    }
    process.stdout.write(`${manifest.file}: reproduced to the byte, sha256 ${manifest.sha256}\n`);
  } else {
    mkdirSync(join(FOLDER, 'built'), { recursive: true });
    writeFileSync(join(FOLDER, manifest.file), onnx);
    writeFileSync(join(FOLDER, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    process.stdout.write(`${manifest.file}: ${manifest.bytes} bytes, sha256 ${manifest.sha256}\n`);
  }
} catch (error) {
  process.stderr.write(`models:build: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** The package is large and needed here alone: it is fetched when asked for, and is no dependency. */
function fetchPackage({ package: name, version }: Sources, folder: string): string {
  process.stderr.write(`fetching ${name}@${version} …\n`);
  const file = execFileSync('npm', ['pack', `${name}@${version}`, '--silent', '--pack-destination', folder], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return join(folder, file.trim().split('\n').at(-1) ?? '');
}
