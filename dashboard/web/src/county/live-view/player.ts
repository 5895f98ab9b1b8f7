/** What shows a feed, whatever its format. */
import type { Piece } from '../../../../../edge-config/contracts/live-frames.ts';

export interface Player {
  show(piece: Piece): void;
  /** How old the picture on the screen is, ms; null before the first. */
  ageMs(): number | null;
  close(): void;
}

export interface PlayerEvents {
  /** The first picture is on the screen. */
  readonly onPlaying: () => void;
  /** It cannot be played here. */
  readonly onBroken: () => void;
}
