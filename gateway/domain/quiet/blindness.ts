/**
 * Camera blind 画面失效: what keeps a camera from seeing, once it lasts. Runs on monotonic time, since video time stands
 * still when nothing comes. While blind, all that depends on the camera is unknown.
 */
import type { PictureFault } from '../picture.ts';
import { type Concern, durationText } from './concern.ts';
import type { SightFault } from './sight.ts';

/** `offline`: no session; `no_frames`: a session without pictures. */
export type BlindReason = 'offline' | 'no_frames' | PictureFault | SightFault;

export interface BlindnessParams {
  /** A fault that lasts so long makes the camera blind. */
  readonly confirmMs: number;
  /** Sight that lasts so long ends it. */
  readonly recoverMs: number;
  /** Blind for so long is an alert. */
  readonly alertMs: number;
}

export interface BlindnessState {
  /** What is wrong at present and since when; null while all is well. */
  readonly fault: { readonly reason: BlindReason; readonly sinceMs: number } | null;
  readonly wellSinceMs: number | null;
  /** Confirmed. */
  readonly blind: { readonly reason: BlindReason; readonly sinceMs: number } | null;
  readonly raised: boolean;
  readonly count: number;
}

export const EMPTY_BLINDNESS: BlindnessState = {
  fault: null,
  wellSinceMs: null,
  blind: null,
  raised: false,
  count: 0,
};

/** @param reason of this moment; null when the camera shows the scene. */
export function updateBlindness(
  state: BlindnessState,
  { nowMs, reason }: { readonly nowMs: number; readonly reason: BlindReason | null },
  params: BlindnessParams,
): [BlindnessState, readonly Concern[]] {
  return reason === null ? sees(state, nowMs, params) : fails(state, nowMs, reason, params);
}

function fails(
  state: BlindnessState,
  nowMs: number,
  reason: BlindReason,
  { confirmMs, alertMs }: BlindnessParams,
): [BlindnessState, readonly Concern[]] {
  // Another reason does not start the time anew: a camera that fails in turns is blind all along.
  const fault = { reason, sinceMs: state.fault?.sinceMs ?? nowMs };
  const isBlind = state.blind !== null || nowMs - fault.sinceMs >= confirmMs;
  const next: BlindnessState = {
    ...state,
    fault,
    wellSinceMs: null,
    blind: isBlind ? { reason, sinceMs: state.blind?.sinceMs ?? fault.sinceMs } : null,
  };
  if (next.blind === null || state.raised || nowMs - next.blind.sinceMs < alertMs) return [next, []];
  const raised = { ...next, raised: true, count: state.count + 1 };
  return [raised, [told('raised', raised, nowMs)]];
}

function sees(
  state: BlindnessState,
  nowMs: number,
  { recoverMs }: BlindnessParams,
): [BlindnessState, readonly Concern[]] {
  const wellSinceMs = state.wellSinceMs ?? nowMs;
  if (state.blind === null) return [{ ...state, fault: null, wellSinceMs }, []];
  if (nowMs - wellSinceMs < recoverMs) return [{ ...state, wellSinceMs }, []];
  const next = { ...state, fault: null, wellSinceMs, blind: null, raised: false };
  return [next, state.raised ? [told('ended', state, nowMs)] : []];
}

const REASONS: Record<BlindReason, { readonly zh: string; readonly en: string }> = {
  offline: { zh: '连接不上', en: 'cannot be reached' },
  no_frames: { zh: '没有画面', en: 'sends no pictures' },
  uniform: { zh: '画面是一片纯色', en: 'shows one plain colour' },
  frozen: { zh: '画面冻结不动', en: 'repeats an old picture' },
  dark: { zh: '太暗，看不清', en: 'is too dark to see anything' },
  covered: { zh: '镜头被遮挡', en: 'is covered' },
  defocused: { zh: '画面模糊失焦', en: 'is out of focus' },
  moved: { zh: '摄像头被挪动，画面与平时不同', en: 'was turned and looks elsewhere' },
};

function told(kind: 'raised' | 'ended', state: BlindnessState, nowMs: number): Concern {
  const { reason, sinceMs } = state.blind ?? { reason: 'offline', sinceMs: nowMs };
  const lasting = durationText(nowMs - sinceMs);
  const words = REASONS[reason];
  return {
    kind,
    key: `blind-${state.count}`,
    type: 'camera_blind',
    severity: 'minor',
    reason:
      kind === 'ended'
        ? { zh: `画面恢复，此前 ${lasting.zh}看不到`, en: `Sees again after ${lasting.en}` }
        : { zh: `摄像头${words.zh}，已 ${lasting.zh}`, en: `The camera ${words.en}, for ${lasting.en}` },
    measurements: [],
    sinceMs: nowMs - sinceMs,
  };
}
