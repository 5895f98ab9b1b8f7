/** The board's line to the console: reconnects for ever, and keeps what it heard. */
import { useEffect, useReducer } from 'react';
import type { LiveMessage } from '../../../../../edge-config/contracts/live.ts';
import type { AlertView } from '../../../../../edge-config/contracts/rest.ts';
import { LIVE_HEARTBEAT_MS, LIVE_PATH } from '../../../../../edge-config/contracts/timing.ts';
import { type BoardState, EMPTY_BOARD, learn, readLive, receive } from './state.ts';

type Event = { readonly message: LiveMessage } | { readonly view: AlertView };

const RECONNECT_MS = [500, 1000, 2000, 5000] as const;

export function useLive(onSignedOut: () => void): {
  board: BoardState;
  learnView: (view: AlertView) => void;
} {
  const [board, dispatch] = useReducer(
    (state: BoardState, event: Event) =>
      'view' in event ? learn(state, event.view) : receive(state, event.message, performance.now()),
    EMPTY_BOARD,
  );
  useEffect(() => {
    let socket: WebSocket | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let silence: ReturnType<typeof setTimeout> | undefined;
    let failures = 0;
    let isOver = false;
    const listen = (): void => {
      // A line that is open but silent is dead: closing it brings the reconnect.
      clearTimeout(silence);
      silence = setTimeout(() => socket?.close(), 3 * LIVE_HEARTBEAT_MS);
    };
    const open = (): void => {
      const url = new URL(LIVE_PATH, location.href);
      url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
      socket = new WebSocket(url);
      listen();
      socket.onmessage = ({ data }) => {
        failures = 0;
        listen();
        const message = readLive(String(data));
        if (message !== undefined) dispatch({ message });
      };
      socket.onclose = () => {
        if (isOver) return;
        const waitMs = RECONNECT_MS[Math.min(failures, RECONNECT_MS.length - 1)] ?? 5000;
        failures += 1;
        timer = setTimeout(open, waitMs);
        // A refused line tells no reason: a session that is over is found by asking.
        fetch('/api/session').then(
          (answer) => answer.status === 401 && onSignedOut(),
          () => {},
        );
      };
    };
    open();
    return () => {
      isOver = true;
      clearTimeout(timer);
      clearTimeout(silence);
      socket?.close();
    };
  }, [onSignedOut]);
  return { board, learnView: (view) => dispatch({ view }) };
}
