/** What the console needs of the world. */

export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface WallClock {
  /** Milliseconds since the Unix epoch. */
  wallMs(): number;
}

export interface Sleeper {
  /** Resolves after `ms`, or at once when `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
