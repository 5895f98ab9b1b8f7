/** What all replays have in common. */
import { ShouwangError } from '../../contracts/errors.ts';

export interface ReplayCommand {
  readonly json: boolean;
  readonly configFile: string | undefined;
  /** Whose zones hold; of the configuration. */
  readonly cameraId: string | undefined;
  /** ISO 8601 instant at which the video begins. */
  readonly clock: string | undefined;
  readonly isReal: boolean;
  /** A duration: 30s, 90m, 8h. */
  readonly hold: string;
  /** Part of the titles of the scenarios to play. */
  readonly only: string | undefined;
  readonly days: number | undefined;
  readonly households: number;
}

const UNIT_S: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** `90m` in seconds. @throws ShouwangError USAGE */
export function durationS(text: string, option: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)([smhd])$/.exec(text) ?? [];
  if (amount === undefined) throw new ShouwangError('USAGE', `--${option}: write 30s, 90m, 8h or 2d`);
  return Number(amount) * (UNIT_S[unit ?? ''] ?? 1);
}

/** @throws ShouwangError USAGE */
export function instantMs(text: string, option: string): number {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw new ShouwangError('USAGE', `--${option}: write 2026-03-12T06:00+08:00`);
  return ms;
}
