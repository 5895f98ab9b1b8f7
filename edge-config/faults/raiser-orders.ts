/** What a raiser is told, and what it tells. Apart from its program, which runs as soon as it is imported. */
import type { EdgeConfig } from '../contracts/config.ts';

/** Where the process ends itself with SIGKILL, at the third alert: each step of the way. */
export const CRASH_POINTS = [
  'before_put',
  'after_put',
  'after_publish',
  'after_ack',
  'after_receipt',
] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];

export interface RaiserSetup {
  /** Of its state. */
  readonly folder: string;
  /** What it writes down for the count, apart from its state, which a case may fill or spoil. */
  readonly raisedFile: string;
  readonly config: EdgeConfig;
  readonly crashAt: CrashPoint | null;
}

export type RaiserOrder =
  /** With all events of its life: raised, updated, ended. */
  | { readonly kind: 'raise'; readonly count: number; readonly whole?: boolean }
  | { readonly kind: 'wall'; readonly offsetMs: number }
  /** Every alert event goes out twice, and each few in the wrong order. */
  | { readonly kind: 'scramble'; readonly on: boolean };

export interface RaiserNews {
  readonly connected: boolean;
  /** Events without a receipt, those that the disk refuses among them. */
  readonly pending: number;
  /** Of them, those that the disk refuses. */
  readonly unwritten: number;
  /** Events on their way to the console, out of the outbox or out of memory. */
  readonly unproven: number;
  readonly rssMiB: number;
}
