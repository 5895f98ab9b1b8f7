/**
 * When a camera is looked at closely. A quiet camera is decoded at its keyframes only; as soon as something moves it is
 * decoded in full **from the keyframe before the motion**, so that a drop between two keyframes is seen. Pure, on stream
 * time; a keyframe that is not looked at costs no inference.
 */

export interface AttentionParams {
  /** Attention ends after so much stream time without motion or need. */
  readonly quietMs: number;
  /** While someone is there and still, a keyframe is looked at this often. */
  readonly recheckMs: number;
  /** While nobody is there: the motion gate is not trusted blindly. */
  readonly idleCheckMs: number;
  /** Streams whose keyframes are farther apart are always decoded in full. */
  readonly maxGopMs: number;
}

/** `urgent`: suspected, or found but not sure yet; `present`: someone is there; `none`: nobody. */
export type Interest = 'urgent' | 'present' | 'none';

export interface AttentionState {
  readonly attended: boolean;
  readonly previousKeyframeMs: number | null;
  readonly lastActiveMs: number;
  readonly lastLookMs: number | null;
}

export interface KeyframeNews {
  readonly streamTimeMs: number;
  readonly moving: boolean;
  readonly interest: Interest;
  /** Present distance of keyframes; null while unknown. */
  readonly gopMs: number | null;
}

/** `attend`: decode all from `fromMs` on. `look`: infer on this keyframe. `rest`: keyframes only from now on. */
export type AttentionOrder =
  | { readonly kind: 'attend'; readonly fromMs: number }
  | { readonly kind: 'look' }
  | { readonly kind: 'rest' }
  | { readonly kind: 'nothing' };

export const EMPTY_ATTENTION: AttentionState = {
  attended: false,
  previousKeyframeMs: null,
  lastActiveMs: Number.NEGATIVE_INFINITY,
  lastLookMs: null,
};

export function onKeyframe(
  before: AttentionState,
  news: KeyframeNews,
  params: AttentionParams,
): [AttentionState, AttentionOrder] {
  const { streamTimeMs } = news;
  const state = resumed(before, streamTimeMs);
  const isNeeded =
    news.moving || news.interest === 'urgent' || (news.gopMs !== null && news.gopMs > params.maxGopMs);
  const next: AttentionState = {
    ...state,
    previousKeyframeMs: streamTimeMs,
    lastActiveMs: isNeeded ? streamTimeMs : state.lastActiveMs,
  };
  if (state.attended) {
    if (streamTimeMs - next.lastActiveMs < params.quietMs) return [next, { kind: 'nothing' }];
    return [{ ...next, attended: false, lastLookMs: streamTimeMs }, { kind: 'rest' }];
  }
  if (isNeeded) {
    return [
      { ...next, attended: true },
      { kind: 'attend', fromMs: state.previousKeyframeMs ?? streamTimeMs },
    ];
  }
  const everyMs = news.interest === 'present' ? params.recheckMs : params.idleCheckMs;
  if (state.lastLookMs !== null && streamTimeMs - state.lastLookMs < everyMs) {
    return [next, { kind: 'nothing' }];
  }
  return [{ ...next, lastLookMs: streamTimeMs }, { kind: 'look' }];
}

/** So much later than the longest bearable distance, the next keyframe is no longer waited for. */
const OVERDUE_MS = 1000;

/**
 * Pictures come, but no keyframe among them: a stream that refreshes bit by bit, or whose keyframes got lost. It is
 * decoded in full, since nothing else shows what happens.
 */
export function onNoKeyframe(
  state: AttentionState,
  news: { readonly streamTimeMs: number; readonly lastKeyframeMs: number },
  params: AttentionParams,
): [AttentionState, AttentionOrder] {
  const { streamTimeMs, lastKeyframeMs } = news;
  if (state.attended || streamTimeMs - lastKeyframeMs <= params.maxGopMs + OVERDUE_MS) {
    return [state, { kind: 'nothing' }];
  }
  const next = { ...state, attended: true, lastActiveMs: streamTimeMs };
  return [next, { kind: 'attend', fromMs: lastKeyframeMs }];
}

/** Somebody wants to look at once, and does not wait for the next keyframe. */
export function onWanted(state: AttentionState, lastKeyframeMs: number): AttentionState {
  return { ...state, attended: true, lastActiveMs: lastKeyframeMs };
}

/** Attention that could not be kept up (its decoder ended) is asked for anew at the next keyframe that needs it. */
export function onAttentionLost(state: AttentionState): AttentionState {
  return { ...state, attended: false };
}

/** A stream whose clock went back begins anew, attended if it was. */
function resumed(state: AttentionState, streamTimeMs: number): AttentionState {
  const isBack = state.previousKeyframeMs !== null && streamTimeMs < state.previousKeyframeMs;
  return isBack ? { ...EMPTY_ATTENTION, attended: state.attended, lastActiveMs: streamTimeMs } : state;
}
