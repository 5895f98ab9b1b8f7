/** What every WebSocket of the console checks before the handshake. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** Browsers send cookies with any page's WebSocket: only our own pages may open one. */
export function isSameOrigin({ headers }: IncomingMessage): boolean {
  const { origin, host } = headers;
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === host;
}

/** @param status e.g. `404 Not Found`. */
export function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`);
}
