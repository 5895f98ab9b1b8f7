/** A client that begins a request and never ends it, as one does whose network went away. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { onTestFinished } from 'vitest';

/** @returns when the server has it. */
export async function beginRequest(port: number, path: string): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => {
    socket.destroy();
  });
  socket.on('error', () => {});
  await once(socket, 'connect');
  const head = [
    `POST ${path} HTTP/1.1`,
    ...['Host: localhost', 'Content-Type: application/json', 'Content-Length: 100'],
    // Its answer says that the head was read.
    ...['Expect: 100-continue', '', '{'],
  ];
  socket.write(head.join('\r\n'));
  await once(socket, 'data');
}
