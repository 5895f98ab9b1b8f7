/** The boards' live line: a snapshot at the start, every change after it, a heartbeat always. */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { FailingChannel } from '../../edge-config/contracts/live.ts';
import { LIVE_HEARTBEAT_MS, LIVE_PATH, type LiveMessage } from '../../edge-config/contracts/live.ts';
import type { AlertView, GatewayGlance, UserView } from '../../edge-config/contracts/rest.ts';
import { covers } from '../domain/division.ts';
import type { Log, WallClock } from './ports.ts';
import type { Snapshot, Totals } from './store/snapshot.ts';
import { isSameOrigin, refuse } from './upgrade.ts';

export interface LiveOptions {
  readonly clock: WallClock;
  readonly log: Log;
  readonly readUser: (request: IncomingMessage) => Promise<UserView | undefined>;
  /** What this user may see. */
  readonly snapshot: (user: UserView) => Promise<Snapshot>;
  /** Channels to people that do not work now. */
  readonly failing: () => Promise<readonly FailingChannel[]>;
  readonly brokerConnected: () => boolean;
  readonly onCount: (boards: number) => void;
}

export type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean;

/** A board that takes in less than this much lags behind: it is cut off and comes back for a fresh snapshot. */
const MAX_BUFFERED_BYTES = 4_000_000;
const MAX_INCOMING_BYTES = 1024;

export class Live {
  readonly #options: LiveOptions;
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: MAX_INCOMING_BYTES });
  /** Boards whose snapshot is being read, with what happened meanwhile: it is told after the snapshot, not before. */
  readonly #waiting = new Map<WebSocket, string[]>();
  readonly #users = new WeakMap<WebSocket, UserView>();
  /** With what each board signed in: whether that still holds is looked up again. */
  readonly #requests = new WeakMap<WebSocket, IncomingMessage>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: LiveOptions) {
    this.#options = options;
  }

  /** @param elsewhere takes what is none of the boards' business, and says whether it did. */
  attach(http: Server, elsewhere: Upgrade = () => false): void {
    http.on('upgrade', (request, socket, head) => {
      if (elsewhere(request, socket, head)) return;
      this.#upgrade(request, socket, head).catch((error: unknown) => {
        this.#options.log.error({ error }, 'a board could not be served');
        socket.destroy();
      });
    });
    this.#timer = setInterval(() => this.beat(), LIVE_HEARTBEAT_MS);
  }

  /** Those whose snapshot is being read count as well. */
  get hasBoards(): boolean {
    return this.#server.clients.size > 0;
  }

  alert(view: AlertView): void {
    this.#send({ kind: 'alert', at: this.#now(), view }, view.division.code);
  }

  gateway(view: GatewayGlance): void {
    this.#send({ kind: 'gateway', at: this.#now(), view }, view.division.code);
  }

  digest({ county, digestId }: { readonly county: string; readonly digestId: string }): void {
    const text = JSON.stringify({ kind: 'digest', at: this.#now(), digestId, county } satisfies LiveMessage);
    // A township's board shows what is its own in its county's digest.
    this.#broadcast(text, (bound) => covers(bound, county) || covers(county, bound));
  }

  /** To all: whoever was to be called by them must be called by hand. */
  channels(failing: readonly FailingChannel[]): void {
    this.#broadcast(this.#channels(failing));
  }

  #channels(failing: readonly FailingChannel[]): string {
    return JSON.stringify({
      kind: 'channels',
      at: this.#now(),
      failing: [...failing],
    } satisfies LiveMessage);
  }

  /** Divisions to which the listening boards are bound, each once. */
  get divisions(): string[] {
    return [...new Set([...this.#server.clients].flatMap((board) => this.#users.get(board)?.division ?? []))];
  }

  /** To the boards that are bound to exactly this division. */
  totals(division: string, totals: Totals): void {
    const text = JSON.stringify({ kind: 'totals', at: this.#now(), ...totals } satisfies LiveMessage);
    this.#broadcast(text, (bound) => bound === division);
  }

  /** Somebody may look no more, or something else. */
  drop(username: string): void {
    for (const board of this.#server.clients) {
      if (this.#users.get(board)?.username === username) board.terminate();
    }
  }

  /** All of them: what they show may be old. They come back for a snapshot. */
  cutOff(): void {
    for (const board of this.#server.clients) board.terminate();
  }

  beat(): void {
    this.#broadcast(this.#heartbeat());
  }

  /** To be called every minute or so: a board does not outlive its session, nor what its user may see. */
  async recheck(): Promise<void> {
    for (const board of this.#server.clients) {
      const request = this.#requests.get(board);
      const known = this.#users.get(board);
      const user = request && (await this.#options.readUser(request));
      if (user?.role !== known?.role || user?.division !== known?.division) board.terminate();
    }
  }

  stop(): void {
    clearInterval(this.#timer);
    for (const socket of this.#server.clients) socket.terminate();
    this.#server.close();
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    // Node hands the bare socket over: one that breaks before the handshake must not end the process.
    socket.on('error', () => socket.destroy());
    const path = request.url?.split('?')[0];
    if (path !== LIVE_PATH) return refuse(socket, '404 Not Found');
    if (!isSameOrigin(request)) return refuse(socket, '403 Forbidden');
    const user = await this.#options.readUser(request);
    if (user === undefined) return refuse(socket, '401 Unauthorized');
    this.#server.handleUpgrade(request, socket, head, (board) => {
      this.#requests.set(board, request);
      void this.#welcome(board, user);
    });
  }

  async #welcome(board: WebSocket, user: UserView): Promise<void> {
    this.#users.set(board, user);
    const { failing, log, onCount, snapshot } = this.#options;
    onCount(this.#server.clients.size);
    const meanwhile: string[] = [];
    this.#waiting.set(board, meanwhile);
    board.on('close', () => {
      this.#waiting.delete(board);
      onCount(this.#server.clients.size);
    });
    board.on('error', () => board.terminate());
    try {
      const message: LiveMessage = { kind: 'snapshot', at: this.#now(), ...(await snapshot(user)) };
      const broken = await failing();
      this.#waiting.delete(board);
      const notices = broken.length === 0 ? [] : [this.#channels(broken)];
      for (const text of [JSON.stringify(message), ...notices, ...meanwhile, this.#heartbeat()])
        board.send(text);
    } catch (error) {
      log.error({ error }, 'no snapshot for a board');
      board.terminate();
    }
  }

  #send(message: LiveMessage, division: string): void {
    this.#broadcast(JSON.stringify(message), (bound) => covers(bound, division));
  }

  #heartbeat(): string {
    const brokerConnected = this.#options.brokerConnected();
    return JSON.stringify({ kind: 'heartbeat', at: this.#now(), brokerConnected } satisfies LiveMessage);
  }

  /** @param concerns whether it is for those who are bound to a division; absent: for all. */
  #broadcast(text: string, concerns?: (bound: string) => boolean): void {
    for (const board of this.#server.clients) {
      const bound = this.#users.get(board)?.division;
      if (concerns !== undefined && (bound === undefined || !concerns(bound))) continue;
      const meanwhile = this.#waiting.get(board);
      if (meanwhile !== undefined) meanwhile.push(text);
      else if (board.bufferedAmount > MAX_BUFFERED_BYTES) board.terminate();
      else if (board.readyState === board.OPEN) board.send(text);
    }
  }

  #now(): string {
    return new Date(this.#options.clock.wallMs()).toISOString();
  }
}
