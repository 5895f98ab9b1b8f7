/** What is remembered of one person in the picture, and how an incident of a fall is told. */
import { type Box, boxCentre, type Point } from './geometry.ts';
import {
  bodyLength,
  type PostureParams,
  type PostureReading,
  readPosture,
  updateBodyHeight,
} from './posture.ts';
import { isPhantom, type Track } from './tracker.ts';

export interface Incident {
  /** `fall`: a drop was seen. `person_down`: someone lies on the floor and no drop was seen. */
  readonly type: 'fall' | 'person_down';
  readonly phase: 'suspected' | 'raised';
  /** End of the drop, or since when the person has been seen lying. */
  readonly impactMs: number;
  readonly suspectedMs: number;
  readonly raisedMs: number | null;
  /** 0 when no drop was seen. */
  readonly dropBodyHeights: number;
  readonly peakSpeedBodyHeightsPerS: number;
  /** Since when the person has been down, but for moments; the dwell time counts from here. */
  readonly downSinceMs: number;
  /** Frames since then, and those of them in which the person was seen down. */
  readonly framesSince: number;
  readonly framesDown: number;
  /** Since when the person has been upright without a break; null while it is not. */
  readonly uprightSinceMs: number | null;
  readonly lastDownMs: number;
  /** The hips are inside a rest zone that the installer drew. */
  readonly restZone: boolean;
  /** The body rests higher than the floor on which the person stood: a bed or sofa that nobody drew. */
  readonly aboveFloor: boolean;
  /** Someone else is up and about in the picture. */
  readonly company: boolean;
  /** Went down and got up again and again within a minute: play or exercise. */
  readonly playing: boolean;
  /** How often it was told that the person still lies there. */
  readonly lieUpdates: number;
}

/** Where the person last stood. */
export interface Standing {
  readonly feetY: number;
  readonly atMs: number;
}

export interface Subject {
  readonly trackId: number;
  /** Standing height, frame heights; null until the person was seen erect. */
  readonly bodyHeight: number | null;
  /** Standing height, or the longest body seen of late in the place of someone never seen erect; frame heights. */
  readonly bodySize: number;
  readonly standing: Standing | null;
  /** Oldest first, bounded by time; with the size of the body as it was known then. */
  readonly readings: readonly SizedReading[];
  readonly incident: Incident | null;
  readonly down: DownRun | null;
  /** When the person got up again after being down, within the last minute or so. */
  readonly risesMs: readonly number[];
  readonly lastSeenMs: number;
  readonly lastBox: Box;
  /** Whether the track is sure enough for something to be concluded. */
  readonly isConfirmed: boolean;
  readonly isPhantom: boolean;
  /** Running means that tell persons from pets and things. */
  readonly meanScore: number;
  readonly meanJoints: number;
  /** Farthest from where it was first seen, body sizes. */
  readonly travelled: number;
}

export interface SizedReading extends PostureReading {
  /** `Subject.bodySize` when the reading was made. */
  readonly bodySize: number;
  /** Length of the body in this picture, frame heights. */
  readonly length: number;
}

/** Lying on the floor, image after image, whatever came before. */
export interface DownRun {
  readonly sinceMs: number;
  /** Images since then, those without the person among them; with the person; and with the person lying. */
  readonly looks: number;
  readonly images: number;
  readonly lying: number;
  /** Since when the person has been something else than lying; null while it lies. */
  readonly otherSinceMs: number | null;
}

/** Readings kept per person: enough for the picture beside an alert. */
const MEMORY_MS = 30_000;
/** A length counts for this long: two people found as one make a giant, but not for ever. */
const LENGTH_COUNTS_MS = 5000;
const BLEND = 0.2;

/** One more sighting. Rules read the result; nothing is decided here. */
export function observe(
  known: Subject | undefined,
  track: Track,
  streamTimeMs: number,
  params: PostureParams,
): Subject {
  const length = bodyLength(track.person, params);
  const recentLength = Math.max(
    length,
    ...(known?.readings ?? [])
      .filter((reading) => reading.streamTimeMs >= streamTimeMs - LENGTH_COUNTS_MS)
      .map((reading) => reading.length),
  );
  const bodyHeight = updateBodyHeight(known?.bodyHeight ?? null, track.person, { recentLength, params });
  const bodySize = bodyHeight ?? recentLength;
  const posture = readPosture(track.person, { streamTimeMs, bodySize, params });
  const reading: SizedReading = { ...posture, bodySize, length };
  const blend = (old: number | undefined, now: number): number =>
    old === undefined ? now : old + (now - old) * BLEND;
  return {
    trackId: track.id,
    bodyHeight,
    bodySize,
    standing:
      reading.posture === 'upright'
        ? { feetY: reading.feetY, atMs: streamTimeMs }
        : (known?.standing ?? null),
    readings: [...(known?.readings ?? []), reading].filter(
      (item) => item.streamTimeMs >= streamTimeMs - MEMORY_MS,
    ),
    incident: known?.incident ?? null,
    down: known?.down ?? null,
    risesMs: known?.risesMs ?? [],
    lastSeenMs: streamTimeMs,
    lastBox: track.person.box,
    isConfirmed: track.confirmed,
    isPhantom: isPhantom(track),
    meanScore: blend(known?.meanScore, track.person.score),
    meanJoints: blend(known?.meanJoints, reading.joints),
    travelled: track.travelled,
  };
}

/** Two thirds of a skeleton, and surer than a dog or a heap of bedding ever is. */
const MIN_JOINTS = 9;
const MIN_SCORE = 0.2;

/** Who was seen standing is a person; who never was must show enough of one. */
export function isSurelyPerson(subject: Subject): boolean {
  return subject.standing !== null || (subject.meanJoints >= MIN_JOINTS && subject.meanScore >= MIN_SCORE);
}

/** Upright at this moment and not a coat on a hook: someone who could help. */
export function isUpAndAbout(subject: Subject, streamTimeMs: number): boolean {
  const { standing } = subject;
  return (
    standing !== null &&
    streamTimeMs - standing.atMs <= UP_WITHIN_MS &&
    !subject.isPhantom &&
    subject.travelled >= MOVED_BODY_SIZES
  );
}

const UP_WITHIN_MS = 3000;
const MOVED_BODY_SIZES = 0.3;

/** Nearness to the picture's edge, frame heights, at which a lost person may have walked out. */
const EDGE_MARGIN = 0.03;

export function atSideEdge(box: Box, aspect: number): boolean {
  return box.left <= EDGE_MARGIN || box.right >= aspect - EDGE_MARGIN;
}

export function atAnyEdge(box: Box, aspect: number): boolean {
  return atSideEdge(box, aspect) || box.bottom >= 1 - EDGE_MARGIN || box.top <= EDGE_MARGIN;
}

export function centreOf(subject: Subject): Point {
  return boxCentre(subject.lastBox);
}
