/**
 * Beside the pages: the icons and the service worker of the family's app, and a compressed file beside each that gains by it.
 * The service worker is built by itself, after the pages, since it must be one classic script and must know their files.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { build, type Plugin, type Rollup } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const PAGE = 'guardian/index.html';
/** Smaller files gain nothing. */
const COMPRESS_FROM_BYTES = 1024;
const COMPRESSED = new Set(['.js', '.css', '.html', '.svg', '.webmanifest', '.json']);
/** Of eleven: two thirds of what the best saves, in a tenth of the time. */
const BROTLI_QUALITY = 9;

export function guardianApp(): Plugin {
  let outDir = '';
  let shell: string[] = [];
  let version = '';
  return {
    name: 'shouwang:guardian-app',
    apply: 'build',
    enforce: 'post',
    configResolved(config) {
      outDir = join(config.root, config.build.outDir);
      if (config.build.outDir.startsWith('/')) outDir = config.build.outDir;
    },
    async generateBundle(_, bundle) {
      for (const { fileName, source } of await icons()) this.emitFile({ type: 'asset', fileName, source });
      const files = filesOf(bundle);
      shell = [...files, 'icon.svg', 'guardian/manifest.webmanifest', 'guardian/icon-192.png'].map(
        (file) => `/${file}`,
      );
      const page = bundle[PAGE];
      const html = page?.type === 'asset' ? page.source : '';
      version = createHash('sha256').update(JSON.stringify(shell)).update(html).digest('hex').slice(0, 12);
    },
    async closeBundle() {
      await buildWorker(outDir, { shell, version });
      for (const file of readdirSync(outDir, { recursive: true, encoding: 'utf8' }))
        compress(join(outDir, file));
    },
  };
}

/** Scripts and styles of the phone's page, those that it loads later as well. */
export function filesOf(bundle: Rollup.OutputBundle): string[] {
  const entry = Object.values(bundle).find(
    (output) => output.type === 'chunk' && output.facadeModuleId?.endsWith(PAGE) === true,
  );
  const found = new Set<string>();
  const take = (fileName: string): void => {
    const output = bundle[fileName];
    if (output?.type !== 'chunk' || found.has(fileName)) return;
    found.add(fileName);
    for (const style of output.viteMetadata?.importedCss ?? []) found.add(style);
    for (const file of [...output.imports, ...output.dynamicImports]) take(file);
  };
  if (entry !== undefined) take(entry.fileName);
  return [...found];
}

async function buildWorker(
  outDir: string,
  { shell, version }: { readonly shell: readonly string[]; readonly version: string },
): Promise<void> {
  await build({
    configFile: false,
    root: here('..'),
    publicDir: false,
    logLevel: 'error',
    define: { __SHELL__: JSON.stringify(shell), __VERSION__: JSON.stringify(version) },
    build: {
      outDir,
      emptyOutDir: false,
      target: ['chrome90', 'safari16.4', 'firefox100'],
      lib: {
        entry: here('../src/guardian/worker/worker.ts'),
        formats: ['iife'],
        name: 'shouwang',
        fileName: () => 'guardian/sw.js',
      },
    },
  });
}

async function icons(): Promise<{ fileName: string; source: Uint8Array }[]> {
  const svg = readFileSync(here('../public/icon.svg'), 'utf8');
  // Phones cut their own corners out of these.
  const full = svg.replace('rx="14"', 'rx="0"');
  // White on nothing: the status bar shows the shape alone.
  const shape = full.replace(/<rect[^>]*\/>/, '').replace('#ff7a45', '#fff');
  const png = async (source: string, sizePx: number): Promise<Uint8Array> =>
    sharp(Buffer.from(source), { density: 1200 }).resize(sizePx, sizePx).png().toBuffer();
  const wanted = [
    ['icon-192.png', svg, 192],
    ['icon-512.png', svg, 512],
    ['icon-maskable-512.png', full, 512],
    ['icon-180.png', full, 180],
    ['badge-96.png', shape, 96],
  ] as const;
  return Promise.all(
    wanted.map(async ([name, source, sizePx]) => ({
      fileName: `guardian/${name}`,
      source: await png(source, sizePx),
    })),
  );
}

function compress(path: string): void {
  if (!COMPRESSED.has(extname(path)) || !statSync(path).isFile()) return;
  const bytes = readFileSync(path);
  if (bytes.length < COMPRESS_FROM_BYTES) return;
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
  const params = { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY };
  writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }));
}
