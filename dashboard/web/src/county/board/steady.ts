/** What stands in the queue, and what is announced above it: nothing moves under a hand that is about to press. Pure. */
import type { AlertView } from '../../../../../edge-config/contracts/rest.ts';
import { callId } from '../shell/state.ts';

/** A key was pressed within this: the hand may press again, ms. */
export const KEY_HOLD_MS = 2000;

export interface Arranged {
  /** Alert ids from top to bottom. */
  readonly order: readonly string[];
  /** How many would be inserted, were nothing held. */
  readonly waiting: number;
}

/** @param held what stood there when the holding began; undefined while nothing is held. */
export function arrange(held: readonly string[] | undefined, live: readonly string[]): Arranged {
  if (held === undefined) return { order: live, waiting: 0 };
  const standing = new Set(held);
  return { order: held, waiting: live.filter((id) => !standing.has(id)).length };
}

/** Grave, real, untaken, and not jumped to since it called: shown above the queue at once, whatever is held. */
export function strip(open: readonly AlertView[], jumped: ReadonlySet<string>): AlertView[] {
  return open.filter(
    (view) =>
      view.state === 'raised' &&
      view.alert.status === 'actual' &&
      (view.alert.severity === 'extreme' || view.alert.severity === 'severe') &&
      !jumped.has(callId(view)),
  );
}

/** Whether what is typed stands anywhere in the words of an alert. */
export function matches(words: readonly (string | null)[], typed: string): boolean {
  const sought = typed.trim().toLowerCase().split(/\s+/);
  const text = words.join('\n').toLowerCase();
  return sought.every((word) => text.includes(word));
}
