/** Inference threads behind the Detector port: one frame each at a time, fair by arrival, restarted when one dies. */
import { Worker } from 'node:worker_threads';
import { ShouwangError } from '../../../edge-config/contracts/errors.ts';
import type { Box } from '../../domain/geometry.ts';
import type { Clock, Detection, Detector, Frame } from '../../ports.ts';
import type { DetectRequest, WorkerReply, WorkerSetup } from './messages.ts';

export interface DetectorPoolOptions extends WorkerSetup {
  readonly workers: number;
  readonly clock: Clock;
  readonly onRestart: (message: string) => void;
  /** Starts a thread; another one in tests that watch threads die. */
  readonly createWorker?: (setup: WorkerSetup) => Worker;
}

export function createInferenceWorker(workerData: WorkerSetup): Worker {
  return new Worker(new URL('./worker-boot.mjs', import.meta.url), { workerData });
}

/** Waits before a dead thread is replaced: it may die again at once, and must not eat the machine. */
const RESTART_MS = [200, 1000, 5000, 30_000] as const;

interface Job {
  readonly frame: Frame;
  readonly zoom: readonly Box[];
  readonly resolve: (detection: Detection) => void;
  readonly reject: (error: Error) => void;
}

interface Slot {
  worker: Worker | undefined;
  job: Job | undefined;
  failures: number;
}

export class OnnxDetectorPool implements Detector {
  readonly #options: DetectorPoolOptions;
  readonly #slots: Slot[];
  readonly #queue: Job[] = [];
  readonly #closing = new AbortController();

  constructor(options: DetectorPoolOptions) {
    this.#options = options;
    this.#slots = Array.from({ length: options.workers }, () => ({
      worker: undefined,
      job: undefined,
      failures: 0,
    }));
  }

  /** @throws ShouwangError MODEL_UNUSABLE */
  async start(): Promise<void> {
    await Promise.all(this.#slots.map((slot) => this.#startWorker(slot)));
  }

  detect(frame: Frame, zoom: readonly Box[] = []): Promise<Detection> {
    if (this.#closing.signal.aborted) return Promise.reject(new Error('the detector is closed'));
    return new Promise((resolve, reject) => {
      this.#queue.push({ frame, zoom, resolve, reject });
      this.#dispatch();
    });
  }

  /**
   * Frames that wait are rejected; those inside the model are finished first: the runtime aborts the whole process
   * when its thread is ended in the middle of an inference.
   */
  async close(): Promise<void> {
    this.#closing.abort();
    for (const job of this.#queue.splice(0)) job.reject(new Error('the detector is closed'));
    await Promise.all(this.#slots.map((slot) => this.#closeSlot(slot)));
  }

  async #closeSlot(slot: Slot): Promise<void> {
    const { worker, job } = slot;
    if (worker === undefined) return;
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    if (job === undefined) void worker.terminate();
    await ended;
  }

  #dispatch(): void {
    for (const slot of this.#slots) {
      if (slot.worker === undefined || slot.job !== undefined) continue;
      const job = this.#queue.shift();
      if (job === undefined) return;
      slot.job = job;
      const { widthPx, heightPx, yuv, index } = job.frame;
      // Shared or copied, never transferred: the caller still needs the picture for the still.
      slot.worker.postMessage({ id: index, widthPx, heightPx, yuv, zoom: job.zoom } satisfies DetectRequest);
    }
  }

  #startWorker(slot: Slot): Promise<void> {
    const { modelPath, inputWidthPx, multipleOfPx, stridePx } = this.#options;
    const { createWorker = createInferenceWorker } = this.#options;
    const worker = createWorker({ modelPath, inputWidthPx, multipleOfPx, stridePx });
    return new Promise((resolve, reject) => {
      let lastError = '';
      worker.on('message', (reply: WorkerReply) => {
        if (reply.kind === 'unusable') {
          lastError = reply.message;
          void worker.terminate();
        } else if (this.#closing.signal.aborted && reply.kind === 'ready') {
          void worker.terminate();
        } else if (reply.kind === 'ready') {
          slot.worker = worker;
          resolve();
          this.#dispatch();
        } else {
          this.#answered(slot, reply);
        }
      });
      worker.on('error', (error) => {
        lastError = error.message;
      });
      worker.on('exit', () => {
        reject(new ShouwangError('MODEL_UNUSABLE', lastError || 'the inference thread ended'));
        this.#died(slot, worker, lastError);
      });
    });
  }

  #answered(slot: Slot, reply: Extract<WorkerReply, { kind: 'found' | 'failed' }>): void {
    const { job } = slot;
    slot.job = undefined;
    if (reply.kind === 'found') {
      slot.failures = 0;
      job?.resolve({ persons: reply.persons, inferenceMs: reply.inferenceMs });
    } else {
      job?.reject(new Error(reply.message));
    }
    if (this.#closing.signal.aborted) void slot.worker?.terminate();
    else this.#dispatch();
  }

  /** The frame that the thread held is lost; the frames after it are not. */
  #died(slot: Slot, worker: Worker, message: string): void {
    if (slot.worker !== worker) return;
    slot.worker = undefined;
    slot.job?.reject(new Error('the inference thread died'));
    slot.job = undefined;
    if (this.#closing.signal.aborted) return;
    this.#options.onRestart(message || 'the inference thread died');
    void this.#restart(slot);
  }

  async #restart(slot: Slot): Promise<void> {
    const { clock } = this.#options;
    while (!this.#closing.signal.aborted && slot.worker === undefined) {
      const waitMs = RESTART_MS[Math.min(slot.failures, RESTART_MS.length - 1)] ?? RESTART_MS[0];
      slot.failures += 1;
      await clock.sleep(waitMs, this.#closing.signal);
      if (this.#closing.signal.aborted) return;
      await this.#startWorker(slot).catch((error: Error) => {
        if (!this.#closing.signal.aborted) this.#options.onRestart(error.message);
      });
    }
  }
}
