/** Whether anybody answers at a camera's address: asked before an ffmpeg is started for nothing. */
import { connect } from 'node:net';
import type { CameraCode } from './classify.ts';

/** A camera in the village answers within milliseconds; behind a bad line a retransmission takes a second. */
const ANSWERS_WITHIN_MS = 3000;
/** RFC 7826, sections 10.1 and 4.2. */
const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'rtsp:': 554, 'rtsps:': 322 };

/** @returns why it cannot be reached; undefined when it can, or when `signal` aborted. */
export function knock(url: string, signal: AbortSignal): Promise<CameraCode | undefined> {
  const { hostname, port, protocol } = new URL(url);
  // An address of IPv6 stands in brackets.
  const host = hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve) => {
    const socket = connect({ host, port: port === '' ? (DEFAULT_PORTS[protocol] ?? 554) : Number(port) });
    const done = (code: CameraCode | undefined): void => {
      signal.removeEventListener('abort', aborted);
      socket.destroy();
      resolve(code);
    };
    const aborted = (): void => done(undefined);
    signal.addEventListener('abort', aborted, { once: true });
    socket.setTimeout(ANSWERS_WITHIN_MS, () => done('CAMERA_UNREACHABLE'));
    socket.once('connect', () => done(undefined));
    socket.once('error', ({ code }: NodeJS.ErrnoException) =>
      done(code === 'ECONNREFUSED' ? 'CAMERA_REFUSED' : 'CAMERA_UNREACHABLE'),
    );
    if (signal.aborted) aborted();
  });
}
