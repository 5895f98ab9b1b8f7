/**
 * The fall machine. Fast path: a drop is seen, then the person stays on the floor for the dwell time. Slow path: no
 * drop, but someone lies on the floor (person-down.ts). One machine per person; everything runs on stream time.
 * `watching → suspected → raised → ended`, or `suspected → cleared`. A suspected person lost from sight stays
 * suspected: an occlusion cancels nothing.
 */
import { type Drop, type DropParams, findDrop, findVanishingDrop, SETTLE_MS } from './drop.ts';
import { distance, insidePolygon, type Polygon } from './geometry.ts';
import {
  isLongLieDue,
  isPersonDown,
  missedInDownRun,
  type PersonDownParams,
  updateDownRun,
} from './person-down.ts';
import { isDown, type PostureParams, type PostureReading } from './posture.ts';
import {
  atAnyEdge,
  atSideEdge,
  centreOf,
  type Incident,
  isSurelyPerson,
  isUpAndAbout,
  observe,
  type SizedReading,
  type Subject,
} from './subject.ts';
import type { Track } from './tracker.ts';

export interface FallParams extends PostureParams, DropParams, PersonDownParams {
  readonly dwellMs: number;
  readonly restingDwellMs: number;
  readonly playCycles: number;
  readonly playDwellMs: number;
  readonly uprightClearMs: number;
  readonly lostHoldMs: number;
  readonly goneEndMs: number;
}

export interface FallScene {
  readonly restZones: readonly Polygon[];
  /** Width over height of the picture: the right edge in frame heights. */
  readonly aspect: number;
}

export interface FallState {
  readonly subjects: readonly Subject[];
}

export interface FallEvent {
  readonly kind: 'suspected' | 'cleared' | 'raised' | 'updated' | 'ended';
  readonly trackId: number;
  readonly streamTimeMs: number;
  readonly reason: 'drop' | 'vanished' | 'dwell' | 'lost' | 'found' | 'long_lie' | 'upright' | 'gone';
  readonly incident: Incident;
  /** What the posture was from before the drop until now, oldest first. */
  readonly readings: readonly PostureReading[];
}

export const EMPTY_FALL: FallState = { subjects: [] };

/** Seen down in at least this share of the frames since the drop; less is a matter for the longer hold. */
const MIN_DOWN_SHARE = 0.4;
/** Out of sight for this long in the middle of a drop: it has vanished, and was not just missed in a frame. */
const VANISHED_MS = 1000;
/** Cycles of down and up within this are play. */
const PLAY_WINDOW_MS = 60_000;

interface FrameContext {
  readonly streamTimeMs: number;
  readonly scene: FallScene;
  readonly params: FallParams;
  /** Who else is up and about, by track. */
  readonly upIds: readonly number[];
}

/** Stream time must rise from call to call, which `watchFrame` sees to. @param input.seen tracks seen in this frame; those unconfirmed are remembered, and nothing is concluded of them yet. */
export function updateFalls(
  state: FallState,
  input: { readonly streamTimeMs: number; readonly seen: readonly Track[]; readonly scene: FallScene },
  params: FallParams,
): [FallState, FallEvent[]] {
  const { streamTimeMs, seen, scene } = input;
  const adopted = new Set<number>();
  const observed = seen.map((track) => {
    const known =
      state.subjects.find((subject) => subject.trackId === track.id) ??
      findOrphan(state.subjects, track, { seen, adopted });
    if (known !== undefined) adopted.add(known.trackId);
    return observe(known, track, streamTimeMs, params);
  });
  const unseen = state.subjects.filter(
    (subject) => !adopted.has(subject.trackId) && !seen.some((track) => track.id === subject.trackId),
  );
  const upIds = observed
    .filter((subject) => isUpAndAbout(subject, streamTimeMs))
    .map(({ trackId }) => trackId);
  const context: FrameContext = { streamTimeMs, scene, params, upIds };
  const subjects: Subject[] = [];
  const events: FallEvent[] = [];
  for (const [subject, event] of [
    ...observed.map((subject) => stepSeen(subject, context)),
    ...unseen.map((subject) => stepUnseen(subject, context)),
  ]) {
    if (subject !== undefined) subjects.push(subject);
    if (event !== undefined) events.push(event);
  }
  return [{ subjects }, events];
}

type Step = [Subject | undefined, FallEvent | undefined];

/** A new track where a suspected person was last seen is that person again. */
function findOrphan(
  subjects: readonly Subject[],
  track: Track,
  context: { readonly seen: readonly Track[]; readonly adopted: ReadonlySet<number> },
): Subject | undefined {
  const { box } = track.person;
  const centre = { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 };
  return subjects.find(
    (subject) =>
      subject.incident !== null &&
      !context.adopted.has(subject.trackId) &&
      !context.seen.some((other) => other.id === subject.trackId) &&
      distance(centreOf(subject), centre) <= subject.bodySize,
  );
}

