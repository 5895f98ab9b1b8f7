/**
 * How many cameras are decoded in full at the same time: a machine that is asked for more decodes none of them in time, and
 * the fall among them is missed. Who is refused is looked at by keyframes and asks again at the next. Pure.
 */

/** How much a camera needs its place; of two the higher keeps it. */
export const NEEDS = { stale: 0, moving: 1, present: 2, urgent: 3 } as const;
export type Need = keyof typeof NEEDS;

export interface PlaceHolder {
  readonly need: () => Need;
  /** It has lost its place to one that needs it more. */
  readonly onLost: () => void;
}

export class AttentionPlaces {
  readonly #limit: number;
  /** In the order in which they came. */
  readonly #holders = new Set<PlaceHolder>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  get taken(): number {
    return this.#holders.size;
  }

  /** Whether there is a place: a free one, or that of the holder who needs it least and less than this one. */
  take(holder: PlaceHolder): boolean {
    if (this.#holders.size >= this.#limit) {
      const [weakest] = [...this.#holders].sort((one, other) => NEEDS[one.need()] - NEEDS[other.need()]);
      if (weakest === undefined || NEEDS[weakest.need()] >= NEEDS[holder.need()]) return false;
      this.leave(weakest);
      weakest.onLost();
    }
    this.#holders.add(holder);
    return true;
  }

  /** For somebody who looks at the live picture: beyond the limit if need be. */
  insist(holder: PlaceHolder): void {
    this.#holders.add(holder);
  }

  leave(holder: PlaceHolder): void {
    this.#holders.delete(holder);
  }
}
