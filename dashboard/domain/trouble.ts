/** How much a gateway needs somebody: late before blind before a wrong clock before households of which nothing is known. Pure. */

export interface GatewayHealth {
  readonly late: boolean;
  readonly cameraCounts: { readonly blind: number; readonly connecting: number };
  readonly householdsUnknown: number;
  /** Null before it was measured, ms. */
  readonly clockSkewMs: number | null;
}

/** @param maxClockSkewMs clocks that differ by more mislead people. @returns 0 (gravest) to 5 (nothing is wrong). */
export function troubleRank(
  { cameraCounts, clockSkewMs, householdsUnknown, late }: GatewayHealth,
  maxClockSkewMs: number,
): number {
  if (late) return 0;
  if (cameraCounts.blind > 0) return 1;
  if (clockSkewMs !== null && Math.abs(clockSkewMs) > maxClockSkewMs) return 2;
  if (householdsUnknown > 0) return 3;
  return cameraCounts.connecting > 0 ? 4 : FINE;
}

const FINE = 5;

export function isTroubled(health: GatewayHealth, maxClockSkewMs: number): boolean {
  return troubleRank(health, maxClockSkewMs) < FINE;
}