function stepSeen(observed: Subject, context: FrameContext): Step {
  const now = observed.readings.at(-1);
  if (now === undefined) return [observed, undefined];
  const onFloor = !insideAny(now, context.scene) && !restsAboveFloor(observed, context.streamTimeMs);
  const subject = { ...observed, down: updateDownRun(observed.down, now, onFloor) };
  if (!subject.isConfirmed) return [subject, undefined];
  return subject.incident === null
    ? lookForIncident(subject, now, context)
    : followIncident(subject, subject.incident, now, context);
}

function lookForIncident(subject: Subject, now: SizedReading, context: FrameContext): Step {
  const { params, streamTimeMs } = context;
  const drop = findDrop(subject.readings, params);
  if (drop !== undefined && isSurelyPerson(subject)) return suspect(subject, drop, 'drop', context);
  if (subject.down === null || !isPersonDown(subject, streamTimeMs, params)) return [subject, undefined];
  const incident: Incident = {
    ...incidentOf(subject, { impactMs: subject.down.sinceMs, bodyHeights: 0, peakSpeed: 0 }, context),
    type: 'person_down',
    framesSince: subject.down.images,
    framesDown: subject.down.lying,
    lastDownMs: now.streamTimeMs,
  };
  return raise(subject, incident, 'found', context);
}

function followIncident(subject: Subject, before: Incident, now: SizedReading, context: FrameContext): Step {
  const { params, scene, streamTimeMs } = context;
  const down = isDown(now.posture);
  const uprightSinceMs = now.posture === 'upright' ? (before.uprightSinceMs ?? streamTimeMs) : null;
  const uprightMs = uprightSinceMs === null ? 0 : streamTimeMs - uprightSinceMs;
  // Up for more than a moment is not the fallen state: if it was a try that failed, the dwell begins anew.
  const hasRisen = uprightMs >= SETTLE_MS;
  const incident: Incident = {
    ...before,
    uprightSinceMs,
    downSinceMs: hasRisen ? streamTimeMs : before.downSinceMs,
    framesSince: hasRisen ? 0 : before.framesSince + 1,
    framesDown: hasRisen ? 0 : before.framesDown + (down ? 1 : 0),
    lastDownMs: down ? streamTimeMs : before.lastDownMs,
    restZone: down ? insideAny(now, scene) : before.restZone,
    aboveFloor: restsAboveFloor(subject, streamTimeMs),
    company: context.upIds.some((id) => id !== subject.trackId),
  };
  const followed = { ...subject, incident };
  if (uprightSinceMs !== null && uprightMs >= params.uprightClearMs) {
    const kind = incident.phase === 'raised' ? 'ended' : 'cleared';
    const risesMs = [...subject.risesMs, streamTimeMs].filter((atMs) => atMs > streamTimeMs - PLAY_WINDOW_MS);
    // The readings before the recovery must not be taken for another drop.
    return [
      { ...subject, incident: null, down: null, readings: [now], risesMs },
      eventOf(kind, 'upright', followed, incident, streamTimeMs),
    ];
  }
  const isSeenDown = incident.framesDown >= incident.framesSince * MIN_DOWN_SHARE;
  const downMs = streamTimeMs - incident.downSinceMs;
  const isDue = downMs >= dwellOf(incident, params) && (isSeenDown || downMs >= params.lostHoldMs);
  if (incident.phase === 'suspected' && down && isDue) return raise(followed, incident, 'dwell', context);
  if (incident.phase === 'raised' && down && isLongLieDue(incident, downMs, params)) {
    const told = { ...incident, lieUpdates: incident.lieUpdates + 1 };
    return [{ ...subject, incident: told }, eventOf('updated', 'long_lie', followed, told, streamTimeMs)];
  }
  return [followed, undefined];
}

/** A bed that nobody drew, and play, take longer to be believed; both are raised in the end. */
function dwellOf(incident: Incident, params: FallParams): number {
  const byPlace = incident.aboveFloor && !incident.restZone ? params.restingDwellMs : params.dwellMs;
  return incident.playing ? Math.max(byPlace, params.playDwellMs) : byPlace;
}

function stepUnseen(subject: Subject, context: FrameContext): Step {
  const { params, scene, streamTimeMs } = context;
  const unseenMs = streamTimeMs - subject.lastSeenMs;
  const { incident } = subject;
  if (incident === null) {
    const vanished =
      subject.isConfirmed &&
      unseenMs >= VANISHED_MS &&
      !atAnyEdge(subject.lastBox, scene.aspect) &&
      isSurelyPerson(subject)
        ? findVanishingDrop(subject.readings, params)
        : undefined;
    if (vanished !== undefined) return suspect(subject, vanished, 'vanished', context);
    const missed = { ...subject, down: missedInDownRun(subject.down) };
    return [unseenMs <= params.lostHoldMs ? missed : undefined, undefined];
  }
  const missed: Incident = { ...incident, framesSince: incident.framesSince + 1 };
  const kept = { ...subject, incident: missed };
  if (incident.phase === 'suspected' && unseenMs >= params.lostHoldMs) {
    return atSideEdge(subject.lastBox, scene.aspect)
      ? [undefined, eventOf('cleared', 'gone', subject, incident, streamTimeMs)]
      : raise(kept, missed, 'lost', context);
  }
  if (incident.phase === 'raised' && unseenMs >= params.goneEndMs) {
    return [undefined, eventOf('ended', 'gone', subject, incident, streamTimeMs)];
  }
  return [kept, undefined];
}

