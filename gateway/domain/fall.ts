/**
 * The fall machine: a drop is seen, then the person stays on the floor for the dwell time.
 * One machine per track; everything runs on stream time. `watching → suspected → raised → ended`, or
 * `suspected → cleared`. A suspected person lost from sight stays suspected: an occlusion cancels nothing.
 */
import { type Box, boxCentre, distance, insidePolygon, type Polygon } from './geometry.ts';
import {
  bodyLength,
  type PostureParams,
  type PostureReading,
  readPosture,
  updateBodyHeight,
} from './posture.ts';
import type { Track } from './tracker.ts';

export interface FallParams extends PostureParams {
  readonly dropWindowMs: number;
  readonly minDropBodyHeights: number;
  readonly minDropSpeedBodyHeightsPerS: number;
  readonly dwellMs: number;
  readonly uprightClearMs: number;
  readonly lostHoldMs: number;
  readonly goneEndMs: number;
}

export interface FallScene {
  readonly restZones: readonly Polygon[];
  /** Width over height of the picture: the right edge in frame heights. */
  readonly aspect: number;
}

export interface Incident {
  readonly phase: 'suspected' | 'raised';
  /** End of the drop. */
  readonly impactMs: number;
  readonly suspectedMs: number;
  readonly raisedMs: number | null;
  readonly dropBodyHeights: number;
  readonly peakSpeedBodyHeightsPerS: number;
  /** Since when the person has been down, but for moments; the dwell time counts from here. */
  readonly downSinceMs: number;
  /** Since when the person has been upright without a break; null while it is not. */
  readonly uprightSinceMs: number | null;
  readonly lastDownMs: number;
  readonly restZone: boolean;
}

interface Subject {
  readonly trackId: number;
  /** Standing height, frame heights; null until the person was seen erect. */
  readonly bodyHeight: number | null;
  /** Longest body seen, frame heights: stands in for the height of someone never seen erect. */
  readonly bodyLength: number;
  /** Oldest first, bounded by time. */
  readonly readings: readonly PostureReading[];
  readonly incident: Incident | null;
  readonly lastSeenMs: number;
  readonly lastBox: Box;
}

export interface FallState {
  readonly subjects: readonly Subject[];
  readonly lastMs: number;
}

export interface FallEvent {
  readonly kind: 'suspected' | 'cleared' | 'raised' | 'ended';
  readonly trackId: number;
  readonly streamTimeMs: number;
  readonly reason: 'drop' | 'dwell' | 'lost' | 'upright' | 'gone';
  readonly incident: Incident;
  /** What the posture was from before the drop until now, oldest first. */
  readonly readings: readonly PostureReading[];
}

export const EMPTY_FALL: FallState = { subjects: [], lastMs: Number.NEGATIVE_INFINITY };

/** Readings kept per person: enough for the picture beside an alert. */
const MEMORY_MS = 30_000;
/** Down for this long after the drop before it is a suspicion: a stoop to the floor passes. */
const SETTLE_MS = 600;
/** Sinking by less than this, in body heights, is the tremble of a lying skeleton, not a fall that goes on. */
const SAME_LEVEL = 0.05;
/** A hole in the stream longer than this breaks every speed: nothing is concluded across it. */
const MAX_GAP_MS = 1500;
/** Nearness to the picture's edge, in frame heights, at which a lost person may have walked out. */
const EDGE_MARGIN = 0.03;

export function updateFalls(
  state: FallState,
  input: { readonly streamTimeMs: number; readonly seen: readonly Track[]; readonly scene: FallScene },
  params: FallParams,
): [FallState, FallEvent[]] {
  const { streamTimeMs, seen, scene } = input;
  // Time that stands still or goes back decides nothing; the frame is as if it had not come.
  if (streamTimeMs <= state.lastMs) return [state, []];
  const events: FallEvent[] = [];
  const subjects: Subject[] = [];
  const adopted = new Set<number>();

  for (const track of seen) {
    const known = state.subjects.find((subject) => subject.trackId === track.id);
    const orphan = known ?? findOrphan(state.subjects, track, { seen, adopted });
    if (orphan !== undefined) adopted.add(orphan.trackId);
    const [subject, event] = step(observe(orphan, track, streamTimeMs, params), scene, params);
    subjects.push(subject);
    if (event !== undefined) events.push(event);
  }
  for (const subject of state.subjects) {
    if (adopted.has(subject.trackId) || seen.some((track) => track.id === subject.trackId)) continue;
    const [kept, event] = stepUnseen(subject, { streamTimeMs, aspect: scene.aspect }, params);
    if (kept !== undefined) subjects.push(kept);
    if (event !== undefined) events.push(event);
  }
  return [{ subjects, lastMs: streamTimeMs }, events];
}

