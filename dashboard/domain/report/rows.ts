/** Alerts as a report counts them, and the filters of the ledger by which each count can be looked up. Pure. */

export type Stage = 'committed' | 'acknowledged' | 'dispatched' | 'on_scene' | 'closed';
export const STAGES: readonly Stage[] = ['committed', 'acknowledged', 'dispatched', 'on_scene', 'closed'];

export interface ReportRow {
  readonly township: string;
  readonly gatewayId: string;
  readonly cameraId: string | null;
  readonly householdId: string | null;
  readonly type: string;
  readonly severity: string;
  readonly status: string;
  readonly state: string;
  readonly outcome: string | null;
  readonly isLate: boolean;
  readonly isMerged: boolean;
  readonly occurredMs: number;
  /** How long each stage took, ms: from the commit, the commit itself from the raise; null while it is not reached. */
  readonly stageMs: Readonly<Record<Stage, number | null>>;
}

/** Filters of the ledger, as its address has them; what is absent is not asked for. */
export interface Where {
  readonly type?: readonly string[];
  readonly severity?: readonly string[];
  readonly state?: readonly string[];
  readonly outcome?: readonly string[];
  /** Actual ones alone, unless told. */
  readonly status?: readonly string[];
  readonly gateway?: string;
  readonly camera?: string;
  readonly household?: string;
  readonly late?: 'true' | 'false';
  /** What tells of the same happening is hidden, unless told. */
  readonly merged?: 'hide' | 'show' | 'only';
  /** Somebody was sent. */
  readonly dispatched?: 'true' | 'false';
  /** Reached this stage. */
  readonly stage?: Stage;
  /** Of `stage`: took longer than this, s. */
  readonly overS?: number;
  /** Of `stage`: took at most this, s. */
  readonly withinS?: number;
  /** Of `stage`, instead of having reached it: has not reached it within this, s. */
  readonly missedS?: number;
  readonly from?: string;
  readonly to?: string;
}

/** A count with the filters that list exactly its rows, beside the base of its scope. */
export interface Figure {
  readonly count: number;
  readonly where: Where;
}

/** The same rule as the ledger's SQL (server/store/ledger.ts); a test holds them together. */
export function matches(row: ReportRow, where: Where): boolean {
  const { status = ['actual'], merged = 'hide' } = where;
  return (
    status.includes(row.status) &&
    (merged === 'show' || row.isMerged === (merged === 'only')) &&
    (where.type?.includes(row.type) ?? true) &&
    (where.severity?.includes(row.severity) ?? true) &&
    (where.state?.includes(row.state) ?? true) &&
    (where.outcome === undefined || (row.outcome !== null && where.outcome.includes(row.outcome))) &&
    (where.gateway === undefined || where.gateway === row.gatewayId) &&
    (where.camera === undefined || where.camera === row.cameraId) &&
    (where.household === undefined || where.household === row.householdId) &&
    (where.late === undefined || where.late === String(row.isLate)) &&
    (where.dispatched === undefined || where.dispatched === String(row.stageMs.dispatched !== null)) &&
    isInTime(row.occurredMs, where) &&
    (where.stage === undefined || isOfStage(row.stageMs[where.stage], where))
  );
}

function isInTime(occurredMs: number, { from, to }: Where): boolean {
  return (
    (from === undefined || occurredMs >= Date.parse(from)) &&
    (to === undefined || occurredMs < Date.parse(to))
  );
}

function isOfStage(tookMs: number | null, { missedS, overS, withinS }: Where): boolean {
  if (missedS !== undefined) return tookMs === null || tookMs > missedS * 1000;
  if (tookMs === null) return false;
  return (
    (overS === undefined || tookMs > overS * 1000) && (withinS === undefined || tookMs <= withinS * 1000)
  );
}

export function figure(rows: readonly ReportRow[], where: Where): Figure {
  return { count: rows.filter((row) => matches(row, where)).length, where };
}

/**
 * Nearest rank: the smallest value that is not below `share` of all values; always one that was measured.
 * @param sorted ascending
 * @returns null when there is none.
 */
export function percentile(sorted: readonly number[], share: number): number | null {
  // The smallest excess of a product over a whole number is an artefact of binary fractions.
  const rank = Math.max(1, Math.ceil(share * sorted.length - 1e-9));
  return sorted[rank - 1] ?? null;
}
