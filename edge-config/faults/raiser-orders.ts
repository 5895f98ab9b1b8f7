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
  readonly folder: string;
  readonly config: EdgeConfig;
  readonly crashAt: CrashPoint | null;
}

export type RaiserOrder =
  | { readonly kind: 'raise'; readonly count: number }
  | { readonly kind: 'wall'; readonly offsetMs: number };

export interface RaiserNews {
  readonly connected: boolean;
  readonly pending: number;
  readonly rssMiB: number;
}

/** Names of alerts whose `put` returned: these, and no others, must arrive. */
export const RAISED_FILE = 'raised.txt';
