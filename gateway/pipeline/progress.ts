/**
 * Whether the gateway gets on. That its event loop runs is not enough: a loop may have ended, an inference may never
 * answer. What others cause (a camera that is off, a broker that is away, a console that sends no receipt) is no
 * standstill: a restart would not mend it, and nobody would be watched meanwhile. Pure.
 */

export interface Progress {
  /** Of each endless loop, how long ago it should have gone to sleep again, ms. */
  readonly loops: Readonly<Record<string, number>>;
  /** Of each camera, how long its present picture has waited for its turn, been looked at and decided on, ms. */
  readonly cameras: Readonly<Record<string, number>>;
}

/** A disk that takes a second for each of many alerts makes a loop late, not dead. */
const LOOP_DEAD_MS = 30_000;
/** A dead inference thread is replaced within half a minute; what takes twice as long is not mended from inside. */
const PICTURE_STUCK_MS = 60_000;

/** @returns what stands still; nothing when all gets on. */
export function standstills({ cameras, loops }: Progress): string[] {
  const over = (readings: Readonly<Record<string, number>>, limitMs: number): string[] =>
    Object.entries(readings).flatMap(([name, ms]) => (ms > limitMs ? name : []));
  return [
    ...over(loops, LOOP_DEAD_MS).map((name) => `loop ${name}`),
    ...over(cameras, PICTURE_STUCK_MS).map((cameraId) => `camera ${cameraId}`),
  ];
}
