/** The board's line to the console: reconnects for ever, and keeps what it heard. */
import { useCallback, useEffect, useReducer, useRef } from 'react';
import type { LiveMessage } from '../../../../../edge-config/contracts/live.ts';
import type { AlertView } from '../../../../../edge-config/contracts/rest.ts';
import { LIVE_HEARTBEAT_MS } from '../../../../../edge-config/contracts/timing.ts';
import { type EarlyLine, openLine, takeEarlyLine } from './early-line.ts';
import { type BoardState, EMPTY_BOARD, learn, readLive, receive } from './state.ts';

type Event = { readonly messages: readonly LiveMessage[] } | { readonly view: AlertView };

/** In a storm the board is drawn so often and not at each message; the first of a pause is shown at once. */
const DRAW_EVERY_MS = 100;
const RECONNECT_MS = [500, 1000, 2000, 5000] as const;

function change(state: BoardState, event: Event): BoardState {
  if ('view' in event) return learn(state, event.view);
  return event.messages.reduce((before, message) => receive(before, message, performance.now()), state);
}

export function useLive(onSignedOut: () => void): {
  board: BoardState;
  learnView: (view: AlertView) => void;
} {
  const early = useRef<{ readonly line: EarlyLine; readonly known: number }>(undefined);
  const [board, dispatch] = useReducer(change, EMPTY_BOARD, (empty) => {
    const line = takeEarlyLine();
    if (line === undefined) return empty;
    early.current = { line, known: line.messages.length };
    return change(empty, { messages: line.messages.flatMap((text) => readLive(text) ?? []) });
  });
  useEffect(() => {
    let socket: WebSocket | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let silence: ReturnType<typeof setTimeout> | undefined;
    let failures = 0;
    let isOver = false;
    let heard: LiveMessage[] = [];
    let drawing: ReturnType<typeof setTimeout> | undefined;
    const draw = (): void => {
      drawing = undefined;
      if (heard.length === 0) return;
      dispatch({ messages: heard });
      heard = [];
      drawing = setTimeout(draw, DRAW_EVERY_MS);
    };
    const listen = (): void => {
      // A line that is open but silent is dead: closing it brings the reconnect.
      clearTimeout(silence);
      silence = setTimeout(() => socket?.close(), 3 * LIVE_HEARTBEAT_MS);
    };
    const hear = (text: string): void => {
      failures = 0;
      listen();
      const message = readLive(text);
      if (message === undefined) return;
      heard.push(message);
      if (drawing === undefined) draw();
    };
    const open = (line: WebSocket): void => {
      socket = line;
      listen();
      socket.onmessage = ({ data }) => hear(String(data));
      socket.onclose = closed;
      // The early line may have ended before anybody listened.
      if (socket.readyState === WebSocket.CLOSED) closed();
    };
    const closed = (): void => {
      if (isOver) return;
      const waitMs = RECONNECT_MS[Math.min(failures, RECONNECT_MS.length - 1)] ?? 5000;
      failures += 1;
      timer = setTimeout(() => open(openLine()), waitMs);
      // A refused line tells no reason: a session that is over is found by asking.
      fetch('/api/session').then(
        (answer) => answer.status === 401 && onSignedOut(),
        () => {},
      );
    };
    const first = early.current;
    early.current = undefined;
    open(first?.line.socket ?? openLine());
    // What came between the first drawing and now.
    for (const text of first?.line.messages.slice(first.known) ?? []) hear(text);
    return () => {
      isOver = true;
      clearTimeout(timer);
      clearTimeout(silence);
      clearTimeout(drawing);
      socket?.close();
    };
  }, [onSignedOut]);
  return { board, learnView: useCallback((view: AlertView) => dispatch({ view }), []) };
}
