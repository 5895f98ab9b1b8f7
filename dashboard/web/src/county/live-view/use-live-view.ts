/** The state of one live view on the page: begins with the component, ends with it, and while nobody looks at the page. */
import { type RefObject, useEffect, useRef, useState } from 'react';
import type { LiveFormat } from '../../../../../edge-config/contracts/live-video.ts';
import type { StartLive } from '../../../../../edge-config/contracts/rest/live-video.ts';
import { LiveConnection } from './connection.ts';

export type LiveState =
  | { readonly phase: 'connecting'; readonly sinceMs: number }
  | { readonly phase: 'playing'; readonly format: LiveFormat }
  /** `lost`, `hidden`, or a code of the error catalogue. */
  | { readonly phase: 'ended'; readonly code: string };

export interface LiveViewHandle {
  readonly state: LiveState;
  readonly videoRef: RefObject<HTMLVideoElement>;
  readonly canvasRef: RefObject<HTMLCanvasElement>;
  /** How old the picture is, ms; null before the first. Looked up four times a second. */
  readonly ageMs: number | null;
  readonly nowMs: number;
  readonly reconnect: () => void;
}

const HIDDEN_MS = 60_000;
const LOOK_MS = 250;

export function useLiveView(gatewayId: string, cameraId: string, wish: StartLive): LiveViewHandle {
  const videoRef = useRef<HTMLVideoElement>(null);
  const canvasRef = useRef<HTMLCanvasElement>(null);
  const connectionRef = useRef<LiveConnection>();
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<LiveState>({ phase: 'connecting', sinceMs: performance.now() });
  const [look, setLook] = useState({ ageMs: null as number | null, nowMs: performance.now() });
  const { mode, reason, weak } = wish;

  // biome-ignore lint/correctness/useExhaustiveDependencies: each attempt is a new view.
  useEffect(() => {
    const video = videoRef.current;
    const canvas = canvasRef.current;
    if (video === null || canvas === null) return;
    setState({ phase: 'connecting', sinceMs: performance.now() });
    const connection = new LiveConnection(
      { video, canvas },
      {
        onPlaying: (format) => setState({ phase: 'playing', format }),
        onEnded: (code) => setState({ phase: 'ended', code }),
      },
    );
    connectionRef.current = connection;
    void connection.open(gatewayId, cameraId, { mode, reason, weak });
    const stopLooking = whileHidden(HIDDEN_MS, () => {
      connection.close();
      setState({ phase: 'ended', code: 'hidden' });
    });
    return () => {
      stopLooking();
      connection.close();
    };
  }, [gatewayId, cameraId, mode, reason, weak, attempt]);

  useEffect(() => {
    const timer = setInterval(
      () => setLook({ ageMs: connectionRef.current?.ageMs() ?? null, nowMs: performance.now() }),
      LOOK_MS,
    );
    return () => clearInterval(timer);
  }, []);

  return { state, videoRef, canvasRef, ...look, reconnect: () => setAttempt((count) => count + 1) };
}

/** Calls back once when the page has been hidden for so long. @returns how to stop. */
function whileHidden(ms: number, onLongHidden: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const changed = (): void => {
    clearTimeout(timer);
    if (document.visibilityState === 'hidden') timer = setTimeout(onLongHidden, ms);
  };
  document.addEventListener('visibilitychange', changed);
  changed();
  return () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', changed);
  };
}
