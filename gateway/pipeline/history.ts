/** What a console that was restored from a backup has lost, by its own history. Pure. */
import type { ConsoleStart } from '../../edge-config/contracts/messages.ts';
import type { Proof } from '../ports.ts';

/**
 * A start inherits the events up to its own first serial; later ones of the starts before it are another history. The
 * same holds for starts that this history does not name, as far back as it goes.
 * @param starts of one console, oldest first.
 */
export function lostProofs(proofs: readonly Proof[], starts: readonly ConsoleStart[]): Proof[] {
  const [oldest] = starts;
  if (oldest === undefined) return [];
  const inheritedTo = new Map(
    starts.map(({ startId }, index) => [startId, starts[index + 1]?.serial ?? Number.POSITIVE_INFINITY]),
  );
  return proofs.filter(({ startId, serial }) => serial > (inheritedTo.get(startId) ?? oldest.serial));
}
