/**
 * Whether a camera would serve its stream: asked before an ffmpeg is started for nothing. One DESCRIBE without credentials,
 * of whose answer the status alone is read (RFC 7826, sections 13.2 and 17): for that no library is worth its weight, and
 * what a camera answers beyond it is ffmpeg's to read.
 */
import { connect } from 'node:net';
import type { CameraCode } from './classify.ts';

/** A camera in the village answers within milliseconds; behind a bad line a retransmission takes a second. */
const ANSWERS_WITHIN_MS = 3000;
const DEFAULT_PORT = 554;
/** RFC 7826, section 4.2. */
const DEFAULT_SECURE_PORT = 322;
const STATUS_LINE = /^RTSP\/\d\.\d (\d{3})/;

/** @returns why it does not serve; undefined when it would, when only its password can tell, or when `signal` aborted. */
export function knock(url: string, signal: AbortSignal): Promise<CameraCode | undefined> {
  const { hostname, port, protocol } = new URL(url);
  const isSecure = protocol === 'rtsps:';
  // An address of IPv6 stands in brackets.
  const host = hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve) => {
    const socket = connect({
      host,
      port: port === '' ? (isSecure ? DEFAULT_SECURE_PORT : DEFAULT_PORT) : Number(port),
    });
    const done = (code: CameraCode | undefined): void => {
      signal.removeEventListener('abort', aborted);
      socket.destroy();
      resolve(code);
    };
    const aborted = (): void => done(undefined);
    signal.addEventListener('abort', aborted, { once: true });
    socket.setTimeout(ANSWERS_WITHIN_MS, () => done('CAMERA_UNREACHABLE'));
    socket.once('connect', () => {
      // Under TLS the open port has to do.
      if (isSecure) done(undefined);
      else
        socket.write(
          `DESCRIBE ${withoutCredentials(url)} RTSP/1.0\r\nCSeq: 1\r\nAccept: application/sdp\r\n\r\n`,
        );
    });
    let answer = '';
    socket.on('data', (bytes) => {
      answer += bytes.toString('latin1');
      const status = STATUS_LINE.exec(answer)?.[1];
      if (status !== undefined) done(codeOf(Number(status)));
      // Whatever speaks there, ffmpeg will say what it is.
      else if (answer.length > 'RTSP/1.0 200'.length) done(undefined);
    });
    socket.once('end', () => done('CAMERA_ENDED'));
    socket.once('error', ({ code }: NodeJS.ErrnoException) =>
      done(code === 'ECONNREFUSED' ? 'CAMERA_REFUSED' : 'CAMERA_UNREACHABLE'),
    );
    if (signal.aborted) aborted();
  });
}

function codeOf(status: number): CameraCode | undefined {
  if (status === 404) return 'CAMERA_NOT_FOUND';
  return status >= 500 ? 'CAMERA_UNAVAILABLE' : undefined;
}

function withoutCredentials(url: string): string {
  const address = new URL(url);
  address.username = '';
  address.password = '';
  return address.href;
}
