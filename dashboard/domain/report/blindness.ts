/** How long cameras did not watch. Pure. */

export interface Outage {
  readonly gatewayId: string;
  readonly cameraId: string;
  readonly township: string;
  readonly beganMs: number;
  /** null while it lasts */
  readonly endedMs: number | null;
}

const HOUR_MS = 3_600_000;

/**
 * Hours in [fromMs, untilMs) of outages of one camera. What lasts counts until the end; times told twice count once,
 * since a gateway that was restarted may tell an outage again.
 */
export function blindHours(outages: readonly Outage[], fromMs: number, untilMs: number): number {
  const spans = outages
    .map(
      ({ beganMs, endedMs }) => [Math.max(beganMs, fromMs), Math.min(endedMs ?? untilMs, untilMs)] as const,
    )
    .sort(([a], [b]) => a - b);
  let totalMs = 0;
  let countedToMs = fromMs;
  for (const [beginMs, endMs] of spans) {
    totalMs += Math.max(0, endMs - Math.max(beginMs, countedToMs));
    countedToMs = Math.max(countedToMs, endMs);
  }
  return totalMs / HOUR_MS;
}
