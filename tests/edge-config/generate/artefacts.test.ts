import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { artefacts } from '../../../edge-config/generate/artefacts.ts';

const root = new URL('../../../', import.meta.url);
const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as { version: string };

describe('generated files', () => {
  it.each(Object.entries(artefacts(version)))('%s is what the contracts say', (name, text) => {
    expect(readFileSync(new URL(name, root), 'utf8')).toBe(text);
  });
});
