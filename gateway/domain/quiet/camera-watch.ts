/** The long watch over one camera: stillness and zones from each look, sight from each keyframe. */
import type { Polygon } from '../geometry.ts';
import type { GrayPicture } from '../motion.ts';
import type { PictureFault } from '../picture.ts';
import type { Track } from '../tracker.ts';
import {
  type BlindnessParams,
  type BlindnessState,
  type BlindReason,
  EMPTY_BLINDNESS,
  updateBlindness,
} from './blindness.ts';
import type { Concern } from './concern.ts';
import { EMPTY_SIGHT, readSight, type SightParams, type SightState } from './sight.ts';
import { EMPTY_STILLNESS, type StillnessState, sawSomeone, updateStillness } from './stillness.ts';
import { EMPTY_ZONE_ENTRY, isAtExit, updateZoneEntry, type ZoneEntryState } from './zone-entry.ts';

export interface CameraWatchState {
  /** Time in which the camera saw, over all sessions and restarts, ms. */
  readonly watchedMs: number;
  /** Video time of the last look; null in a new run, whose video time begins anew. */
  readonly lastStreamMs: number | null;
  readonly stillness: StillnessState;
  readonly zones: ZoneEntryState;
  readonly sight: SightState;
  /** What the last keyframe lacked. */
  readonly pictureReason: BlindReason | null;
  readonly blindness: BlindnessState;
  /** Since the last tick: a living person was seen, and where the last one stood. */
  readonly seen: boolean;
  readonly atExit: boolean;
}

export const EMPTY_CAMERA_WATCH: CameraWatchState = {
  watchedMs: 0,
  lastStreamMs: null,
  stillness: EMPTY_STILLNESS,
  zones: EMPTY_ZONE_ENTRY,
  sight: EMPTY_SIGHT,
  pictureReason: null,
  blindness: EMPTY_BLINDNESS,
  seen: false,
  atExit: false,
};

export interface LookInput {
  /** Video time of the camera over all sessions of this run, ms. */
  readonly streamTimeMs: number;
  readonly tracks: readonly Track[];
  readonly restZones: readonly Polygon[];
  readonly waterZones: readonly Polygon[];
  readonly exitZones: readonly Polygon[];
  readonly limits: { readonly outsideMs: number; readonly restMs: number };
  readonly isChildHours: boolean;
  readonly isCurfew: boolean;
}

/** More looks a second say nothing more about stillness, and two slips in a row become likelier. */
const MIN_STEP_MS = 900;

export function onLook(state: CameraWatchState, input: LookInput): [CameraWatchState, readonly Concern[]] {
  const { streamTimeMs, tracks } = input;
  const stepMs = state.lastStreamMs === null ? 0 : streamTimeMs - state.lastStreamMs;
  if (state.lastStreamMs !== null && stepMs < MIN_STEP_MS) return [state, []];
  const watchedMs = state.watchedMs + stepMs;
  const [stillness, still] = updateStillness(state.stillness, { ...input, watchedMs });
  const [zones, entered] = updateZoneEntry(state.zones, { ...input, watchedMs });
  const seen = sawSomeone(stillness, watchedMs);
  return [
    {
      ...state,
      watchedMs,
      lastStreamMs: streamTimeMs,
      stillness,
      zones,
      seen: state.seen || seen,
      atExit: seen ? isAtExit(tracks, input.exitZones) : state.atExit,
    },
    [...still, ...entered],
  ];
}

/** What a camera looks at does not change from second to second. */
const SIGHT_EVERY_MS = 5000;

/** A keyframe: what it lacks, by itself (`fault`) or against what the camera usually shows. */
export function onPicture(
  state: CameraWatchState,
  {
    streamTimeMs,
    picture,
    fault,
  }: { readonly streamTimeMs: number; readonly picture: GrayPicture; readonly fault: PictureFault | null },
  params: SightParams,
): CameraWatchState {
  if (fault !== null) return { ...state, pictureReason: fault };
  const isRecent = Math.abs(streamTimeMs - state.sight.streamTimeMs) < SIGHT_EVERY_MS;
  const wasWell = state.pictureReason === null || state.pictureReason === state.sight.fault;
  if (state.sight.edges !== null && isRecent && wasWell)
    return { ...state, pictureReason: state.sight.fault };
  const sight = readSight(state.sight, streamTimeMs, picture, params);
  return { ...state, sight, pictureReason: sight.fault };
}

/** @param offline whether there is no session, or none that sends pictures. */
export function onTick(
  state: CameraWatchState,
  { nowMs, offline }: { readonly nowMs: number; readonly offline: 'offline' | 'no_frames' | null },
  params: BlindnessParams & { readonly darkAlertMs: number },
): [CameraWatchState, readonly Concern[]] {
  const reason = offline ?? state.pictureReason;
  // Nights are dark: only what no night explains is worth a word.
  const alertMs = reason === 'dark' ? params.darkAlertMs : params.alertMs;
  const [blindness, concerns] = updateBlindness(state.blindness, { nowMs, reason }, { ...params, alertMs });
  return [{ ...state, blindness, seen: false, atExit: state.atExit }, concerns];
}

/** Whether what this camera says about people can be relied on at this moment. */
export function isKnown({ blindness }: CameraWatchState): boolean {
  return blindness.fault === null && blindness.blind === null;
}

/** A new run: its clocks begin anew, what was seen before does not. */
export function resumed(state: CameraWatchState): CameraWatchState {
  return {
    ...state,
    lastStreamMs: null,
    seen: false,
    sight: { ...state.sight, streamTimeMs: 0 },
    pictureReason: null,
    blindness: { ...EMPTY_BLINDNESS, raised: state.blindness.raised, count: state.blindness.count },
  };
}
