/** Ties the persons of successive frames of one camera together. Never across cameras, never an identity. */
import { type Box, boxCentre, boxHeight, boxWidth, distance, iou } from './geometry.ts';
import type { Person } from './person.ts';

export interface TrackerParams {
  /** Instance score that may start a track, 0..1. */
  readonly startScore: number;
  /** Successive frames at or over `startScore` before a track is confirmed. */
  readonly startFrames: number;
  /** Score that keeps a track alive, 0..1: lying people score far lower than standing ones. */
  readonly keepScore: number;
  readonly minIou: number;
  /** Largest shift of the centre between two sightings, in diagonals of the larger box. */
  readonly maxCentreShift: number;
  /** A confirmed track unseen for this long of stream time is lost. */
  readonly lostAfterMs: number;
}

export interface Track {
  readonly id: number;
  readonly confirmed: boolean;
  /** Successive frames at or over the start score, while unconfirmed. */
  readonly strongFrames: number;
  readonly person: Person;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
}

export interface TrackerState {
  readonly nextId: number;
  readonly tracks: readonly Track[];
}

export interface TrackerOutput {
  /** Confirmed tracks seen in this frame. */
  readonly seen: readonly Track[];
  /** Ids of confirmed tracks that this frame gave up. */
  readonly lostIds: readonly number[];
}

export const EMPTY_TRACKER: TrackerState = { nextId: 1, tracks: [] };

/** Two detections that overlap more than this are one person found twice. */
const DUPLICATE_IOU = 0.6;

export function updateTracks(
  state: TrackerState,
  input: { readonly streamTimeMs: number; readonly persons: readonly Person[] },
  params: TrackerParams,
): [TrackerState, TrackerOutput] {
  const persons = withoutDuplicates(input.persons.filter((person) => person.score >= params.keepScore));
  const pairs = associate(state.tracks, persons, params);
  const matched = new Set(pairs.values());
  let nextId = state.nextId;
  const tracks: Track[] = [];
  const lostIds: number[] = [];

  for (const [index, track] of state.tracks.entries()) {
    const personIndex = pairs.get(index);
    const person = personIndex === undefined ? undefined : persons[personIndex];
    if (person !== undefined) {
      const updated = sighted(track, person, input.streamTimeMs, params);
      if (updated !== undefined) tracks.push(updated);
    } else if (track.confirmed && input.streamTimeMs - track.lastSeenMs <= params.lostAfterMs) {
      tracks.push(track);
    } else if (track.confirmed) {
      lostIds.push(track.id);
    }
  }
  for (const [index, person] of persons.entries()) {
    if (matched.has(index) || person.score < params.startScore) continue;
    tracks.push({
      id: nextId++,
      confirmed: params.startFrames <= 1,
      strongFrames: 1,
      person,
      firstSeenMs: input.streamTimeMs,
      lastSeenMs: input.streamTimeMs,
    });
  }
  const seen = tracks.filter((track) => track.confirmed && track.lastSeenMs === input.streamTimeMs);
  return [
    { nextId, tracks },
    { seen, lostIds },
  ];
}

/** An unconfirmed track that turns weak is dropped; a confirmed one is kept whatever its score. */
function sighted(
  track: Track,
  person: Person,
  streamTimeMs: number,
  params: TrackerParams,
): Track | undefined {
  const isStrong = person.score >= params.startScore;
  if (!track.confirmed && !isStrong) return undefined;
  const strongFrames = track.strongFrames + 1;
  return {
    ...track,
    strongFrames,
    confirmed: track.confirmed || strongFrames >= params.startFrames,
    person,
    lastSeenMs: streamTimeMs,
  };
}

function withoutDuplicates(persons: readonly Person[]): Person[] {
  const kept: Person[] = [];
  for (const person of [...persons].sort((a, b) => b.score - a.score)) {
    if (kept.every((other) => iou(other.box, person.box) < DUPLICATE_IOU)) kept.push(person);
  }
  return kept;
}

/**
 * Greedy, best pair first, by overlap and by nearness of centres: the box of a falling person flips from tall to
 * wide within a frame or two, so that overlap alone would lose it.
 */
function associate(
  tracks: readonly Track[],
  persons: readonly Person[],
  params: TrackerParams,
): Map<number, number> {
  const candidates: { track: number; person: number; affinity: number }[] = [];
  for (const [trackIndex, track] of tracks.entries()) {
    for (const [personIndex, person] of persons.entries()) {
      const overlap = iou(track.person.box, person.box);
      const shift = centreShift(track.person.box, person.box);
      if (overlap < params.minIou && shift > params.maxCentreShift) continue;
      candidates.push({ track: trackIndex, person: personIndex, affinity: overlap + Math.max(0, 1 - shift) });
    }
  }
  candidates.sort((a, b) => b.affinity - a.affinity);
  const byTrack = new Map<number, number>();
  const taken = new Set<number>();
  for (const { track, person } of candidates) {
    if (byTrack.has(track) || taken.has(person)) continue;
    byTrack.set(track, person);
    taken.add(person);
  }
  return byTrack;
}

function centreShift(a: Box, b: Box): number {
  const diagonal = Math.max(Math.hypot(boxWidth(a), boxHeight(a)), Math.hypot(boxWidth(b), boxHeight(b)));
  return diagonal === 0 ? Number.POSITIVE_INFINITY : distance(boxCentre(a), boxCentre(b)) / diagonal;
}
