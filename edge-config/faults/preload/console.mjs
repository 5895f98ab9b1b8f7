// Plain JavaScript, as gateway.mjs is: a thread of the console would load it as well.
import { isMainThread } from 'node:worker_threads';

if (isMainThread) await import('./die-before-receipt.ts');
