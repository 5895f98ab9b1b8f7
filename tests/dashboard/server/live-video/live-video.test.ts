/** The relay alone: real HTTP and WebSockets, the gateway's part and the timers played by the test. */
import { createServer } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import {
  BEGIN_WITHIN_MS,
  LiveVideo,
  STOP_AFTER_MS,
  TICKET_MS,
  type View,
} from '../../../../dashboard/server/live-video/live-video.ts';
import { type PieceKind, packPiece } from '../../../../edge-config/contracts/live-frames.ts';
import type { FeedDescription } from '../../../../edge-config/contracts/live-video.ts';
import { type Command, commandSchema } from '../../../../edge-config/contracts/messages.ts';
import { silentLog } from '../../../support/silent-log.ts';

const WISH = { by: 'ops', gatewayId: 'gw-1', cameraId: 'yard', mode: 'clear', weak: false } as const;
const VIDEO: FeedDescription = {
  ...{ kind: 'feed', format: 'video', mime: 'video/mp4; codecs="avc1.64001f"', widthPx: 640, heightPx: 360 },
} as const;

type Start = Extract<Command, { kind: 'live_start' }>;

async function setUp({ reachable = true } = {}) {
  const commands: Command[] = [];
  const timers = new Map<symbol, { readonly ms: number; readonly work: () => void }>();
  const live = new LiveVideo({
    log: silentLog(),
    timers: {
      after: (ms, work) => {
        const key = Symbol('timer');
        timers.set(key, { ms, work });
        return () => timers.delete(key);
      },
    },
    command: async (_gatewayId, command) => {
      if (!reachable) throw new Error('not connected');
      commands.push(commandSchema.parse(command));
    },
    mayWatch: async ({ headers }, view) => headers.cookie === `user=${view.by}`,
    onCount: () => {},
  });
  const http = createServer();
  http.on('upgrade', (request, socket, head) => {
    if (!live.attachUpgrade(request, socket, head)) socket.destroy();
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    live.stop();
    http.close();
  });
  const { port } = http.address() as { port: number };
  const url = `http://127.0.0.1:${port}`;
  return {
    live,
    commands,
    starts: () => commands.filter((command): command is Start => command.kind === 'live_start'),
    stops: () => commands.filter(({ kind }) => kind === 'live_stop'),
    /** Lets all timers of that length run out. */
    elapse: (ms: number) => {
      for (const [key, timer] of [...timers]) {
        if (timer.ms === ms && timers.delete(key)) timer.work();
      }
    },
    open: (path: string, headers: Record<string, string>) => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
      onTestFinished(() => socket.terminate());
      const heard: string[] = [];
      let status = 0;
      const closed = new Promise<void>((resolve) => socket.on('close', () => resolve()));
      const opened = new Promise<void>((resolve) => {
        socket.on('open', () => resolve());
        socket.on('close', () => resolve());
      });
      socket.on('unexpected-response', (_request, answer) => {
        status = answer.statusCode ?? 0;
        socket.terminate();
      });
      socket.on('error', () => {});
      socket.on('message', (data: Buffer, isBinary) =>
        heard.push(
          isBinary
            ? data.subarray(5).toString()
            : ((JSON.parse(String(data)) as { kind: string; code?: string }).code ?? 'feed'),
        ),
      );
      return { socket, heard, opened, closed, status: () => status };
    },
    browserHeaders: (by = 'ops') => ({ cookie: `user=${by}`, origin: url }),
  };
}

type Setup = Awaited<ReturnType<typeof setUp>>;

function browse(setup: Setup, view: View, headers = setup.browserHeaders()) {
  return setup.open(`/api/live-video/${view.viewId}`, headers);
}

function bring(setup: Setup, { viewId, token }: Start, shown = `Bearer ${token}`) {
  return setup.open(`/api/feed/${viewId}`, { authorization: shown });
}

function piece(kind: PieceKind, name: string): Uint8Array {
  return packPiece({ kind, ageMs: 0, payload: Buffer.from(name) });
}

it('shares one feed among all who watch the same, and begins late ones at the last keyframe', async () => {
  const setup = await setUp();
  const [first, second] = [setup.live.watch(WISH), setup.live.watch({ ...WISH, by: 'other' })];
  setup.live.watch({ ...WISH, mode: 'skeleton' });
  expect(setup.starts().map(({ mode, format }) => [mode, format])).toEqual([
    ['clear', 'video'],
    ['skeleton', 'jpeg'],
  ]);
  const [start] = setup.starts();
  const gateway = bring(setup, start ?? expect.unreachable());
  await gateway.opened;
  const early = browse(setup, first);
  await early.opened;
  gateway.socket.send(JSON.stringify(VIDEO));
  for (const [kind, name] of [
    ['init', 'i'],
    ['keyframe', 'a'],
    ['fragment', 'b'],
    ['keyframe', 'c'],
    ['fragment', 'd'],
  ] as const) {
    gateway.socket.send(piece(kind, name));
  }
  await expect.poll(() => early.heard).toEqual(['feed', 'i', 'a', 'b', 'c', 'd']);
  const late = browse(setup, second, setup.browserHeaders('other'));
  await expect.poll(() => late.heard).toEqual(['feed', 'i', 'c', 'd']);
  gateway.socket.send(piece('fragment', 'e'));
  await expect.poll(() => [early.heard.at(-1), late.heard.at(-1)]).toEqual(['e', 'e']);
});

