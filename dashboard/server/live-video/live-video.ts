/**
 * Live views: who watches what, and which feeds the gateways send for it. All who watch the same camera in the same way
 * share one feed; the first begins it, and it is stopped a moment after the last has left.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { ulid } from 'ulid';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { FEED_PATH, LIVE_VIDEO_PATH } from '../../../edge-config/contracts/live-frames.ts';
import {
  feedMessageSchema,
  type LiveFormat,
  type LiveMode,
} from '../../../edge-config/contracts/live-video.ts';
import type { Command, Reply } from '../../../edge-config/contracts/messages.ts';
import type { Log } from '../ports.ts';
import { isSameOrigin, refuse } from '../upgrade.ts';
import { Feed } from './feed.ts';
import { Viewer } from './viewer.ts';

export interface Timers {
  /** @returns how to call it off. */
  after(ms: number, work: () => void): () => void;
}

/** What a person asked to watch; the id opens one WebSocket, for this person only. */
export interface View {
  readonly viewId: string;
  readonly by: string;
  readonly gatewayId: string;
  readonly cameraId: string;
  readonly mode: LiveMode;
  readonly format: LiveFormat;
}

export type WatchRequest = Pick<View, 'by' | 'gatewayId' | 'cameraId' | 'mode'> & {
  /** A line or a browser that takes no video. */
  readonly weak: boolean;
};

export interface LiveVideoOptions {
  readonly log: Log;
  readonly timers: Timers;
  /** Rejects when the command cannot leave. */
  readonly command: (gatewayId: string, command: Command) => Promise<void>;
  /** Whether who sends this request may see that view. */
  readonly mayWatch: (request: IncomingMessage, view: View) => Promise<boolean>;
  readonly onCount: (counts: { readonly feeds: number; readonly viewers: number }) => void;
}

/** A browser that reloads, or a second one that is about to come, finds the feed still running. */
export const STOP_AFTER_MS = 3000;
/** A view that no browser has fetched by then is given up: after its gateway had time to begin, so that the browser is told. */
export const TICKET_MS = 15_000;
/** A gateway that has sent nothing by then is not there. */
export const BEGIN_WITHIN_MS = 10_000;
const MAX_PIECE_BYTES = 8_000_000;
const MAX_INCOMING_BYTES = 1024;

interface OpenFeed {
  readonly feed: Feed;
  /** Views whose browser has not come yet. */
  readonly tickets: Set<string>;
  socket: WebSocket | undefined;
  callOffStop: () => void;
  callOffWait: () => void;
}

/** A view that no browser has fetched yet. */
interface Ticket {
  readonly view: View;
  readonly open: OpenFeed;
  callOff: () => void;
}

