/**
 * One feed of a gateway and those who watch it. A viewer who comes late gets what a player must have first, and all since
 * the last keyframe, so that nobody waits for the next one.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readPiece } from '../../../edge-config/contracts/live-frames.ts';
import type { FeedDescription, LiveFormat, LiveMode } from '../../../edge-config/contracts/live-video.ts';
import type { Viewer } from './viewer.ts';

export interface FeedKey {
  readonly gatewayId: string;
  readonly cameraId: string;
  readonly mode: LiveMode;
  readonly format: LiveFormat;
}

/** Kept for late viewers since the last keyframe; more is not kept, and they wait for the next. */
const MAX_KEPT_BYTES = 4_000_000;

export class Feed {
  readonly key: FeedKey;
  readonly feedId: string;
  readonly commandId: string;
  readonly #viewers = new Set<Viewer>();
  /** Digest of the token that opens it; undefined once it was used. */
  #tokenDigest: Buffer | undefined;
  #description: FeedDescription | undefined;
  #init: Uint8Array | undefined;
  #kept: { readonly kind: 'keyframe' | 'fragment' | 'jpeg'; readonly piece: Uint8Array }[] = [];
  #keptBytes = 0;
  /** Why it is over; undefined while it is not. */
  #failure: string | undefined;

  constructor(key: FeedKey, ids: { readonly feedId: string; readonly commandId: string }) {
    this.key = key;
    this.feedId = ids.feedId;
    this.commandId = ids.commandId;
  }

  /** A new secret for the gateway; it opens this feed once. */
  issueToken(): string {
    const token = randomBytes(32).toString('base64url');
    this.#tokenDigest = digestOf(token);
    return token;
  }

  /** Takes as long whatever is shown. The first who shows the token uses it up. */
  redeem(token: string): boolean {
    const expected = this.#tokenDigest;
    const isRight = timingSafeEqual(digestOf(token), expected ?? digestOf(''));
    if (!isRight || expected === undefined) return false;
    this.#tokenDigest = undefined;
    return true;
  }

  get viewers(): number {
    return this.#viewers.size;
  }

  get failure(): string | undefined {
    return this.#failure;
  }

  join(viewer: Viewer): void {
    if (this.#failure !== undefined) {
      viewer.fail(this.#failure);
      return;
    }
    this.#viewers.add(viewer);
    if (this.#description !== undefined) viewer.tell(this.#description);
    if (this.#init !== undefined) viewer.send('init', this.#init);
    for (const { kind, piece } of this.#kept) viewer.send(kind, piece);
  }

  leave(viewer: Viewer): void {
    this.#viewers.delete(viewer);
  }

  describe(description: FeedDescription): void {
    this.#description = description;
    this.#init = undefined;
    this.#forget();
    for (const viewer of this.#viewers) viewer.tell(description);
  }

  /** @returns whether it was understood. */
  take(bytes: Uint8Array): boolean {
    const kind = readPiece(bytes)?.kind;
    if (kind === undefined) return false;
    if (kind === 'init') this.#init = bytes;
    else this.#keep(kind, bytes);
    for (const viewer of this.#viewers) viewer.send(kind, bytes);
    return true;
  }

  /** It is over for all who watch, and who comes later is told the same. */
  fail(code: string): void {
    if (this.#failure !== undefined) return;
    this.#failure = code;
    this.#tokenDigest = undefined;
    this.#forget();
    for (const viewer of this.#viewers) viewer.fail(code);
    this.#viewers.clear();
  }

  #keep(kind: 'keyframe' | 'fragment' | 'jpeg', piece: Uint8Array): void {
    if (kind !== 'fragment') this.#forget();
    // Without its keyframe, a fragment is of no use to a late viewer.
    else if (this.#kept.length === 0) return;
    this.#kept.push({ kind, piece });
    this.#keptBytes += piece.length;
    if (this.#keptBytes > MAX_KEPT_BYTES) this.#forget();
  }

  #forget(): void {
    this.#kept = [];
    this.#keptBytes = 0;
  }
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
