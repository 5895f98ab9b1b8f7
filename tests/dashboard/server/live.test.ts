/** The boards' line alone: real HTTP and WebSocket, the database's part played by the test. */
import { createServer } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { Live } from '../../../dashboard/server/live.ts';
import { LIVE_PATH, type LiveMessage } from '../../../edge-config/contracts/live.ts';
import type { UserView } from '../../../edge-config/contracts/rest.ts';
import { silentLog } from '../../support/silent-log.ts';
import { emptySnapshot, sampleView } from '../../support/views.ts';

const NOTHING = emptySnapshot();

const operatorOf = (division: string): UserView => ({
  ...{ username: `operator-${division}`, displayName: '值班员', role: 'operator', division },
});
const signedIn = (): Map<string, UserView> =>
  new Map([
    ['signed=in', operatorOf('')],
    ['signed=elsewhere', operatorOf('520603')],
  ]);

async function startLive(
  snapshot: () => Promise<typeof NOTHING>,
): Promise<{ live: Live; users: Map<string, UserView>; url: string }> {
  const http = createServer();
  const users = signedIn();
  const live = new Live({
    clock: { wallMs: () => 0 },
    log: silentLog(),
    readUser: ({ headers }) => Promise.resolve(users.get(headers.cookie ?? '')),
    snapshot,
    failing: async () => [],
    brokerConnected: () => true,
    onCount: () => {},
  });
  live.attach(http);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    live.stop();
    http.close();
  });
  return { live, users, url: `http://127.0.0.1:${(http.address() as { port: number }).port}` };
}

function open(url: string, headers: Record<string, string>, path: string = LIVE_PATH): WebSocket {
  const socket = new WebSocket(`${url.replace('http', 'ws')}${path}`, { headers });
  // Closing before the handshake is over is an error of the socket.
  socket.on('error', () => {});
  onTestFinished(() => socket.terminate());
  return socket;
}

it('tells an alert that comes while the snapshot is read after the snapshot, which would undo it', async () => {
  let answer: ((snapshot: typeof NOTHING) => void) | undefined;
  const { live, url } = await startLive(
    () =>
      new Promise((resolve) => {
        answer = resolve;
      }),
  );
  const kinds: string[] = [];
  const board = open(url, { cookie: 'signed=in', origin: url });
  board.on('message', (data) => kinds.push((JSON.parse(String(data)) as LiveMessage).kind));
  await expect.poll(() => answer).toBeDefined();
  live.alert(sampleView());
  answer?.(NOTHING);
  await expect.poll(() => kinds).toEqual(['snapshot', 'alert', 'heartbeat']);
  live.alert(sampleView());
  await expect.poll(() => kinds.at(-1)).toBe('alert');
});

it.each([
  ['no cookie', { origin: 'own' }, LIVE_PATH, 401],
  ['another site', { origin: 'http://evil.example', cookie: 'signed=in' }, LIVE_PATH, 403],
  ['no origin', { cookie: 'signed=in' }, LIVE_PATH, 403],
  ['another path', { origin: 'own', cookie: 'signed=in' }, '/api/other', 404],
])('refuses a board with %s', async (_title, headers, path, status) => {
  const { url } = await startLive(() => Promise.resolve(NOTHING));
  const own = Object.fromEntries(
    Object.entries(headers).map(([key, value]) => [key, value === 'own' ? url : value]),
  );
  const board = open(url, own, path);
  const answered = await new Promise<number | undefined>((resolve, reject) => {
    board.once('unexpected-response', (request, response) => {
      request.destroy();
      resolve(response.statusCode);
    });
    board.once('open', () => reject(new Error('it was let in')));
  });
  expect(answered).toBe(status);
});

it('tells nobody of what lies outside the own division, and cuts off whose session was ended', async () => {
  const { live, url } = await startLive(() => Promise.resolve(NOTHING));
  const heardBy = (cookie: string): { heard: LiveMessage[]; socket: WebSocket } => {
    const heard: LiveMessage[] = [];
    const socket = open(url, { cookie, origin: url });
    socket.on('message', (data) => heard.push(JSON.parse(String(data)) as LiveMessage));
    return { heard, socket };
  };
  const here = heardBy('signed=in');
  const elsewhere = heardBy('signed=elsewhere');
  const kinds = ({ heard }: typeof here): string[] => heard.map(({ kind }) => kind);
  await expect
    .poll(() => [...kinds(here), ...kinds(elsewhere)].filter((kind) => kind === 'snapshot'))
    .toHaveLength(2);
  live.alert(sampleView());
  live.beat();
  await expect.poll(() => kinds(here)).toContain('alert');
  await expect.poll(() => kinds(elsewhere).filter((kind) => kind === 'heartbeat').length).toBeGreaterThan(1);
  expect(kinds(elsewhere)).not.toContain('alert');
  live.drop('operator-520603');
  await expect.poll(() => elsewhere.socket.readyState).toBe(WebSocket.CLOSED);
  expect(here.socket.readyState).toBe(WebSocket.OPEN);
});

it('cuts off a board whose session has run out, and no other', async () => {
  const { live, url, users } = await startLive(() => Promise.resolve(NOTHING));
  const socket = open(url, { cookie: 'signed=in', origin: url });
  const other = open(url, { cookie: 'signed=elsewhere', origin: url });
  await expect.poll(() => [socket.readyState, other.readyState]).toEqual([WebSocket.OPEN, WebSocket.OPEN]);
  await live.recheck();
  users.delete('signed=in');
  await live.recheck();
  await expect.poll(() => socket.readyState).toBe(WebSocket.CLOSED);
  expect(other.readyState).toBe(WebSocket.OPEN);
});
