/** A live view's line to the console: an outbound WebSocket, so that it works from behind a village's router. */
import { readFileSync } from 'node:fs';
import WebSocket from 'ws';
import type { LiveConsoleConfig } from '../../../edge-config/contracts/config-live.ts';
import { ShouwangError } from '../../../edge-config/contracts/errors.ts';
import { FEED_PATH } from '../../../edge-config/contracts/live-frames.ts';
import type { Feed, OpenFeed } from '../../live-ports.ts';

const HANDSHAKE_TIMEOUT_MS = 8000;

/** @throws ShouwangError CONFIG_UNREADABLE when the authority cannot be read. */
export function feedsTo({ url, caFile }: Pick<LiveConsoleConfig, 'url' | 'caFile'>): OpenFeed {
  const ca = caFile === undefined ? undefined : readAuthority(caFile);
  return ({ viewId, token }, onClosed) => {
    const address = new URL(`${FEED_PATH}${viewId}`, url);
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(address, {
      headers: { authorization: `Bearer ${token}` },
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      perMessageDeflate: false,
      followRedirects: false,
      ...(ca === undefined ? {} : { ca }),
    });
    return new SocketFeed(socket, onClosed);
  };
}

class SocketFeed implements Feed {
  readonly #socket: WebSocket;
  /** Written before the line is open. */
  #held: (string | Uint8Array)[] = [];
  #heldBytes = 0;

  constructor(socket: WebSocket, onClosed: (why: string) => void) {
    this.#socket = socket;
    let why = 'closed';
    socket.on('open', () => {
      for (const message of this.#held) socket.send(message);
      this.#held = [];
      this.#heldBytes = 0;
    });
    socket.on('error', (error) => {
      why = (error as { code?: string }).code ?? error.message;
    });
    socket.on('close', () => onClosed(why));
  }

  get bufferedBytes(): number {
    return this.#heldBytes + this.#socket.bufferedAmount;
  }

  tell(message: object): void {
    this.#write(JSON.stringify(message));
  }

  send(piece: Uint8Array): void {
    this.#write(piece);
  }

  close(): void {
    // Before the handshake is over, closing is an error of the socket, which is heard above.
    this.#socket.close();
  }

  #write(message: string | Uint8Array): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(message);
    if (this.#socket.readyState !== WebSocket.CONNECTING) return;
    this.#held.push(message);
    this.#heldBytes += message.length;
  }
}

function readAuthority(caFile: string): Buffer {
  try {
    return readFileSync(caFile);
  } catch (cause) {
    throw new ShouwangError('CONFIG_UNREADABLE', `${caFile}: ${(cause as NodeJS.ErrnoException).code}`, {
      cause,
    });
  }
}