/** A new track where a suspected person was last seen is that person again. */
function findOrphan(
  subjects: readonly Subject[],
  track: Track,
  context: { readonly seen: readonly Track[]; readonly adopted: ReadonlySet<number> },
): Subject | undefined {
  return subjects.find(
    (subject) =>
      subject.incident !== null &&
      !context.adopted.has(subject.trackId) &&
      !context.seen.some((other) => other.id === subject.trackId) &&
      distance(boxCentre(subject.lastBox), boxCentre(track.person.box)) <= (subject.bodyHeight ?? 0.3),
  );
}

function observe(
  known: Subject | undefined,
  track: Track,
  streamTimeMs: number,
  params: FallParams,
): Subject {
  const bodyHeight = updateBodyHeight(known?.bodyHeight ?? null, track.person, params);
  const reading = readPosture(track.person, { streamTimeMs, bodyHeight, params });
  const readings = [...(known?.readings ?? []), reading].filter(
    (item) => item.streamTimeMs >= streamTimeMs - MEMORY_MS,
  );
  return {
    trackId: track.id,
    bodyHeight,
    bodyLength: Math.max(known?.bodyLength ?? 0, bodyLength(track.person, params)),
    readings,
    incident: known?.incident ?? null,
    lastSeenMs: streamTimeMs,
    lastBox: track.person.box,
  };
}

function step(subject: Subject, scene: FallScene, params: FallParams): [Subject, FallEvent | undefined] {
  const now = subject.readings.at(-1);
  if (now === undefined) return [subject, undefined];
  if (subject.incident === null) return suspect(subject, scene, params);

  const isDown = now.posture === 'lying' || now.posture === 'low';
  const uprightSinceMs =
    now.posture === 'upright' ? (subject.incident.uprightSinceMs ?? now.streamTimeMs) : null;
  // Up for more than a moment is not the fallen state: if it was a try that failed, the dwell begins anew.
  const hasRisen = uprightSinceMs !== null && now.streamTimeMs - uprightSinceMs >= SETTLE_MS;
  const incident: Incident = {
    ...subject.incident,
    uprightSinceMs,
    downSinceMs: hasRisen ? now.streamTimeMs : subject.incident.downSinceMs,
    lastDownMs: isDown ? now.streamTimeMs : subject.incident.lastDownMs,
    restZone: isDown ? insideAny(now, scene) : subject.incident.restZone,
  };
  if (uprightSinceMs !== null && now.streamTimeMs - uprightSinceMs >= params.uprightClearMs) {
    const kind = incident.phase === 'raised' ? 'ended' : 'cleared';
    // The readings before the recovery must not be taken for another drop.
    return [
      { ...subject, incident: null, readings: [now] },
      eventOf(kind, 'upright', { ...subject, incident }, incident),
    ];
  }
  if (incident.phase === 'suspected' && isDown && now.streamTimeMs - incident.downSinceMs >= params.dwellMs) {
    return raise(subject, incident, { streamTimeMs: now.streamTimeMs, reason: 'dwell' });
  }
  return [{ ...subject, incident }, undefined];
}

function suspect(subject: Subject, scene: FallScene, params: FallParams): [Subject, FallEvent | undefined] {
  const now = subject.readings.at(-1);
  const drop = findDrop(subject.readings, subject.bodyHeight ?? subject.bodyLength, params);
  if (now === undefined || drop === undefined) return [subject, undefined];
  const incident: Incident = {
    phase: 'suspected',
    impactMs: drop.impactMs,
    suspectedMs: now.streamTimeMs,
    raisedMs: null,
    dropBodyHeights: drop.bodyHeights,
    peakSpeedBodyHeightsPerS: drop.peakSpeed,
    uprightSinceMs: null,
    downSinceMs: drop.impactMs,
    lastDownMs: now.streamTimeMs,
    restZone: insideAny(now, scene),
  };
  const suspected = { ...subject, incident };
  return [suspected, eventOf('suspected', 'drop', suspected, incident)];
}

function stepUnseen(
  subject: Subject,
  context: { readonly streamTimeMs: number; readonly aspect: number },
  params: FallParams,
): [Subject | undefined, FallEvent | undefined] {
  const { streamTimeMs } = context;
  const unseenMs = streamTimeMs - subject.lastSeenMs;
  const { incident } = subject;
  if (incident === null) return [unseenMs <= params.lostHoldMs ? subject : undefined, undefined];
  if (incident.phase === 'suspected' && unseenMs >= params.lostHoldMs) {
    if (atEdge(subject.lastBox, context.aspect)) {
      return [undefined, eventOf('cleared', 'gone', subject, incident, streamTimeMs)];
    }
    return raise(subject, incident, { streamTimeMs, reason: 'lost' });
  }
  if (incident.phase === 'raised' && unseenMs >= params.goneEndMs) {
    return [undefined, eventOf('ended', 'gone', subject, incident, streamTimeMs)];
  }
  return [subject, undefined];
}

