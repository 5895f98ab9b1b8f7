/**
 * Live pictures on the wire, from gateway to console to browser: paths, and the head of each binary message. Values that
 * browsers need, without a schema; the text messages are in `live-video.ts`.
 */

/** Followed by the id of the feed: here a gateway brings its pictures. */
export const FEED_PATH = '/api/feed/';
/** Followed by the id of the view: here a browser fetches them. */
export const LIVE_VIDEO_PATH = '/api/live-video/';

/** First byte of a binary message. init: ftyp and moov of fragmented MP4. A decoder may begin with a keyframe only. */
const KINDS = ['init', 'keyframe', 'fragment', 'jpeg'] as const;
export type PieceKind = (typeof KINDS)[number];

export interface Piece {
  readonly kind: PieceKind;
  /** How old its newest picture was when the gateway sent it, by the gateway's own clock, ms. */
  readonly ageMs: number;
  readonly payload: Uint8Array;
}

/** Kind, then the age as a big-endian 32-bit number. */
const HEAD_BYTES = 5;
const MAX_AGE_MS = 2 ** 32 - 1;

export function packPiece({ kind, ageMs, payload }: Piece): Uint8Array {
  const bytes = new Uint8Array(HEAD_BYTES + payload.length);
  bytes[0] = KINDS.indexOf(kind);
  new DataView(bytes.buffer).setUint32(1, Math.min(Math.max(Math.round(ageMs), 0), MAX_AGE_MS));
  bytes.set(payload, HEAD_BYTES);
  return bytes;
}

/** Undefined when it is none of ours. The payload is a view of `bytes`. */
export function readPiece(bytes: Uint8Array): Piece | undefined {
  const kind = KINDS[bytes[0] ?? -1];
  if (kind === undefined || bytes.length <= HEAD_BYTES) return undefined;
  const ageMs = new DataView(bytes.buffer, bytes.byteOffset).getUint32(1);
  return { kind, ageMs, payload: bytes.subarray(HEAD_BYTES) };
}
