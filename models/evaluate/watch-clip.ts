/** One clip through the gateway's own code path, then its last second back and forth for the time of the hold. */
import type { EdgeConfig } from '../../edge-config/contracts/config.ts';
import { type FallEvidence, fallConfidence, fallEvidence } from '../../gateway/domain/evidence.ts';
import type { FallEvent } from '../../gateway/domain/fall.ts';
import type { Posture } from '../../gateway/domain/posture.ts';
import type { Incident } from '../../gateway/domain/subject.ts';
import type { WatchOutput } from '../../gateway/domain/watch.ts';
import type { Moment } from '../../gateway/pipeline/alert-service.ts';
import type { Clock, Detector } from '../../gateway/ports.ts';
import { replay } from '../../gateway/replay.ts';

export interface SeenEvent {
  readonly kind: FallEvent['kind'];
  /** Video time of the event, s. */
  readonly atS: number;
  /** Video time of the impact, s. */
  readonly startS: number;
  readonly track: number;
  readonly confidence: number;
  readonly type: Incident['type'];
  readonly evidence: FallEvidence;
  readonly isInRestZone: boolean;
}

/** What was made of one frame. */
export interface Look {
  /** Video time, s. */
  readonly atS: number;
  /** Persons located. */
  readonly persons: number;
  readonly state: LookState;
}
/** `hidden`: someone who is remembered, but not seen at this moment. */
export type LookState = 'nobody' | 'hidden' | Posture | Incident['phase'];

export interface WatchedClip {
  readonly events: readonly SeenEvent[];
  /** Length of the original clip, s; what comes after it is the hold. */
  readonly clipS: number;
  readonly personSecondsSeen: number;
  /** One for each analysed frame, the hold included. */
  readonly looks: readonly Look[];
  readonly ms: number;
}

export interface WatchClipOptions {
  readonly file: string;
  readonly holdS: number;
  readonly config: Pick<EdgeConfig, 'tracking' | 'fall' | 'inference'>;
  readonly detector: Detector;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly filters?: readonly string[];
  readonly onWatched?: (moment: Moment, output: WatchOutput) => void;
}

export async function watchClip(options: WatchClipOptions): Promise<WatchedClip> {
  const { config, clock, onWatched } = options;
  const events: SeenEvent[] = [];
  const looks: Look[] = [];
  const startedMs = clock.monotonicMs();
  const { videoMs } = await replay({
    ...options,
    onEvent: (event) => {
      events.push(toSeen(event, config));
    },
    onWatched: (moment, output) => {
      looks.push({
        atS: moment.streamTimeMs / 1000,
        persons: output.tracks.length,
        state: stateOf(output, moment.streamTimeMs),
      });
      onWatched?.(moment, output);
    },
  });
  const { framesPerS } = config.inference;
  const clipS = videoMs / 1000;
  return {
    events,
    clipS,
    looks,
    personSecondsSeen: looks.filter(({ atS, persons }) => persons > 0 && atS < clipS).length / framesPerS,
    ms: Math.round(clock.monotonicMs() - startedMs),
  };
}

/** The gravest of what is thought of the persons in the picture. */
function stateOf({ subjects, tracks }: WatchOutput, streamTimeMs: number): LookState {
  const phases = subjects.flatMap(({ incident }) => incident?.phase ?? []);
  if (phases.includes('raised')) return 'raised';
  if (phases.includes('suspected')) return 'suspected';
  const now = subjects.filter(
    ({ lastSeenMs, trackId }) => lastSeenMs === streamTimeMs && tracks.some(({ id }) => id === trackId),
  );
  const postures = now.flatMap(({ readings }) => readings.at(-1)?.posture ?? []);
  const gravest = GRAVITY.find((posture) => postures.includes(posture));
  return gravest ?? (subjects.some(({ standing }) => standing !== null) ? 'hidden' : 'nobody');
}

const GRAVITY: readonly Posture[] = ['lying', 'low', 'sitting', 'upright', 'unknown'];

function toSeen(event: FallEvent, config: WatchClipOptions['config']): SeenEvent {
  return {
    kind: event.kind,
    atS: event.streamTimeMs / 1000,
    startS: event.incident.impactMs / 1000,
    track: event.trackId,
    confidence: fallConfidence(event),
    type: event.incident.type,
    evidence: fallEvidence(event, config.fall),
    isInRestZone: event.incident.restZone,
  };
}
