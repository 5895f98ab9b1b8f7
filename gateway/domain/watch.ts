/** All that is decided about one camera, frame by frame: persons → tracks → behaviours → events. */
import type { Interest } from './attention.ts';
import {
  EMPTY_FALL,
  type FallEvent,
  type FallParams,
  type FallScene,
  type FallState,
  updateFalls,
} from './fall.ts';
import { type Box, boxCentre, boxHeight, insidePolygon, type Polygon } from './geometry.ts';
import type { Person } from './person.ts';
import type { Subject } from './subject.ts';
import {
  EMPTY_TRACKER,
  isPhantom,
  type Track,
  type TrackerParams,
  type TrackerState,
  updateTracks,
} from './tracker.ts';

export interface WatchParams {
  readonly tracking: TrackerParams;
  readonly fall: FallParams;
}

export interface WatchScene extends FallScene {
  /** Persons whose centre lies here are not looked at. */
  readonly ignoreZones: readonly Polygon[];
}

export interface WatchState {
  readonly lastMs: number;
  readonly tracker: TrackerState;
  readonly falls: FallState;
}

export interface WatchOutput {
  /** Persons seen in this frame: confirmed, and no phantom. */
  readonly tracks: readonly Track[];
  readonly events: readonly FallEvent[];
  /** What is remembered of each person, those out of sight as well. */
  readonly subjects: readonly Subject[];
}

export const EMPTY_WATCH: WatchState = {
  lastMs: Number.NEGATIVE_INFINITY,
  tracker: EMPTY_TRACKER,
  falls: EMPTY_FALL,
};

export function watchFrame(
  state: WatchState,
  input: { readonly streamTimeMs: number; readonly persons: readonly Person[]; readonly scene: WatchScene },
  params: WatchParams,
): [WatchState, WatchOutput] {
  const { streamTimeMs, scene } = input;
  // Time that stands still or goes back decides nothing; the frame is as if it had not come.
  if (streamTimeMs <= state.lastMs)
    return [state, { tracks: [], events: [], subjects: state.falls.subjects }];
  const persons = input.persons.filter(
    (person) => !scene.ignoreZones.some((zone) => insidePolygon(boxCentre(person.box), zone)),
  );
  const [tracker, { seen }] = updateTracks(state.tracker, { streamTimeMs, persons }, params.tracking);
  const [falls, events] = updateFalls(state.falls, { streamTimeMs, seen, scene }, params.fall);
  return [
    { lastMs: streamTimeMs, tracker, falls },
    {
      tracks: seen.filter((track) => track.confirmed && !isPhantom(track)),
      events,
      subjects: falls.subjects,
    },
  ];
}

/** A new detection gets so long to become sure before it is left to the next look. */
const CONFIRM_MS = 4000;

/** How much the watcher wants to see of what comes next. */
export function interestOf({ lastMs, tracker, falls }: WatchState): Interest {
  const isSuspected = falls.subjects.some(({ incident }) => incident?.phase === 'suspected');
  const isNew = tracker.tracks.some(
    (track) => !track.confirmed && track.strongFrames >= 1 && lastMs - track.firstSeenMs < CONFIRM_MS,
  );
  if (isSuspected || isNew) return 'urgent';
  return tracker.tracks.some((track) => track.confirmed && !isPhantom(track)) ? 'present' : 'none';
}

/** Seen this weakly or this small, in frame heights, a person is worth a closer look. */
const WEAK_SCORE = 0.3;
const SMALL_HEIGHT = 0.25;
/** Where a person was last seen is worth a look for so long. */
const ZOOM_MS = 3000;

/** The place that most needs a closer look: one at most, since each costs as much as the whole picture. */
export function zoomPlaces({ lastMs, tracker }: WatchState): Box[] {
  const weak = tracker.tracks
    .filter((track) => lastMs - track.lastSeenMs <= ZOOM_MS)
    .filter(({ person }) => person.score < WEAK_SCORE || boxHeight(person.box) < SMALL_HEIGHT)
    .sort((a, b) => Number(b.confirmed) - Number(a.confirmed) || a.person.score - b.person.score);
  return weak.slice(0, 1).map(({ person }) => person.box);
}
