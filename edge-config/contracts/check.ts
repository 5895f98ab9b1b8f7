/** What a check of stored data says. */
import type { BilingualText } from './errors.ts';

/** One rule that must hold for all that is stored. */
export interface Checked {
  readonly rule: string;
  readonly text: BilingualText;
  /** Places where it does not hold. */
  readonly count: number;
  /** Some of them: ids, never contents. */
  readonly examples: readonly string[];
}

export const MAX_EXAMPLES = 10;
