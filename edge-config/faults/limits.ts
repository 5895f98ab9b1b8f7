/** How much a fault may cost, as data: each case tells its limits, the report holds its figures against them. Pure. */

/** A fault may hold things up for no longer than this once it is over. */
export const MAX_RECOVERY_S = 15;
/** A gateway that is told to stop has stopped by then. */
export const MAX_STOP_S = 10;
/** Of a gateway's memory over a long outage, or a day of them. */
export const MAX_GROWTH_PERCENT = 5;

/** What a case may say about itself. */
export interface CaseLimits {
  /** MAX_RECOVERY_S, if it is not given. */
  readonly maxRecoveryS?: number;
  /** Of figures by their names; a figure without a limit is only told. */
  readonly maxFigures?: Readonly<Record<string, number>>;
}

/** The most that each figure may be; `recoveryS` is always among them. */
export type Limits = Readonly<Record<string, number>> & { readonly recoveryS: number };

export function limitsOf({ maxRecoveryS = MAX_RECOVERY_S, maxFigures = {} }: CaseLimits): Limits {
  return { ...maxFigures, recoveryS: maxRecoveryS };
}

interface Measured {
  /** Null when it never came: that has failed, and is not merely over. */
  readonly recoveryS: number | null;
  readonly figures: Readonly<Record<string, number>>;
}

/** Names of seconds end so, and no others. */
const SECONDS = /[a-z]S$/;

/**
 * Names of the figures that are over their limits.
 * @param timeFactor what a time's limit is multiplied by; sizes and counts keep theirs.
 */
export function overOf({ recoveryS, figures }: Measured, limits: Limits, timeFactor = 1): string[] {
  const measured = { ...(recoveryS === null ? {} : { recoveryS }), ...figures };
  return Object.entries(measured).flatMap(([name, value]) => {
    const limit = limits[name];
    if (limit === undefined) return [];
    return value > limit * (SECONDS.test(name) ? timeFactor : 1) ? [name] : [];
  });
}
