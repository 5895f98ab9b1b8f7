import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { knock } from '../../../../gateway/adapters/ffmpeg/knock.ts';

/** Answers the first request; null: closes without a word, undefined: keeps silent. */
async function listen(answer: string | null | undefined): Promise<{
  readonly port: number;
  readonly asked: string[];
  readonly close: () => Promise<void>;
}> {
  const asked: string[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (bytes) => {
      asked.push(bytes.toString());
      if (answer === null) socket.end();
      else if (answer !== undefined) socket.write(answer);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
  return { port: (server.address() as { port: number }).port, asked, close };
}

const never = new AbortController().signal;

it.each([
  ['RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n', undefined],
  ['RTSP/1.0 401 Unauthorized\r\nCSeq: 1\r\n\r\n', undefined],
  ['RTSP/1.0 404 Not Found\r\nCSeq: 1\r\n\r\n', 'CAMERA_NOT_FOUND'],
  ['RTSP/1.0 503 Service Unavailable\r\nCSeq: 1\r\n\r\n', 'CAMERA_UNAVAILABLE'],
  ['HTTP/1.1 400 Bad Request\r\n\r\n', undefined],
  [null, 'CAMERA_ENDED'],
])('reads %j', async (answer, code) => {
  const { asked, close, port } = await listen(answer);
  onTestFinished(close);
  expect(await knock(`rtsp://viewer:secret@127.0.0.1:${port}/main`, never)).toBe(code);
  expect(asked.join('')).toContain(`DESCRIBE rtsp://127.0.0.1:${port}/main RTSP/1.0`);
  expect(asked.join('')).not.toContain('secret');
});

it('tells whether somebody is there at all', async () => {
  const { close, port } = await listen(undefined);
  await close();
  expect(await knock(`rtsp://127.0.0.1:${port}/main`, never)).toBe('CAMERA_REFUSED');
  expect(await knock('rtsp://camera.invalid/main', never)).toBe('CAMERA_UNREACHABLE');
});

it('ends at once when told to', async () => {
  const { close, port } = await listen(undefined);
  onTestFinished(close);
  expect(await knock(`rtsp://127.0.0.1:${port}/main`, AbortSignal.abort())).toBeUndefined();
});
