/** What the figures of a division mean on the wall. Pure. */
import { durationWords } from '../../../../../edge-config/contracts/durations.ts';
import type { OverviewFigures } from '../../../../../edge-config/contracts/rest.ts';
import type { Language } from '../../shared/language.ts';

export const SEVERITIES = ['extreme', 'severe', 'moderate', 'minor'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** How an area is coloured: by its gravest open alert, else by whether anybody knows how it stands. */
export type Tone = Severity | 'unknown' | 'blind' | 'watched' | 'nothing';

export interface AreaLook {
  readonly tone: Tone;
  /** Gateways are late there: hatched, and said in words, also under the colour of an alert. */
  readonly isUnknown: boolean;
}

export function lookOf(figures: OverviewFigures): AreaLook {
  const gravest = SEVERITIES.find((severity) => figures.open[severity] > 0);
  const isUnknown = figures.gatewaysLate > 0;
  if (gravest !== undefined) return { tone: gravest, isUnknown };
  if (isUnknown) return { tone: 'unknown', isUnknown };
  if (figures.gateways === 0) return { tone: 'nothing', isUnknown };
  return { tone: figures.cameras.blind > 0 ? 'blind' : 'watched', isUnknown };
}

/** An alarm is answered within one minute, and in nearly all cases within three (DOMAIN, "Time chain"). */
export const AMBER_FROM_MS = 60_000;
export const RED_FROM_MS = 180_000;

export function waitTone(waitMs: number): 'calm' | 'amber' | 'red' {
  if (waitMs >= RED_FROM_MS) return 'red';
  return waitMs >= AMBER_FROM_MS ? 'amber' : 'calm';
}

/** From then on a clock is no clock any more: days are written in words. */
const DAYS_FROM_MS = 48 * 3_600_000;

/** `04:09`, over an hour `1:04:09`, over two days `3 days`; never negative, since clocks differ. */
export function clockText(waitMs: number, language: Language): string {
  if (waitMs >= DAYS_FROM_MS) return durationWords(waitMs)[language];
  const seconds = Math.max(0, Math.floor(waitMs / 1000));
  const pad = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const rest = `${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}