export class LiveVideo {
  readonly #options: LiveVideoOptions;
  readonly #feedServer = new WebSocketServer({
    ...{ noServer: true, perMessageDeflate: false, maxPayload: MAX_PIECE_BYTES },
  });
  readonly #viewerServer = new WebSocketServer({
    ...{ noServer: true, perMessageDeflate: false, maxPayload: MAX_INCOMING_BYTES },
  });
  readonly #feeds = new Map<string, OpenFeed>();
  readonly #views = new Map<string, Ticket>();
  readonly #watchers = new WeakMap<WebSocket, string>();

  constructor(options: LiveVideoOptions) {
    this.#options = options;
  }

  /** Begins the feed when nobody watches it yet. What goes wrong, the view's browser is told. */
  watch({ by, gatewayId, cameraId, mode, weak }: WatchRequest): View {
    // The renderer's pictures are no video.
    const format: LiveFormat = mode === 'skeleton' || weak ? 'jpeg' : 'video';
    const view: View = { viewId: ulid(), by, gatewayId, cameraId, mode, format };
    const open = this.#feedFor(view);
    open.callOffStop();
    open.tickets.add(view.viewId);
    const callOff = this.#options.timers.after(TICKET_MS, () => this.#dropTicket(view.viewId));
    this.#views.set(view.viewId, { view, open, callOff });
    return view;
  }

  /** What a gateway answers to a command of ours; others are ignored. */
  onReply({ commandId, ok, code }: Reply): void {
    if (ok) return;
    const open = [...this.#feeds.values()].find(({ feed }) => feed.commandId === commandId);
    if (open !== undefined) this.#fail(open, code ?? 'LIVE_UNAVAILABLE');
  }

  /** @returns whether the path is one of these; the socket is then taken care of. */
  attachUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const path = request.url?.split('?')[0] ?? '';
    if (path.startsWith(FEED_PATH)) {
      this.#upgradeFeed(path.slice(FEED_PATH.length), { request, socket, head });
      return true;
    }
    if (path.startsWith(LIVE_VIDEO_PATH)) {
      this.#upgradeViewer(path.slice(LIVE_VIDEO_PATH.length), { request, socket, head }).catch(
        (error: unknown) => {
          this.#options.log.error({ error }, 'a live view could not be served');
          socket.destroy();
        },
      );
      return true;
    }
    return false;
  }

  /** Somebody may look no more. */
  drop(username: string): void {
    for (const [viewId, { view }] of this.#views) if (view.by === username) this.#dropTicket(viewId);
    for (const browser of this.#viewerServer.clients) {
      if (this.#watchers.get(browser) === username) browser.terminate();
    }
  }

  stop(): void {
    for (const { callOff } of this.#views.values()) callOff();
    for (const open of [...this.#feeds.values()]) this.#fail(open, 'LIVE_ENDED');
    for (const server of [this.#feedServer, this.#viewerServer]) {
      for (const socket of server.clients) socket.terminate();
      server.close();
    }
  }

  #feedFor({ gatewayId, cameraId, mode, format }: View): OpenFeed {
    const running = [...this.#feeds.values()].find(
      ({ feed: { key } }) =>
        key.gatewayId === gatewayId &&
        key.cameraId === cameraId &&
        key.mode === mode &&
        key.format === format,
    );
    if (running !== undefined) return running;
    const { command, log, timers } = this.#options;
    const feed = new Feed({ gatewayId, cameraId, mode, format }, { feedId: ulid(), commandId: ulid() });
    const open: OpenFeed = {
      feed,
      tickets: new Set(),
      socket: undefined,
      callOffStop: () => {},
      callOffWait: timers.after(BEGIN_WITHIN_MS, () => this.#fail(open, 'LIVE_UNAVAILABLE')),
    };
    this.#feeds.set(feed.feedId, open);
    const { feedId: viewId, commandId } = feed;
    const token = feed.issueToken();
    command(gatewayId, { kind: 'live_start', commandId, cameraId, viewId, token, mode, format }).catch(
      (error: unknown) => {
        log.warn({ gatewayId, cameraId, error }, 'a live view could not be asked for');
        this.#fail(open, 'LIVE_UNAVAILABLE');
      },
    );
    return open;
  }

  #upgradeFeed(feedId: string, { request, socket, head }: Upgrade): void {
    socket.on('error', () => socket.destroy());
    const [scheme, token = ''] = (request.headers.authorization ?? '').split(' ');
    const open = this.#feeds.get(feedId);
    // Whether there is such a feed is told to nobody without its token.
    if (scheme !== 'Bearer' || open === undefined || !open.feed.redeem(token)) {
      refuse(socket, '401 Unauthorized');
      return;
    }
    this.#feedServer.handleUpgrade(request, socket, head, (gateway) => this.#receive(open, gateway));
  }

  #receive(open: OpenFeed, gateway: WebSocket): void {
    const { log } = this.#options;
    open.socket = gateway;
    gateway.on('error', () => gateway.terminate());
    gateway.on('close', () => this.#fail(open, 'LIVE_ENDED'));
    gateway.on('message', (data, isBinary) => {
      const isUnderstood = isBinary ? open.feed.take(bytesOf(data)) : this.#told(open, String(data));
      if (isUnderstood) return;
      const { gatewayId, cameraId } = open.feed.key;
      log.warn({ gatewayId, cameraId }, 'a live feed is not understood');
      this.#fail(open, 'LIVE_UNAVAILABLE');
    });
  }

  /** @returns whether it was understood. */
  #told(open: OpenFeed, text: string): boolean {
    const message = feedMessageSchema.safeParse(parseJson(text));
    if (!message.success) return false;
    if (message.data.kind === 'error') {
      this.#fail(open, message.data.code);
      return true;
    }
    open.callOffWait();
    open.feed.describe(message.data);
    return true;
  }

  async #upgradeViewer(viewId: string, { request, socket, head }: Upgrade): Promise<void> {
    // Node hands the bare socket over: one that breaks before the handshake must not end the process.
    socket.on('error', () => socket.destroy());
    if (!isSameOrigin(request)) {
      refuse(socket, '403 Forbidden');
      return;
    }
    const ticket = this.#views.get(viewId);
    if (ticket === undefined) {
      refuse(socket, '404 Not Found');
      return;
    }
    if (!(await this.#options.mayWatch(request, ticket.view))) {
      refuse(socket, '401 Unauthorized');
      return;
    }
    // Looked up again: it may have been used or given up meanwhile.
    if (!this.#views.delete(viewId)) {
      refuse(socket, '404 Not Found');
      return;
    }
    ticket.callOff();
    this.#viewerServer.handleUpgrade(request, socket, head, (browser) => this.#show(ticket, browser));
    // A browser that goes during the handshake never watches.
    socket.on('close', () => this.#dropTicket(viewId, ticket.open));
  }

  #show({ open, view: { by, viewId } }: Ticket, browser: WebSocket): void {
    const viewer = new Viewer(browser);
    this.#watchers.set(browser, by);
    browser.on('error', () => browser.terminate());
    browser.on('close', () => {
      open.feed.leave(viewer);
      this.#stopWhenLeft(open);
      this.#count();
    });
    open.tickets.delete(viewId);
    open.feed.join(viewer);
    this.#count();
  }

  #dropTicket(viewId: string, open = this.#views.get(viewId)?.open): void {
    this.#views.delete(viewId);
    if (open?.tickets.delete(viewId) === true) this.#stopWhenLeft(open);
  }

  #stopWhenLeft(open: OpenFeed): void {
    if (open.feed.viewers > 0 || open.tickets.size > 0 || open.feed.failure !== undefined) return;
    open.callOffStop();
    open.callOffStop = this.#options.timers.after(STOP_AFTER_MS, () => this.#fail(open, 'LIVE_ENDED'));
  }

  /** The feed is over, for whatever reason: who watches is told, and so is the gateway, which may not know. */
  #fail(open: OpenFeed, code: string): void {
    const { feed } = open;
    if (!this.#feeds.delete(feed.feedId)) return;
    open.callOffStop();
    open.callOffWait();
    feed.fail(code);
    open.socket?.close();
    this.#count();
    const { gatewayId } = feed.key;
    this.#options
      .command(gatewayId, { kind: 'live_stop', commandId: ulid(), viewId: feed.feedId })
      // Its line is closed as well, which ends the view too.
      .catch(() => {});
  }

  #count(): void {
    const open = [...this.#feeds.values()];
    const viewers = open.reduce((sum, { feed }) => sum + feed.viewers, 0);
    this.#options.onCount({ feeds: open.length, viewers });
  }
}

interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

function bytesOf(data: RawData): Uint8Array {
  return Array.isArray(data) ? Buffer.concat(data) : new Uint8Array(data as Buffer);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