it('stops a moment after the last has left, and not when one comes back', async () => {
  const setup = await setUp();
  const [one, two] = [setup.live.watch(WISH), setup.live.watch(WISH)];
  const [start] = setup.starts();
  const gateway = bring(setup, start ?? expect.unreachable());
  await gateway.opened;
  const [first, second] = [browse(setup, one), browse(setup, two)];
  await Promise.all([first.opened, second.opened]);
  first.socket.close();
  await first.closed;
  setup.elapse(STOP_AFTER_MS);
  expect(setup.stops()).toEqual([]);
  second.socket.close();
  await second.closed;
  // It came back within the three seconds.
  const third = browse(setup, setup.live.watch(WISH));
  await third.opened;
  setup.elapse(STOP_AFTER_MS);
  expect([setup.stops(), setup.starts().length]).toEqual([[], 1]);
  third.socket.close();
  await third.closed;
  await expect
    .poll(() => {
      setup.elapse(STOP_AFTER_MS);
      return setup.stops();
    })
    .toMatchObject([{ viewId: start?.viewId }]);
  await gateway.closed;
  setup.live.watch(WISH);
  expect(setup.starts().length).toBe(2);
});

it('opens a feed with its token only, and once', async () => {
  const setup = await setUp();
  setup.live.watch(WISH);
  const start = setup.starts()[0] ?? expect.unreachable();
  for (const shown of ['', 'Bearer ', 'Bearer wrong', `Basic ${start.token}`]) {
    const wrong = bring(setup, start, shown);
    await wrong.closed;
    expect(wrong.status()).toBe(401);
  }
  const right = bring(setup, start);
  await right.opened;
  expect(right.status()).toBe(0);
  const again = bring(setup, start);
  await again.closed;
  expect(again.status()).toBe(401);
  const unknown = bring(setup, { ...start, viewId: '01K0000000000000000000000X' });
  await unknown.closed;
  expect(unknown.status()).toBe(401);
});

it('shows a view to who asked for it only, from our own pages, and once', async () => {
  const setup = await setUp();
  const view = setup.live.watch(WISH);
  for (const [headers, status] of [
    [setup.browserHeaders('other'), 401],
    [{ ...setup.browserHeaders(), origin: 'http://evil.example' }, 403],
    [{ cookie: 'user=ops' }, 403],
  ] as const) {
    const refused = browse(setup, view, headers as ReturnType<Setup['browserHeaders']>);
    await refused.closed;
    expect(refused.status()).toBe(status);
  }
  const shown = browse(setup, view);
  await shown.opened;
  const again = browse(setup, view);
  await again.closed;
  expect([shown.status(), again.status()]).toEqual([0, 404]);
});

it('tells the browser why there is no picture', async () => {
  const setup = await setUp();
  const codes: string[][] = [];
  const told = async (view: View): Promise<void> => {
    const browser = browse(setup, view);
    await browser.closed;
    codes.push(browser.heard);
  };
  // The gateway refuses before the browser is there, and after.
  const early = setup.live.watch(WISH);
  setup.live.onReply({
    commandId: setup.starts()[0]?.commandId ?? '',
    ...{ ok: false, code: 'LIVE_REFUSED', result: null },
  });
  await told(early);
  // Nobody brings anything.
  const silent = setup.live.watch(WISH);
  setup.elapse(BEGIN_WITHIN_MS);
  await told(silent);
  // It says so itself, it leaves without a word, or what it says is nothing.
  for (const end of [
    (socket: WebSocket) => socket.send(JSON.stringify({ kind: 'error', code: 'LIVE_TOO_MANY' })),
    (socket: WebSocket) => socket.close(),
    (socket: WebSocket) => socket.send('no JSON'),
    (socket: WebSocket) => socket.send(Buffer.from([77])),
  ]) {
    const view = setup.live.watch(WISH);
    const gateway = bring(setup, setup.starts().at(-1) ?? expect.unreachable());
    await gateway.opened;
    end(gateway.socket);
    await gateway.closed;
    await told(view);
  }
  expect(codes.flat()).toEqual([
    ...['LIVE_REFUSED', 'LIVE_UNAVAILABLE', 'LIVE_TOO_MANY', 'LIVE_ENDED'],
    ...['LIVE_UNAVAILABLE', 'LIVE_UNAVAILABLE'],
  ]);
  const away = await setUp({ reachable: false });
  const browser = browse(away, away.live.watch(WISH));
  await browser.closed;
  expect(browser.heard).toEqual(['LIVE_UNAVAILABLE']);
});

it('gives up a view that no browser fetches', async () => {
  const setup = await setUp();
  const view = setup.live.watch(WISH);
  setup.elapse(TICKET_MS);
  setup.elapse(STOP_AFTER_MS);
  expect(setup.stops().length).toBe(1);
  const late = browse(setup, view);
  await late.closed;
  expect(late.status()).toBe(404);
});
