/** One RTSP connection: requests in, replies and interleaved video out. Status codes and headers as in RFC 2326. */
import { randomBytes, randomInt } from 'node:crypto';
import type { Socket } from 'node:net';
import { challenge, isAuthorised } from './auth.ts';
import type { CameraSlot } from './camera-slot.ts';
import type { MediaTrack } from './media-track.ts';
import { RtspParser, type RtspRequest } from './rtsp-parser.ts';
import { sessionDescription, TRACK_CONTROL } from './sdp.ts';
import { Session } from './session.ts';

export interface ConnectionOptions {
  readonly socket: Socket;
  readonly findCamera: (path: string) => CameraSlot | undefined;
  readonly nowMs: () => number;
  readonly wallMs: () => number;
  readonly onClosed: (connection: Connection) => void;
}

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  400: 'Bad Request',
  401: 'Unauthorized',
  404: 'Not Found',
  413: 'Request Entity Too Large',
  454: 'Session Not Found',
  455: 'Method Not Valid in This State',
  461: 'Unsupported Transport',
  501: 'Not Implemented',
  503: 'Service Unavailable',
  505: 'RTSP Version not supported',
};
const METHODS = 'OPTIONS, DESCRIBE, SETUP, PLAY, PAUSE, GET_PARAMETER, SET_PARAMETER, TEARDOWN';
/** A client that reads more slowly than this loses whole frames, as a camera's own buffer would. */
const MAX_BUFFERED_BYTES = 2_000_000;

