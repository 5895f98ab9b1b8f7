/** One live view from the page's side: asks for it, opens its line, and hands what comes to a player. */
import { readPiece } from '../../../../../edge-config/contracts/live-frames.ts';
import type { FeedDescription, FeedMessage } from '../../../../../edge-config/contracts/live-video.ts';
import type { StartLive } from '../../../../../edge-config/contracts/rest/live-video.ts';
import { ApiError, api } from '../../shared/api.ts';
import { PicturePlayer } from './picture-player.ts';
import type { Player } from './player.ts';
import { VideoPlayer } from './video-player.ts';

export interface Screen {
  readonly video: HTMLVideoElement;
  readonly canvas: HTMLCanvasElement;
}

export interface ConnectionEvents {
  readonly onPlaying: (format: FeedDescription['format']) => void;
  /** @param code of the error catalogue, or `lost` when the line broke. */
  readonly onEnded: (code: string) => void;
}

export class LiveConnection {
  readonly #screen: Screen;
  readonly #events: ConnectionEvents;
  #socket: WebSocket | undefined;
  #player: Player | undefined;
  #isOver = false;

  constructor(screen: Screen, events: ConnectionEvents) {
    this.#screen = screen;
    this.#events = events;
  }

  async open(gatewayId: string, cameraId: string, wish: StartLive): Promise<void> {
    try {
      const { path } = await api.startLive(gatewayId, cameraId, wish);
      if (!this.#isOver) this.#connect(path, () => this.#retryWeak(gatewayId, cameraId, wish));
    } catch (error) {
      this.#end(error instanceof ApiError ? (error.body?.code ?? 'lost') : 'lost');
    }
  }

  /** How old the picture on the screen is, ms; null before the first. */
  ageMs(): number | null {
    return this.#player?.ageMs() ?? null;
  }

  /** Nothing is told any more. */
  close(): void {
    this.#isOver = true;
    this.#socket?.close();
    this.#player?.close();
  }

  #connect(path: string, onBroken: () => void): void {
    const url = new URL(path, location.href);
    url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (this.#isOver || this.#socket !== socket) return;
      if (typeof data === 'string') this.#told(JSON.parse(data) as FeedMessage, onBroken);
      else {
        const piece = readPiece(new Uint8Array(data));
        if (piece !== undefined) this.#player?.show(piece);
      }
    };
    socket.onclose = () => {
      if (this.#socket === socket) this.#end('lost');
    };
  }

  #told(message: FeedMessage, onBroken: () => void): void {
    if (message.kind === 'error') {
      this.#end(message.code);
      return;
    }
    const { format, mime } = message;
    this.#player?.close();
    this.#player = undefined;
    if (format === 'video' && !VideoPlayer.canPlay(mime)) {
      onBroken();
      return;
    }
    const events = { onPlaying: () => this.#events.onPlaying(format), onBroken };
    this.#player =
      format === 'video'
        ? new VideoPlayer(this.#screen.video, mime, events)
        : new PicturePlayer(this.#screen.canvas, events);
  }

  /** This browser cannot play the camera's video: pictures then. */
  #retryWeak(gatewayId: string, cameraId: string, wish: StartLive): void {
    if (this.#isOver) return;
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
    if (wish.weak) this.#end('LIVE_UNAVAILABLE');
    else void this.open(gatewayId, cameraId, { ...wish, weak: true });
  }

  #end(code: string): void {
    if (this.#isOver) return;
    this.close();
    this.#events.onEnded(code);
  }
}
