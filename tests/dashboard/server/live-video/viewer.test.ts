import { expect, it } from 'vitest';
import { CUT_BYTES, SLOW_BYTES, Viewer } from '../../../../dashboard/server/live-video/viewer.ts';
import type { PieceKind } from '../../../../edge-config/contracts/live-frames.ts';

function setUp() {
  const socket = {
    bufferedAmount: 0,
    sent: [] as string[],
    isCut: false,
    send(message: string | Uint8Array) {
      this.sent.push(Buffer.from(message).toString());
    },
    close() {},
    terminate() {
      this.isCut = true;
    },
  };
  const viewer = new Viewer(socket);
  const give = (kind: PieceKind, name: string): void => viewer.send(kind, Buffer.from(name));
  return { socket, viewer, give };
}

it('begins with a keyframe, and after a jam goes on with one', () => {
  const { socket, viewer, give } = setUp();
  give('init', 'i');
  give('fragment', 'x');
  give('keyframe', 'a');
  give('fragment', 'b');
  socket.bufferedAmount = SLOW_BYTES + 1;
  give('keyframe', 'x');
  socket.bufferedAmount = 0;
  give('fragment', 'x');
  give('keyframe', 'c');
  give('fragment', 'd');
  expect(socket.sent.join('')).toBe('iabcd');
  expect(viewer.dropped).toBe(3);
});

it('leaves out single pictures while the line is busy, and shows the next as soon as it is not', () => {
  const { socket, give } = setUp();
  give('jpeg', 'a');
  socket.bufferedAmount = SLOW_BYTES + 1;
  give('jpeg', 'x');
  socket.bufferedAmount = 0;
  give('jpeg', 'b');
  expect(socket.sent.join('')).toBe('ab');
});

it('cuts off who takes in nothing', () => {
  const { socket, give } = setUp();
  socket.bufferedAmount = CUT_BYTES + 1;
  give('jpeg', 'x');
  expect([socket.isCut, socket.sent]).toEqual([true, []]);
});
