// Plain JavaScript, for Node loads it in each thread of the model as well, where nothing reads TypeScript yet.
import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  await import('./end-threads.ts');
  await import('./short-waits.ts');
}
