/** What the long watch has to say: the same life for all its kinds, so that the pipeline need not know which it is. */
import type { BilingualText } from '../evidence.ts';

export type ConcernType = 'inactivity' | 'absence' | 'zone' | 'curfew' | 'camera_blind';
export type ConcernSeverity = 'extreme' | 'severe' | 'moderate' | 'minor';

export interface Concern {
  readonly kind: 'raised' | 'updated' | 'ended';
  /** Names one concern from `raised` to `ended`, unique within its camera or household. */
  readonly key: string;
  readonly type: ConcernType;
  readonly severity: ConcernSeverity;
  readonly reason: BilingualText;
  readonly measurements: readonly Measurement[];
  /** How long ago, in watched time, it began. */
  readonly sinceMs: number;
}

export interface Measurement {
  readonly key: string;
  readonly label: BilingualText;
  readonly value: number;
  readonly unit: string;
}

export function minutes(key: string, label: BilingualText, ms: number): Measurement {
  return { key, label, value: Math.round(ms / 6000) / 10, unit: 'min' };
}

/** `2 h 05 min`, `45 min`. */
export function durationText(ms: number): BilingualText {
  const total = Math.round(ms / 60_000);
  const hours = Math.floor(total / 60);
  const rest = total % 60;
  if (hours === 0) return { zh: `${rest} 分钟`, en: `${rest} min` };
  return {
    zh: rest === 0 ? `${hours} 小时` : `${hours} 小时 ${rest} 分`,
    en: rest === 0 ? `${hours} h` : `${hours} h ${rest} min`,
  };
}
