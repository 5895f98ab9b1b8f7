/**
 * Who is signed in, and the board's line to the console, asked for before the page itself is read: what the board begins with
 * comes while the scripts are still being read. Imported first of all.
 */
import type { UserView } from '../../../../../edge-config/contracts/rest.ts';
import { LIVE_PATH } from '../../../../../edge-config/contracts/timing.ts';
import { api } from '../../shared/api.ts';

export interface EarlyLine {
  readonly socket: WebSocket;
  /** What it has told so far; it grows until another listens to the socket. */
  readonly messages: readonly string[];
}

/** Nobody took it: who sees the page is not signed in. */
const UNCLAIMED_MS = 15_000;

let early: EarlyLine | undefined;
let unclaimed: ReturnType<typeof setTimeout> | undefined;

export function openLine(): WebSocket {
  const url = new URL(LIVE_PATH, location.href);
  url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  return new WebSocket(url);
}

/** The early line, once; undefined when there is none, or it was refused. */
export function takeEarlyLine(): EarlyLine | undefined {
  clearTimeout(unclaimed);
  const taken = early;
  early = undefined;
  return taken !== undefined && taken.socket.readyState <= WebSocket.OPEN ? taken : undefined;
}

/** It was opened for who was signed in then: nobody else may hear it. */
export function dropEarlyLine(): void {
  takeEarlyLine()?.socket.close();
}

function begin(): void {
  const socket = openLine();
  const messages: string[] = [];
  socket.onmessage = ({ data }) => messages.push(String(data));
  early = { socket, messages };
  unclaimed = setTimeout(dropEarlyLine, UNCLAIMED_MS);
}

/** Who was signed in when the page was opened; null: nobody, or the console did not say. */
export const firstSession: Promise<UserView | null> = api.session().then(
  (user) => {
    begin();
    return user;
  },
  () => null,
);
