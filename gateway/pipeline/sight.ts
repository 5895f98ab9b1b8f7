/** Between what a camera is and what it means: for the board, and for the long watch. Pure. */
import type { ErrorCode } from '../../edge-config/contracts/errors.ts';
import type { BlindReason } from '../domain/quiet/blindness.ts';
import type { CameraReading } from './status.ts';

/** What the board is told of each way to be blind. */
export const BLIND_CODES = {
  offline: 'CAMERA_UNREACHABLE',
  no_frames: 'CAMERA_STALLED',
  uniform: 'CAMERA_BLANK',
  frozen: 'CAMERA_FROZEN',
  dark: 'CAMERA_DARK',
  covered: 'CAMERA_COVERED',
  defocused: 'CAMERA_DEFOCUSED',
  moved: 'CAMERA_MOVED',
} as const satisfies Record<BlindReason, ErrorCode>;

/** What a camera's state means for the long watch. */
export function blindnessOf({
  state,
  reason,
}: Pick<CameraReading, 'state' | 'reason'>): 'offline' | 'no_frames' | null {
  if (state === 'watching') return null;
  return reason === 'CAMERA_STALLED' ? 'no_frames' : 'offline';
}
