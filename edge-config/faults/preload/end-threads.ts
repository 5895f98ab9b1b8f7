/**
 * Loaded before a gateway, by the fault tests alone: on a message from its parent the threads of the model end. They end
 * idle, right after an answer: ONNX Runtime aborts the whole process when it is ended in the middle of an inference.
 */
import type { Worker } from 'node:worker_threads';
import { END_THREADS } from './orders.ts';

const threads = new Set<Worker>();
process.on('worker', (thread: Worker) => {
  threads.add(thread);
  thread.once('exit', () => threads.delete(thread));
});
process.on('message', (order) => {
  if (order !== END_THREADS) return;
  // Before the gateway's own listener, which hands the thread its next picture.
  for (const thread of threads) thread.prependOnceListener('message', () => void thread.terminate());
});
// Listening must not keep a gateway alive that was told to stop.
process.channel?.unref();
