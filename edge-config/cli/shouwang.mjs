#!/usr/bin/env node
// The bin: TypeScript runs as it is, there is no build to keep in step.
import { register } from 'tsx/esm/api';

register();
await import('./main.ts');