function suspect(
  subject: Subject,
  drop: Drop,
  reason: 'drop' | 'vanished',
  context: FrameContext,
): [Subject, FallEvent] {
  const incident = incidentOf(subject, drop, context);
  // What was counted as a drop once must not count again when this suspicion is over.
  const suspected = { ...subject, incident };
  return [suspected, eventOf('suspected', reason, suspected, incident, context.streamTimeMs)];
}

function incidentOf(subject: Subject, drop: Drop, context: FrameContext): Incident {
  const { streamTimeMs, scene, params, upIds } = context;
  const now = subject.readings.at(-1);
  const since = subject.readings.filter((reading) => reading.streamTimeMs >= drop.impactMs);
  const rises = subject.risesMs.filter((atMs) => atMs > streamTimeMs - PLAY_WINDOW_MS);
  return {
    type: 'fall',
    phase: 'suspected',
    impactMs: drop.impactMs,
    suspectedMs: streamTimeMs,
    raisedMs: null,
    dropBodyHeights: drop.bodyHeights,
    peakSpeedBodyHeightsPerS: drop.peakSpeed,
    uprightSinceMs: null,
    downSinceMs: drop.impactMs,
    framesSince: since.length,
    framesDown: since.filter(({ posture }) => isDown(posture)).length,
    lastDownMs: streamTimeMs,
    restZone: now !== undefined && insideAny(now, scene),
    aboveFloor: restsAboveFloor(subject, streamTimeMs),
    company: upIds.some((id) => id !== subject.trackId),
    playing: rises.length >= params.playCycles,
    lieUpdates: 0,
  };
}

function raise(
  subject: Subject,
  incident: Incident,
  reason: 'dwell' | 'lost' | 'found',
  { streamTimeMs, params }: FrameContext,
): [Subject, FallEvent] {
  const raised: Incident = {
    ...incident,
    phase: 'raised',
    raisedMs: streamTimeMs,
    // What the first alert says already is not said again.
    lieUpdates: params.longLieMin.filter((min) => streamTimeMs - incident.downSinceMs >= min * 60_000).length,
  };
  const next = { ...subject, incident: raised };
  return [next, eventOf('raised', reason, next, raised, streamTimeMs)];
}

/** Hips inside a rest zone; a person whose hips are unseen is in none. */
function insideAny(reading: PostureReading, scene: FallScene): boolean {
  const { hips } = reading;
  return hips !== null && scene.restZones.some((zone) => insidePolygon(hips, zone));
}

/** Where a person last stood says where the floor is, for this long: people walk on to other depths. */
const STANDING_COUNTS_MS = 20_000;
/** The body's lowest point over that floor, and with the hips' height together, in body heights. */
const MIN_RISE = 0.1;
const MIN_RISE_WITH_HIPS = 0.6;
/** Newest readings asked. */
const RESTING_READINGS = 5;

/**
 * Whether the body lies higher than the floor it stood on: a bed that nobody drew. Over a bed both the hips and the
 * lowest point stay well above where the feet stood; who falls away from the camera keeps the feet near there.
 */
function restsAboveFloor(subject: Subject, streamTimeMs: number): boolean {
  const { standing, bodyHeight } = subject;
  if (standing === null || bodyHeight === null || streamTimeMs - standing.atMs > STANDING_COUNTS_MS) {
    return subject.incident?.aboveFloor ?? false;
  }
  const down = subject.readings.filter(({ posture }) => isDown(posture)).slice(-RESTING_READINGS);
  const rises = down.flatMap(({ feetY, hips }) =>
    hips === null
      ? []
      : [{ feet: (standing.feetY - feetY) / bodyHeight, hips: (standing.feetY - hips.y) / bodyHeight }],
  );
  const above = rises.filter(({ feet, hips }) => feet >= MIN_RISE && feet + hips >= MIN_RISE_WITH_HIPS);
  return above.length * 2 > rises.length;
}

function eventOf(
  kind: FallEvent['kind'],
  reason: FallEvent['reason'],
  subject: Subject,
  incident: Incident,
  streamTimeMs: number,
): FallEvent {
  return { kind, reason, trackId: subject.trackId, streamTimeMs, incident, readings: subject.readings };
}
