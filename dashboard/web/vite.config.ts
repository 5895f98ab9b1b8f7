import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { firstChunkOf } from './build/first-chunks.ts';
import { guardianApp } from './build/guardian-app.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const PAGES = ['index.html', 'guardian/index.html', 'duty/index.html'].map(here);

/** Pages with little in common: the county's holds no MQTT, the phones' no table library, and the interface's
 * documentation is nobody's daily work. */
export default defineConfig({
  root: here('.'),
  plugins: [react(), guardianApp()],
  build: {
    outDir: here('dist'),
    emptyOutDir: true,
    // Phones of five years ago, and the first iPhones with web push.
    target: ['chrome90', 'safari16.4', 'firefox100'],
    chunkSizeWarningLimit: 1500,
    rollupOptions: {
      input: [...PAGES, here('api-docs/index.html')],
      preserveEntrySignatures: false,
      output: {
        strictExecutionOrder: true,
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [{ debugName: 'first', name: firstChunkOf(PAGES), tags: ['$initial'] }],
        },
      },
    },
  },
});
