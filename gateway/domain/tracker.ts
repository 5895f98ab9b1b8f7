/**
 * Ties the persons of successive frames of one camera together. Never across cameras, never an identity: place,
 * size and motion only. A person behind something for up to half a minute keeps its id; what never moved and scores
 * low is taken for furniture.
 */
import { associate, reappeared } from './association.ts';
import { boxCentre, boxDiagonal, distance, iou, type Point } from './geometry.ts';
import type { Person } from './person.ts';

export interface TrackerParams {
  /** Instance score that may confirm a track, 0..1. */
  readonly startScore: number;
  /** Frames at or over `startScore` that confirm a track; a weak one takes half of one back, a missed one all of it. */
  readonly startFrames: number;
  /** Score that keeps a track alive, 0..1: lying people score far lower than standing ones. */
  readonly keepScore: number;
  readonly minIou: number;
  /** Largest shift of the centre between two sightings, in diagonals of the larger box. */
  readonly maxCentreShift: number;
  /** A confirmed track unseen for this long of stream time waits where it was last seen. */
  readonly lostAfterMs: number;
  /** A track that waits for this long is forgotten. */
  readonly occludedMs: number;
}

export interface Track {
  readonly id: number;
  readonly confirmed: boolean;
  /** Frames at or over the start score, less half of one for each weak frame; while unconfirmed. */
  readonly strongFrames: number;
  readonly person: Person;
  /** Of the box centre, frame heights per second of stream time. */
  readonly velocityPerS: Point;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  /** Where the box began. */
  readonly origin: Point;
  /** Farthest that the centre came from its origin, in box diagonals. */
  readonly travelled: number;
  /** Running mean of the instance score. */
  readonly meanScore: number;
}

export interface TrackerState {
  readonly nextId: number;
  readonly tracks: readonly Track[];
}

export interface TrackerOutput {
  /** Tracks seen in this frame, confirmed or not. */
  readonly seen: readonly Track[];
  /** Ids of confirmed tracks that this frame gave up. */
  readonly lostIds: readonly number[];
}

export const EMPTY_TRACKER: TrackerState = { nextId: 1, tracks: [] };

/** Two detections that overlap more than this are one person found twice. */
const DUPLICATE_IOU = 0.6;
/** Weight of a new sample in the running velocity and score. */
const BLEND = 0.4;
/** What a weak frame takes back of the strong ones. */
const WEAK_COSTS = 0.5;
/** A hole longer than this says nothing about speed. */
const MAX_VELOCITY_GAP_MS = 1500;
/** A thing that looks like a person stays where it is, for this long at least, and never scores well. */
const PHANTOM_AFTER_MS = 3000;
const PHANTOM_TRAVEL = 0.25;
const PHANTOM_SCORE = 0.22;

export function updateTracks(
  state: TrackerState,
  input: { readonly streamTimeMs: number; readonly persons: readonly Person[] },
  params: TrackerParams,
): [TrackerState, TrackerOutput] {
  const { streamTimeMs } = input;
  const persons = withoutDuplicates(input.persons.filter((person) => person.score >= params.keepScore));
  const active = state.tracks.filter((track) => streamTimeMs - track.lastSeenMs <= params.lostAfterMs);
  const waiting = state.tracks.filter((track) => !active.includes(track));

  const pairs = associate(active, persons, { ...params, streamTimeMs });
  const free = persons.filter((person) => !pairs.has(person));
  for (const [person, track] of reappeared(waiting, free, streamTimeMs)) pairs.set(person, track);

  let nextId = state.nextId;
  const tracks: Track[] = [];
  const matched = new Set<Track>(pairs.values());
  for (const person of persons) {
    const track = pairs.get(person);
    if (track !== undefined) tracks.push(sighted(track, person, streamTimeMs, params));
    else tracks.push(begun(nextId++, person, streamTimeMs, params));
  }
  const lostIds: number[] = [];
  for (const track of state.tracks) {
    if (matched.has(track)) continue;
    const unseenMs = streamTimeMs - track.lastSeenMs;
    if (!track.confirmed) {
      if (unseenMs <= params.lostAfterMs)
        tracks.push({ ...track, strongFrames: Math.max(0, track.strongFrames - 1) });
    } else if (unseenMs <= params.occludedMs) tracks.push(track);
    else lostIds.push(track.id);
  }
  tracks.sort((a, b) => a.id - b.id);
  const seen = tracks.filter((track) => track.lastSeenMs === streamTimeMs);
  return [
    { nextId, tracks },
    { seen, lostIds },
  ];
}

/** What stands still from the first and is never sure: a coat on a hook, bedding, a picture on the wall. */
export function isPhantom(track: Track): boolean {
  return (
    track.lastSeenMs - track.firstSeenMs >= PHANTOM_AFTER_MS &&
    track.travelled < PHANTOM_TRAVEL &&
    track.meanScore < PHANTOM_SCORE
  );
}

function begun(id: number, person: Person, streamTimeMs: number, params: TrackerParams): Track {
  const strongFrames = person.score >= params.startScore ? 1 : 0;
  return {
    id,
    confirmed: strongFrames >= params.startFrames,
    strongFrames,
    person,
    velocityPerS: { x: 0, y: 0 },
    firstSeenMs: streamTimeMs,
    lastSeenMs: streamTimeMs,
    origin: boxCentre(person.box),
    travelled: 0,
    meanScore: person.score,
  };
}

function sighted(track: Track, person: Person, streamTimeMs: number, params: TrackerParams): Track {
  const isStrong = person.score >= params.startScore;
  const strongFrames = isStrong ? track.strongFrames + 1 : Math.max(0, track.strongFrames - WEAK_COSTS);
  const centre = boxCentre(person.box);
  return {
    ...track,
    strongFrames,
    // A confirmed track is kept whatever its score.
    confirmed: track.confirmed || strongFrames >= params.startFrames,
    person,
    velocityPerS: velocity(track, centre, streamTimeMs),
    lastSeenMs: streamTimeMs,
    travelled: Math.max(
      track.travelled,
      distance(track.origin, centre) / Math.max(boxDiagonal(person.box), 1e-6),
    ),
    meanScore: track.meanScore + (person.score - track.meanScore) * BLEND * 0.5,
  };
}

function velocity(track: Track, centre: Point, streamTimeMs: number): Point {
  const gapMs = streamTimeMs - track.lastSeenMs;
  if (gapMs <= 0 || gapMs > MAX_VELOCITY_GAP_MS) return { x: 0, y: 0 };
  const from = boxCentre(track.person.box);
  const blend = (old: number, shift: number): number => old + ((shift / gapMs) * 1000 - old) * BLEND;
  return {
    x: blend(track.velocityPerS.x, centre.x - from.x),
    y: blend(track.velocityPerS.y, centre.y - from.y),
  };
}

function withoutDuplicates(persons: readonly Person[]): Person[] {
  const kept: Person[] = [];
  for (const person of [...persons].sort((a, b) => b.score - a.score)) {
    if (kept.every((other) => iou(other.box, person.box) < DUPLICATE_IOU)) kept.push(person);
  }
  return kept;
}
