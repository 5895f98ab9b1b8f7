/** What the pool and its workers say to each other. */
import type { Box } from '../../domain/geometry.ts';
import type { Person } from '../../domain/person.ts';

export interface WorkerSetup {
  readonly modelPath: string;
  readonly inputWidthPx: number;
  readonly multipleOfPx: number;
  readonly stridePx: number;
}

export interface DetectRequest {
  readonly id: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly yuv: Uint8Array;
  /** Looked at once more and closer; frame heights. */
  readonly zoom: readonly Box[];
}

export type WorkerReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'unusable'; readonly message: string }
  | { readonly kind: 'found'; readonly id: number; readonly persons: Person[]; readonly inferenceMs: number }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
