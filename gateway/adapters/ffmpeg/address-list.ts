/** How ffmpeg is told of a camera: a list of one entry for its concat demuxer (libavformat/concatdec.c), written to its standard input. */

export interface CameraAddress {
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
}

/** Socket time-out of ffmpeg, µs: for the connection; a stream that stalls is found by our own watch before. */
const SOCKET_TIMEOUT_US = 10_000_000;
/** Probing this little halves the time to the first frame; less makes it worse. µs, bytes. */
const PROBE = { analyzeduration: 100_000, probesize: 100_000 } as const;

/** For the list as well as for the stream in it: each is probed. */
export const PROBE_LIMITS = Object.entries(PROBE).flatMap(([name, value]) => [`-${name}`, String(value)]);
/** A list may name nothing but files of its own folder unless it is told that it is trusted. */
export const LIST_OPTIONS = [
  ...['-protocol_whitelist', 'pipe,rtsp,rtp,tcp,udp,tls,crypto'],
  ...['-f', 'concat', '-safe', '0'],
] as const;

export function addressList(address: CameraAddress): string {
  const options = { rtsp_transport: 'tcp', timeout: SOCKET_TIMEOUT_US, ...PROBE };
  return [
    'ffconcat version 1.0',
    `file '${addressOf(address)}'`,
    ...Object.entries(options).map(([name, value]) => `option ${name} ${value}`),
    '',
  ].join('\n');
}

/** ffmpeg takes credentials in the address only. */
function addressOf({ url, username, password }: CameraAddress): string {
  const address = new URL(url);
  if (username !== undefined) address.username = encodeURIComponent(username);
  if (password !== undefined) address.password = encodeURIComponent(password);
  // The list's quotes know no escape.
  return address.href.replaceAll("'", '%27');
}
