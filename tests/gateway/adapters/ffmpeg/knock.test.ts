import { createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { knock } from '../../../../gateway/adapters/ffmpeg/knock.ts';

async function listen(): Promise<{ port: number; close: () => Promise<void> }> {
  const server = createServer((socket) => socket.on('error', () => {}));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
  return { port: (server.address() as { port: number }).port, close };
}

it('tells whether somebody answers, and refuses to be kept waiting', async () => {
  const { close, port } = await listen();
  const never = new AbortController().signal;
  const url = `rtsp://viewer:secret@127.0.0.1:${port}/main`;
  expect(await knock(url, never)).toBeUndefined();
  await close();
  expect(await knock(url, never)).toBe('CAMERA_REFUSED');
  expect(await knock('rtsp://camera.invalid/main', never)).toBe('CAMERA_UNREACHABLE');
});

it('ends at once when told to', async () => {
  const { close, port } = await listen();
  onTestFinished(close);
  expect(await knock(`rtsp://127.0.0.1:${port}/main`, AbortSignal.abort())).toBeUndefined();
});
