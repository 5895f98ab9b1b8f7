/** When a phone is left in peace, and what passes all the same. Pure. */

/** CAP 1.2. */
export type Severity = 'extreme' | 'severe' | 'moderate' | 'minor';

/** Minutes of the local day, 0 to 1439; `fromMin` after `toMin` passes midnight. Equal: no quiet at all. */
export interface QuietHours {
  readonly fromMin: number;
  readonly toMin: number;
}

const DAY_MIN = 1440;

/** Somebody may lie on the floor: no hour is quiet for that. */
export function passesQuiet(severity: Severity): boolean {
  return severity === 'extreme' || severity === 'severe';
}

/**
 * @param localMin minute of the local day, 0 to 1439.
 * @returns how long it is still quiet, min; 0 when it is not.
 */
export function quietForMin(quiet: QuietHours | null, localMin: number): number {
  if (quiet === null || quiet.fromMin === quiet.toMin) return 0;
  const sinceMin = (localMin - quiet.fromMin + DAY_MIN) % DAY_MIN;
  const lengthMin = (quiet.toMin - quiet.fromMin + DAY_MIN) % DAY_MIN;
  return sinceMin < lengthMin ? lengthMin - sinceMin : 0;
}

/** @param localMin minute of the local day, 0 to 1439. */
export function isQuiet(quiet: QuietHours | null, localMin: number): boolean {
  return quietForMin(quiet, localMin) > 0;
}

/** @returns how long a push of this severity is held back, min; 0: it goes at once. */
export function heldBackMin(severity: Severity, quiet: QuietHours | null, localMin: number): number {
  return passesQuiet(severity) ? 0 : quietForMin(quiet, localMin);
}
