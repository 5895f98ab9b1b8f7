/**
 * What ffmpeg's own words mean, as codes of the catalogue. ffmpeg's exit status tells little: a stalled, closed or
 * reset stream ends with 0, so that every end of a live stream is a failure and its text decides which.
 */
import type { ErrorCode } from '../../../edge-config/contracts/errors.ts';

export type CameraCode = Extract<ErrorCode, `CAMERA_${string}`>;

/** Texts of ffmpeg 5 to 7 (libavformat/rtsp.c, libavutil/error.c), most telling first. */
const SIGNS: readonly (readonly [RegExp, CameraCode])[] = [
  [/401 Unauthorized|authorization failed|\b401\b.*Unauthor/i, 'CAMERA_UNAUTHORISED'],
  [/403 Forbidden|access denied/i, 'CAMERA_UNAUTHORISED'],
  [/404 Not Found|404 Stream Not Found|method DESCRIBE failed: 404/i, 'CAMERA_NOT_FOUND'],
  [/5XX Server Error|method (?:DESCRIBE|SETUP|PLAY) failed: 5\d\d|\b503\b/i, 'CAMERA_UNAVAILABLE'],
  [/Connection refused/i, 'CAMERA_REFUSED'],
  [
    /No route to host|Network is unreachable|Host is unreachable|Failed to resolve hostname|Name or service not known|Connection timed out|Operation timed out/i,
    'CAMERA_UNREACHABLE',
  ],
  // Without a size nothing but the probe was too short: no keyframe came in its time.
  [/Could not find codec parameters.*unspecified size/i, 'CAMERA_STALLED'],
  [
    /Decoder \(codec .*\) not found|Unsupported codec|Could not find codec parameters|Unknown encoding/i,
    'CAMERA_WRONG_CODEC',
  ],
  [
    /does not contain any (?:video )?stream|matches no streams|Output file #0 does not contain|Cannot find a matching stream|At least one output/i,
    'CAMERA_NOT_VIDEO',
  ],
  [/Invalid data found when processing input|Protocol not found/i, 'CAMERA_NOT_VIDEO'],
];

/** @param stderr ffmpeg's words of one session. @param framesSeen whether any frame came. */
export function classifyEnd(stderr: string, framesSeen: boolean): CameraCode {
  const sign = SIGNS.find(([pattern]) => pattern.test(stderr));
  // After pictures have flowed, a complaint about one packet is no verdict on the stream.
  if (framesSeen) return /timed out/i.test(stderr) ? 'CAMERA_STALLED' : 'CAMERA_ENDED';
  return sign?.[1] ?? 'CAMERA_FAILED';
}

/**
 * Credentials of any address in a text become `***`, before the host or as a parameter (some cameras take
 * `user=…&password=…` in the path); ffmpeg prints the full address in its errors.
 */
export function redactAddresses(text: string): string {
  return text
    .replace(/([a-z][a-z0-9+.-]*:\/\/)[^\s/@]*@/gi, '$1***@')
    .replace(/\b(user(?:name)?|pass(?:word|wd)?|pwd|token|auth|key)=[^&\s|'"]+/gi, '$1=***');
}
