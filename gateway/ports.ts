/**
 * The ports of the gateway: what the pipeline needs of the world. Adapters implement them, `app.ts` wires
 * them, tests may fake them. No library type appears here.
 */
import type { Person } from './domain/person.ts';

/** Wall time is for records only; decisions use stream time (see docs/design.md, invariant 4). */
export interface Clock {
  /** Milliseconds since the Unix epoch; may jump. */
  wallMs(): number;
  /** Milliseconds from an arbitrary start; never goes back. */
  monotonicMs(): number;
  /** Resolves after `ms` of monotonic time, or at once when `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** One decoded picture, packed RGB, row by row without padding. */
export interface Frame {
  readonly cameraId: string;
  /** Counts from 0 in this session of the stream. */
  readonly index: number;
  /** Milliseconds of video time since the start of this session of the stream. */
  readonly streamTimeMs: number;
  /** Wall time at which the frame left the decoder; recorded, never decided on. */
  readonly wallMs: number;
  readonly widthPx: number;
  readonly heightPx: number;
  /** `widthPx * heightPx * 3` bytes. */
  readonly rgb: Uint8Array;
}

/** Finds persons in a frame. Coordinates come back in frame heights (see domain/geometry.ts). */
export interface Detector {
  /** Rejects when the worker that held the frame died; the frame is lost, the next one is served. */
  detect(frame: Frame): Promise<Detection>;
  close(): Promise<void>;
}

export interface Detection {
  readonly persons: readonly Person[];
  /** Time inside the model, milliseconds. */
  readonly inferenceMs: number;
}
