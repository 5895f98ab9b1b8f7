/** What live views need of the world: a camera to look at, a renderer, and a line to the console. */
import type { FeedMessage } from '../edge-config/contracts/live-video.ts';
import type { StillRequest } from './ports.ts';

/** A piece of a copied stream, as fragmented MP4. */
export interface VideoPiece {
  readonly kind: 'init' | 'keyframe' | 'fragment';
  readonly bytes: Uint8Array;
  /** How old its picture is, ms; 0 for an init. */
  readonly ageMs: number;
}

export interface VideoSink {
  /** The first piece is an init, the next a keyframe; it must not throw. */
  readonly onPiece: (piece: VideoPiece, format: VideoFormat) => void;
  /** The stream ended. */
  readonly onEnd: () => void;
}

export interface VideoFormat {
  /** RFC 6381, e.g. `video/mp4; codecs="avc1.64001f"`. */
  readonly mime: string;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** A camera as live views see it. Who watches pictures keeps it attended. */
export interface LiveSource {
  /** Why it cannot be shown, a code of the catalogue; null when it can. */
  readonly fault: string | null;
  readonly codec: 'h264' | 'h265' | null;
  /** @returns how to stop; undefined when there is nothing to begin with. */
  watchVideo(sink: VideoSink): (() => void) | undefined;
  /** `judged`: with the persons found in it. `decoded`: at once, without them. */
  watchPictures(kind: 'judged' | 'decoded', onPicture: (picture: LivePicture) => void): () => void;
}

export type LivePicture = Pick<StillRequest, 'frame' | 'persons' | 'privacyZones'>;

export interface LiveRenderer {
  renderLive(picture: LivePicture, rendering: 'skeleton' | 'clear_masked'): Promise<RenderedPicture>;
}

export interface RenderedPicture {
  readonly jpeg: Buffer;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** The line on which one view's pictures go out. It may be written to at once; what cannot leave yet counts as buffered. */
export interface Feed {
  readonly bufferedBytes: number;
  tell(message: FeedMessage): void;
  send(piece: Uint8Array): void;
  close(): void;
}

/** `token` opens the line, once. `onClosed` is called once, whoever closed it, with words that hold no secret. */
export type OpenFeed = (
  view: { readonly viewId: string; readonly token: string },
  onClosed: (why: string) => void,
) => Feed;
