/** How much work an outage of a camera makes. Pure. */

/**
 * Attempts of a gateway in an outage that begins when the camera has been watched for long.
 * @param waitsMs before each attempt, as long as every one of them fails at once; the last goes on for ever.
 */
export function attemptsIn(outageMs: number, waitsMs: readonly number[]): number {
  let attempts = 0;
  for (let atMs = 0; ; attempts += 1) {
    atMs += waitsMs[Math.min(attempts, waitsMs.length - 1)] ?? Number.POSITIVE_INFINITY;
    if (atMs > outageMs) return attempts;
  }
}
