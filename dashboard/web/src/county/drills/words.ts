/** How drills are put into words. Pure. */
import type { Drill } from '../../../../../edge-config/contracts/rest.ts';

export function placeText({ division }: Drill): string {
  return division.names.length === 0 ? division.code : division.names.join(' ');
}

/** `0.4 s`, `75 s`, `12 min 05 s`. */
export function secondsText(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}