function raise(
  subject: Subject,
  incident: Incident,
  at: { readonly streamTimeMs: number; readonly reason: 'dwell' | 'lost' },
): [Subject, FallEvent] {
  const raised: Incident = { ...incident, phase: 'raised', raisedMs: at.streamTimeMs };
  const next = { ...subject, incident: raised };
  return [next, eventOf('raised', at.reason, next, raised, at.streamTimeMs)];
}

interface Drop {
  readonly impactMs: number;
  readonly bodyHeights: number;
  readonly peakSpeed: number;
}

/**
 * A drop: within the window the shoulders came down **in the picture** by enough and fast enough, and the person has
 * been down since for the settling time. The height over the feet alone would not do: who sits down behind a table
 * loses its feet, not its height, and who lies down on a bed keeps its shoulders nearly where they were.
 */
function findDrop(
  readings: readonly PostureReading[],
  bodyHeight: number,
  params: FallParams,
): Drop | undefined {
  const now = readings.at(-1);
  const firstDown = startOfDown(readings);
  if (now === undefined || firstDown === undefined) return undefined;
  const window = readings.filter(
    (reading) => reading.streamTimeMs >= now.streamTimeMs - params.dropWindowMs - SETTLE_MS,
  );
  let best: Drop | undefined;
  let highest: PostureReading | undefined;
  let previous: PostureReading | undefined;
  let peakSpeed = 0;
  for (const reading of window) {
    if (reading.shouldersY === null) continue;
    if (previous !== undefined && previous.shouldersY !== null) {
      const gapMs = reading.streamTimeMs - previous.streamTimeMs;
      if (gapMs > MAX_GAP_MS) return undefined;
      peakSpeed = Math.max(
        peakSpeed,
        ((reading.shouldersY - previous.shouldersY) / bodyHeight / gapMs) * 1000,
      );
    }
    previous = reading;
    if (highest === undefined || reading.shouldersY < (highest.shouldersY ?? 0)) {
      highest = reading;
      peakSpeed = 0;
      best = undefined;
      continue;
    }
    const bodyHeights = (reading.shouldersY - (highest.shouldersY ?? 0)) / bodyHeight;
    if (bodyHeights > (best?.bodyHeights ?? 0) + SAME_LEVEL) {
      best = { impactMs: reading.streamTimeMs, bodyHeights, peakSpeed };
    }
  }
  if (best === undefined) return undefined;
  // The fall ends where the body is down and sinks no further.
  const impactMs = Math.max(best.impactMs, firstDown.streamTimeMs);
  const isSettled =
    now.streamTimeMs - firstDown.streamTimeMs >= SETTLE_MS && now.streamTimeMs > best.impactMs;
  const isDrop =
    best.bodyHeights >= params.minDropBodyHeights && best.peakSpeed >= params.minDropSpeedBodyHeightsPerS;
  return isSettled && isDrop ? { ...best, impactMs } : undefined;
}

/** First reading of the unbroken run of down (or unreadable) ones that ends now; the run must end down. */
function startOfDown(readings: readonly PostureReading[]): PostureReading | undefined {
  let first: PostureReading | undefined;
  for (let index = readings.length - 1; index >= 0; index -= 1) {
    const reading = readings[index];
    if (reading === undefined || reading.posture === 'upright') break;
    if (reading.posture !== 'unknown') first = reading;
    else if (first === undefined) break;
  }
  return first;
}

/** Hips inside a rest zone; a person whose hips are unseen is in none. */
function insideAny(reading: PostureReading, scene: FallScene): boolean {
  const { hips } = reading;
  return hips !== null && scene.restZones.some((zone) => insidePolygon(hips, zone));
}

function atEdge(box: Box, aspect: number): boolean {
  return box.left <= EDGE_MARGIN || box.right >= aspect - EDGE_MARGIN;
}

function eventOf(
  kind: FallEvent['kind'],
  reason: FallEvent['reason'],
  subject: Subject,
  incident: Incident,
  streamTimeMs: number = subject.lastSeenMs,
): FallEvent {
  return { kind, reason, trackId: subject.trackId, streamTimeMs, incident, readings: subject.readings };
}
