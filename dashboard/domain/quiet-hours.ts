/** Hours in which a phone is not rung for what can wait. Pure. */

export interface QuietHours {
  /** Minutes of the local day, 0 to 1439; may pass midnight. The same twice: none. */
  readonly fromMin: number;
  readonly toMin: number;
}

const DAY_MIN = 1440;

/** @param minute of the local day */
export function isQuiet(hours: QuietHours | null, minute: number): boolean {
  if (hours === null) return false;
  const { fromMin, toMin } = hours;
  const wrap = (value: number): number => ((value % DAY_MIN) + DAY_MIN) % DAY_MIN;
  return wrap(minute - fromMin) < wrap(toMin - fromMin);
}

/** Red and orange are never held back: somebody may be lying there. */
export function passesQuiet(severity: string): boolean {
  return severity === 'extreme' || severity === 'severe';
}
