/** One simulated camera: what it plays, who may see it, what is wrong with it, what it has done. */
import type { Credentials } from './auth.ts';
import type { Faults } from './faults.ts';
import { greyJpegTrack, type MediaTrack, silentAudioTrack } from './media-track.ts';

export interface SimulatedCamera {
  readonly path: string;
  readonly track: MediaTrack;
  readonly alternate?: MediaTrack;
  readonly auth?: Credentials;
  readonly faults?: Faults;
}

export interface CameraStats {
  readonly clients: number;
  readonly sessionsStarted: number;
  /** Wall time of the newest PLAY; the clip begins there. */
  readonly playStartedWallMs: number | null;
  readonly framesSent: number;
}

const JPEG_SIDE_PX = { width: 320, height: 176 };

export class CameraSlot {
  readonly camera: SimulatedCamera;
  faults: Faults;
  clients = 0;
  sessionsStarted = 0;
  playStartedWallMs: number | null = null;
  /** Of sessions that have ended; running ones count for themselves. */
  framesSentBefore = 0;

  constructor(camera: SimulatedCamera) {
    this.camera = camera;
    this.faults = camera.faults ?? {};
  }

  /** What a new client is offered. */
  get offered(): MediaTrack {
    if (this.faults.announce === 'audio') return silentAudioTrack();
    if (this.faults.announce === 'mjpeg') return greyJpegTrack(JPEG_SIDE_PX.width, JPEG_SIDE_PX.height, 10);
    return this.video;
  }

  get video(): MediaTrack {
    return this.faults.useAlternate === true
      ? (this.camera.alternate ?? this.camera.track)
      : this.camera.track;
  }
}
