import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Pages with little in common: the county's holds no MQTT, the phones' no table library, and the interface's
 * documentation is nobody's daily work. */
export default defineConfig({
  root: here('.'),
  plugins: [react()],
  build: {
    outDir: here('dist'),
    emptyOutDir: true,
    chunkSizeWarningLimit: 1500,
    rollupOptions: {
      input: ['index.html', 'guardian/index.html', 'duty/index.html', 'api-docs/index.html'].map(here),
    },
  },
});
