/**
 * How wrong a gateway's clock is, out of the heartbeats that arrive. The way of a beat only ever makes its clock look
 * slow, so the largest of the last few readings is nearest the truth. Beats that waited in the broker while this console
 * was away look slow by all that time, and come in one burst: what came closer together than beats are sent says
 * nothing. Pure.
 */

export interface SkewReading {
  /** Arrival by the console's clock. */
  readonly heardMs: number;
  /** The gateway's time in the beat. */
  readonly aliveMs: number;
}

/** A delayed beat or two among them do no harm; a clock that was set back is believed after so many. */
const READINGS = 5;

/**
 * @param known the readings so far, oldest first.
 * @returns the readings to keep, and the skew; null while it is not known.
 */
export function readSkew(
  known: readonly SkewReading[],
  beat: { readonly heardMs: number; readonly aliveMs: number; readonly heartbeatMs: number },
): [SkewReading[], number | null] {
  const { aliveMs, heardMs, heartbeatMs } = beat;
  // The database refused this beat before, and it is looked at again: only its first arrival says something.
  if (known.at(-1)?.aliveMs === aliveMs) return [[...known], null];
  const readings = [...known, { heardMs, aliveMs }].slice(-READINGS);
  const spanMs = heardMs - (readings[0]?.heardMs ?? heardMs);
  if (spanMs < heartbeatMs / 2) return [readings, null];
  return [readings, Math.round(Math.max(...readings.map((reading) => reading.aliveMs - reading.heardMs)))];
}
