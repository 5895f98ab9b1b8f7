/** What is to be said of an action that a phone told: late, against others, or with a clock that cannot be. Pure. */
import type { AlertAction } from '../../../../edge-config/contracts/rest.ts';

/** Said at once is not worth a word. */
const LATE_MS = 60_000;

export interface ToldWord {
  readonly key: 'told.conflict' | 'told.late' | 'told.clock';
  /** The time in it, RFC 3339; empty when there is none. */
  readonly at: string;
}

export function toldWords({ at, told }: Pick<AlertAction, 'at' | 'told'>): ToldWord[] {
  if (told === undefined) return [];
  const isLate = Date.parse(told.receivedAt) - Date.parse(at) >= LATE_MS;
  return [
    ...(told.isConflict ? [{ key: 'told.conflict' as const, at: '' }] : []),
    ...(told.claimedAt === null ? [] : [{ key: 'told.clock' as const, at: told.claimedAt }]),
    ...(isLate ? [{ key: 'told.late' as const, at: told.receivedAt }] : []),
  ];
}
