/** Keeps one camera's stream alive: session after session with backoff, for ever, and says what state it is in. */
import type { Clock, Frame } from '../../ports.ts';
import type { StreamEnd } from './camera-tap.ts';
import type { CameraCode } from './classify.ts';
import type { StartLimiter } from './start-limiter.ts';

export interface CameraState {
  readonly state: 'connecting' | 'watching' | 'blind';
  /** Why it is blind; null otherwise. */
  readonly reason: CameraCode | null;
  readonly sinceWallMs: number;
}

/** What a session tells while it runs. Neither may throw. */
export interface SessionEvents {
  /** The stream was asked for and probed: what follows costs little until the first keyframe. Once, or never. */
  readonly onOpened: () => void;
  readonly onKeyframe: (frame: Frame) => void;
}

export interface CameraSession {
  /** Does what can be done before the camera is there, and resolves when that is done. At most once, before `run`. */
  prepare(): Promise<void>;
  run(events: SessionEvents, signal: AbortSignal): Promise<StreamEnd>;
  /** Lets go of what was prepared, instead of `run`. */
  dismiss(): Promise<void>;
}

export interface SuperviseOptions<Session extends CameraSession> {
  /** A new session each time. */
  readonly open: () => Session;
  readonly clock: Clock;
  readonly limiter: StartLimiter;
  /** 0..1; spreads the restarts of many cameras behind one switch. */
  readonly random: () => number;
  /** It is about to run. */
  readonly onSession: (session: Session) => void;
  readonly onKeyframe: (frame: Frame) => void;
  readonly onState: (state: CameraState) => void;
  readonly onEnd: (end: StreamEnd) => void;
  /** Why nobody answers at the camera's address; undefined when somebody does. Cheap: it is asked before a session. */
  readonly knock: (signal: AbortSignal) => Promise<CameraCode | undefined>;
  readonly signal: AbortSignal;
}

/**
 * Waits before the next session: five quick ones, since most cameras are back at once, then slower. However long a camera
 * was away, it is watched again within 15 s of its return: the last wait, a start and the wait for a keyframe. That is
 * affordable because an ffmpeg is told of a camera only where somebody answers.
 */
export const BACKOFF_MS = [1000, 1000, 1000, 1000, 1000, 5000, 5000, 10_000] as const;
/** The first of the slower waits. */
const AWAY_FAILURES = 6;
/** Frames for this long make a session good: the next failure starts from the quick waits. */
const GOOD_SESSION_MS = 60_000;
const JITTER = 0.1;

export async function superviseCamera<Session extends CameraSession>(
  options: SuperviseOptions<Session>,
): Promise<void> {
  const { clock, limiter, signal } = options;
  let state: CameraState = { state: 'connecting', reason: null, sinceWallMs: clock.wallMs() };
  const become = (next: CameraState['state'], reason: CameraState['reason']): void => {
    if (state.state === next && state.reason === reason) return;
    state = { state: next, reason, sinceWallMs: clock.wallMs() };
    options.onState(state);
  };
  options.onState(state);
  const wait = (failures: number): Promise<void> => {
    const waitMs = BACKOFF_MS[Math.min(failures, BACKOFF_MS.length) - 1] ?? BACKOFF_MS[0];
    return clock.sleep(waitMs * (1 - JITTER + 2 * JITTER * options.random()), signal);
  };
  // The next session is made ready while its time is waited for: a whole village that comes back is then seen at once.
  let ready: Session | undefined;
  const makeReady = async (): Promise<void> => {
    if (ready !== undefined) return;
    const release = await limiter.acquire();
    if (!signal.aborted) {
      ready = options.open();
      await ready.prepare();
    }
    release();
  };
  for (let failures = 0; !signal.aborted; await Promise.all([wait(failures), makeReady()])) {
    const away = failures === 0 ? undefined : await options.knock(signal);
    if (away !== undefined) {
      become('blind', away);
      // No more than the quick waits and one: to knock costs nothing, and who comes back is watched at once.
      failures = Math.min(failures + 1, AWAY_FAILURES);
      continue;
    }
    const release = await limiter.acquire();
    if (signal.aborted) {
      release();
      break;
    }
    const session = ready ?? options.open();
    ready = undefined;
    options.onSession(session);
    const startedMs = clock.monotonicMs();
    const events: SessionEvents = {
      onOpened: release,
      onKeyframe: (frame) => {
        become('watching', null);
        options.onKeyframe(frame);
      },
    };
    const end = await session.run(events, signal);
    release();
    if (signal.aborted || end.code === 'ABORTED') return;
    options.onEnd(end);
    become('blind', end.code);
    failures = end.frames > 0 && clock.monotonicMs() - startedMs >= GOOD_SESSION_MS ? 1 : failures + 1;
  }
  await ready?.dismiss();
}
