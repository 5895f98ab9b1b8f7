/** The session description (RFC 4566) that DESCRIBE answers with. Pure. */
import type { MediaTrack } from './media-track.ts';

/** Last part of the track's control address. */
export const TRACK_CONTROL = 'track0';

export interface SdpSubject {
  readonly track: MediaTrack;
  /** Differs between starts of the server, as RFC 4566 5.2 asks. */
  readonly sessionId: string;
}

export function sessionDescription({ track, sessionId }: SdpSubject): string {
  const lines = [
    'v=0',
    `o=- ${sessionId} 1 IN IP4 0.0.0.0`,
    's=Shouwang camera simulator',
    'c=IN IP4 0.0.0.0',
    't=0 0',
    'a=control:*',
    'a=range:npt=now-',
    ...track.sdpLines,
    `a=control:${TRACK_CONTROL}`,
  ];
  return `${lines.join('\r\n')}\r\n`;
}
