/** The scale of a day's curve: whole alerts only, in steps that are read at a glance. Pure. */

/** Lines above the floor, at most. */
const MAX_STEPS = 3;

/** @returns the values of the lines from 0 upwards; the last is not below any of the counts. */
export function scaleOf(counts: readonly number[]): number[] {
  const most = Math.max(1, ...counts);
  const step = niceStep(most / MAX_STEPS);
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, line) => line * step);
}

/** 1, 2, 5, 10, 20, 50 …: the first that is not less. */
function niceStep(atLeast: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, atLeast)));
  return [1, 2, 5].map((factor) => factor * power).find((step) => step >= atLeast) ?? 10 * power;
}
