/**
 * The slow path: nobody saw a drop, but someone lies on the floor. Counted image by image, so that it works as well on
 * one picture every few seconds as on five a second.
 */
import { type DownRun, type Incident, isSurelyPerson, type SizedReading, type Subject } from './subject.ts';

export interface PersonDownParams {
  readonly personDownMs: number;
  readonly foundDownMs: number;
  readonly personDownImages: number;
  /** Minutes on the floor at which it is told again. */
  readonly longLieMin: readonly number[];
}

/** Share of the images in which the body must lie: half-hidden bodies flicker between postures. */
const MIN_LYING_SHARE = 0.6;
/** And so large a share of all images, those without the person as well: who romps is lost from sight while up. */
const MIN_LOOKS_SHARE = 0.4;
/** Sitting or standing for this long ends the lying; a shorter while is a glimpse of a bad skeleton. */
const OTHER_ENDS_MS = 3000;
/** Someone who never moved and never scored well may be bedding: such a thing raises nothing. */
const MIN_TRAVEL = 0.25;
const SURE_SCORE = 0.3;

/** @param onFloor whether the place is the floor: not a rest zone, not raised above where the person stood. */
export function updateDownRun(run: DownRun | null, now: SizedReading, onFloor: boolean): DownRun | null {
  const lies = now.posture === 'lying' && onFloor;
  if (run === null) {
    return lies ? { sinceMs: now.streamTimeMs, looks: 1, images: 1, lying: 1, otherSinceMs: null } : null;
  }
  const isOther =
    now.posture === 'upright' || now.posture === 'sitting' || (now.posture === 'lying' && !onFloor);
  const otherSinceMs = isOther ? (run.otherSinceMs ?? now.streamTimeMs) : lies ? null : run.otherSinceMs;
  if (otherSinceMs !== null && now.streamTimeMs - otherSinceMs >= OTHER_ENDS_MS) return null;
  return {
    ...run,
    looks: run.looks + 1,
    images: run.images + 1,
    lying: run.lying + (lies ? 1 : 0),
    otherSinceMs,
  };
}

/** One more image in which the person was not found. */
export function missedInDownRun(run: DownRun | null): DownRun | null {
  return run === null ? null : { ...run, looks: run.looks + 1 };
}

/** Whether the person has lain long enough. Who was never seen up may have lain down to sleep: it takes longer. */
export function isPersonDown(subject: Subject, streamTimeMs: number, params: PersonDownParams): boolean {
  const { down } = subject;
  if (down === null || subject.isPhantom) return false;
  const isAlive =
    subject.standing !== null ||
    (isSurelyPerson(subject) && (subject.travelled >= MIN_TRAVEL || subject.meanScore >= SURE_SCORE));
  const dwellMs = subject.standing === null ? params.foundDownMs : params.personDownMs;
  return (
    isAlive &&
    streamTimeMs - down.sinceMs >= dwellMs &&
    down.lying >= params.personDownImages &&
    down.lying >= down.images * MIN_LYING_SHARE &&
    down.lying >= down.looks * MIN_LOOKS_SHARE
  );
}

/** An open alert is told again, graver, the longer the person lies. */
export function isLongLieDue(
  { lieUpdates }: Incident,
  downMs: number,
  { longLieMin }: PersonDownParams,
): boolean {
  const nextMin = longLieMin[lieUpdates];
  return nextMin !== undefined && downMs >= nextMin * 60_000;
}
