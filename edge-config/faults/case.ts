/** What breaks, and how: each case breaks one thing, raises alerts meanwhile, and mends it. */
import type { CaseLimits } from './limits.ts';
import type { RaiserProcess } from './raiser-process.ts';
import type { SmallDisk } from './small-disk.ts';
import type { Village } from './village.ts';

export interface CaseContext {
  readonly village: Village;
  /** Started and connected. */
  readonly raiser: RaiserProcess;
  /** Long outages are this long, s; short ones a part of it. */
  readonly outageS: number;
  /** In a simulated day. */
  readonly outagesPerDay: number;
  /** Alerts in a long queue. */
  readonly queue: number;
  /** Where the raiser's state lies, if the case asked for a small disk. */
  readonly gatewayDisk: SmallDisk | undefined;
  /** Where the database lies, if the case asked for a small disk. */
  readonly databaseDisk: SmallDisk | undefined;
  /** Another gateway of the same id, with a state of its own; what it raises counts as well. */
  twin(): RaiserProcess;
  /** Returns when they are written down. */
  raise(count: number, options?: { readonly by?: RaiserProcess; readonly whole?: boolean }): Promise<void>;
  sleep(seconds: number): Promise<void>;
  until(condition: () => boolean, why: string): Promise<void>;
  connected(raiser?: RaiserProcess): Promise<void>;
  /** Starts the recovery's clock. */
  mended(): void;
  figure(name: string, value: number): void;
  /** Seconds until these alerts, or all, stand at the console. */
  untilAtConsole(alertIds?: readonly string[]): Promise<number>;
}

/** Without it a case is left out, and said to be. */
export type Need = 'server' | 'mount' | 'strace';

export interface FaultCase extends CaseLimits {
  readonly name: string;
  readonly needs?: readonly Need[];
  /** So long that it is not repeated. */
  readonly isLong?: true;
  /** The gateway's state lies on a disk of this size. */
  readonly gatewayDiskMiB?: number;
  /** The database lies on a disk of this size. */
  readonly databaseDiskMiB?: number;
  readonly run: (context: CaseContext) => Promise<void>;
}

/** Alerts that are raised while something is broken. */
export const FEW = 10;
