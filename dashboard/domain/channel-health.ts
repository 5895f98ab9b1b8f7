/** Whether a channel to people works, by what came of its attempts. Pure. */

export interface ChannelHealth {
  /** Attempts that failed since the last that succeeded. */
  readonly failedInARow: number;
  /** RFC 3339; null while it is well. */
  readonly failingSince: string | null;
}

export const WELL: ChannelHealth = { failedInARow: 0, failingSince: null };

/** One refusal may be chance; so many are a channel that does not work. */
export const FAILING_AFTER = 5;

/** What an attempt says about its channel. */
export type Reading =
  | 'delivered'
  /** Another attempt follows. */
  | 'refused'
  /** The last attempt of a message. */
  | 'given_up'
  /** Of the recipient alone: a phone that is gone, a number told too often. */
  | 'elsewhere';

export function afterAttempt(health: ChannelHealth, reading: Reading, at: string): ChannelHealth {
  if (reading === 'elsewhere') return health;
  if (reading === 'delivered') return WELL;
  const failedInARow = health.failedInARow + 1;
  const isFailing = reading === 'given_up' || failedInARow >= FAILING_AFTER;
  return { failedInARow, failingSince: health.failingSince ?? (isFailing ? at : null) };
}