export class Connection {
  readonly #options: ConnectionOptions;
  readonly #parser = new RtspParser();
  readonly #nonce = randomBytes(16).toString('hex');
  #slot: CameraSlot | undefined;
  #session: Session | undefined;
  #described: MediaTrack | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    const { socket } = options;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#received(chunk));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      if (this.#slot !== undefined) {
        this.#slot.clients -= 1;
        this.#slot.framesSentBefore += this.framesSent;
      }
      options.onClosed(this);
    });
  }

  get slot(): CameraSlot | undefined {
    return this.#slot;
  }

  get framesSent(): number {
    return this.#session?.counters.framesSent ?? 0;
  }

  /** Sends what is due; called several times a frame. */
  tick(): void {
    const session = this.#session;
    const slot = this.#slot;
    if (session === undefined || slot === undefined || !session.playing) return;
    session.advance(this.#options.nowMs());
    if (!session.reachedCut) return;
    if (slot.faults.cut?.how === 'rst') this.#options.socket.resetAndDestroy();
    else this.#options.socket.end();
  }

  faultsChanged(): void {
    const { slot } = this;
    if (this.#session === undefined || slot === undefined) return;
    this.#session.setFaults(slot.faults);
    // What was announced to this client stays; only one video is exchanged for the other.
    if (this.#described === slot.camera.track || this.#described === slot.camera.alternate) {
      if (this.#session.track !== slot.video) this.#session.changeTrack(slot.video);
    }
  }

  destroy(): void {
    this.#options.socket.destroy();
  }

  #received(chunk: Buffer): void {
    for (const message of this.#parser.push(chunk)) {
      if (message.kind === 'violation') {
        this.#write(message.status, '0', {});
        this.#options.socket.end();
        return;
      }
      this.#answer(message);
    }
  }

  #answer(request: RtspRequest): void {
    const sequence = request.headers.get('cseq') ?? '0';
    const reply = (status: number, headers: Record<string, string> = {}, body = ''): void =>
      this.#write(status, sequence, headers, body);
    if (this.#slot?.faults.stall === true && this.#session !== undefined) return;
    if (request.method === 'OPTIONS') {
      reply(200, { Public: METHODS });
      return;
    }
    const slot = this.#options.findCamera(pathOf(request.uri));
    if (slot === undefined) {
      reply(404);
      return;
    }
    const { auth } = slot.camera;
    const header = request.headers.get('authorization');
    if (auth !== undefined && !isAuthorised(auth, { ...request, header, nonce: this.#nonce })) {
      reply(401, { 'WWW-Authenticate': challenge(auth, this.#nonce) });
      return;
    }
    const refused = slot.faults.refuseStatus;
    if (refused !== undefined && ['DESCRIBE', 'SETUP', 'PLAY'].includes(request.method)) {
      reply(refused);
      return;
    }
    switch (request.method) {
      case 'DESCRIBE':
        this.#describe(slot, request, reply);
        return;
      case 'SETUP':
        this.#setup(slot, request, reply);
        return;
      case 'PLAY':
        this.#play(slot, request, reply);
        return;
      case 'PAUSE':
        this.#session?.pause();
        reply(200, this.#sessionHeader());
        return;
      case 'GET_PARAMETER':
      case 'SET_PARAMETER':
        reply(200, this.#sessionHeader());
        return;
      case 'TEARDOWN':
        reply(200, this.#sessionHeader());
        this.#options.socket.end();
        return;
      default:
        reply(501);
        return;
    }
  }

  #describe(slot: CameraSlot, request: RtspRequest, reply: Reply): void {
    this.#described = slot.offered;
    const base = request.uri.endsWith('/') ? request.uri : `${request.uri}/`;
    reply(
      200,
      { 'Content-Base': base, 'Content-Type': 'application/sdp' },
      sessionDescription({ track: this.#described, sessionId: String(randomInt(2 ** 31)) }),
    );
  }

  #setup(slot: CameraSlot, request: RtspRequest, reply: Reply): void {
    const transport = request.headers.get('transport') ?? '';
    // UDP is refused: the product asks for TCP, and a lossless path makes the faults the only faults.
    if (!/RTP\/AVP\/TCP/i.test(transport)) {
      reply(461);
      return;
    }
    const channel = Number(/interleaved=(\d+)/.exec(transport)?.[1] ?? 0);
    if (this.#slot === undefined) slot.clients += 1;
    this.#slot = slot;
    const { socket } = this.#options;
    this.#session = new Session({
      id: randomBytes(4).toString('hex'),
      track: this.#described ?? slot.offered,
      faults: slot.faults,
      channel,
      sink: {
        get bufferedBytes(): number {
          return socket.writableLength;
        },
        write: (packet) => void socket.write(packet),
      },
      maxBufferedBytes: MAX_BUFFERED_BYTES,
      initial: { sequence: randomInt(2 ** 16), timestamp: randomInt(2 ** 32), ssrc: randomInt(2 ** 32) },
    });
    reply(200, {
      ...this.#sessionHeader(),
      Transport: `RTP/AVP/TCP;unicast;interleaved=${channel}-${channel + 1};ssrc=${hex32(this.#session.ssrc)}`,
    });
  }

  #play(slot: CameraSlot, request: RtspRequest, reply: Reply): void {
    const session = this.#session;
    if (session === undefined) {
      reply(455);
      return;
    }
    const base = request.uri.endsWith('/') ? request.uri : `${request.uri}/`;
    reply(200, {
      ...this.#sessionHeader(),
      Range: 'npt=now-',
      'RTP-Info': `url=${base}${TRACK_CONTROL};seq=${session.nextSequence};rtptime=${session.nextTimestamp}`,
    });
    slot.sessionsStarted += 1;
    slot.playStartedWallMs = this.#options.wallMs();
    session.play(this.#options.nowMs() + (slot.faults.startDelayMs ?? 0));
    this.tick();
  }

  #sessionHeader(): Record<string, string> {
    return this.#session === undefined ? {} : { Session: `${this.#session.id};timeout=60` };
  }

  #write(status: number, sequence: string, headers: Record<string, string>, body = ''): void {
    const lines = [`RTSP/1.0 ${status} ${REASONS[status] ?? 'Error'}`, `CSeq: ${sequence}`];
    for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
    if (body !== '') lines.push(`Content-Length: ${Buffer.byteLength(body)}`);
    this.#options.socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`);
  }
}

type Reply = (status: number, headers?: Record<string, string>, body?: string) => void;

/** Path of the camera: without host, query and the track's own part. */
function pathOf(uri: string): string {
  const path = uri.replace(/^rtsps?:\/\/[^/]*/i, '').replace(/\?.*$/, '');
  return path.replace(new RegExp(`/${TRACK_CONTROL}$`), '').replace(/^\/+|\/+$/g, '');
}

function hex32(value: number): string {
  return value.toString(16).toUpperCase().padStart(8, '0');
}
