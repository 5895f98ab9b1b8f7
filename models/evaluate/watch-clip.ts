/** One clip through the gateway's own code path, then its last second back and forth for the time of the hold. */
import type { EdgeConfig } from '../../edge-config/contracts/config.ts';
import { type FallEvidence, fallConfidence, fallEvidence } from '../../gateway/domain/evidence.ts';
import type { FallEvent } from '../../gateway/domain/fall.ts';
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

export interface WatchedClip {
  readonly events: readonly SeenEvent[];
  /** Length of the original clip, s; what comes after it is the hold. */
  readonly clipS: number;
  readonly personSecondsSeen: number;
  /** Video times of the frames in which a person was located, s. */
  readonly seenAtS: readonly number[];
  readonly ms: number;
}

export interface WatchClipOptions {
  readonly file: string;
  readonly holdS: number;
  readonly config: Pick<EdgeConfig, 'tracking' | 'fall' | 'inference'>;
  readonly detector: Detector;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onWatched?: (moment: Moment, output: WatchOutput) => void;
}

export async function watchClip(options: WatchClipOptions): Promise<WatchedClip> {
  const { config, clock, onWatched } = options;
  const events: SeenEvent[] = [];
  const seenAtS: number[] = [];
  const startedMs = clock.monotonicMs();
  const { videoMs } = await replay({
    ...options,
    onEvent: (event) => events.push(toSeen(event, config)),
    onWatched: (moment, output) => {
      if (output.tracks.length > 0) seenAtS.push(moment.streamTimeMs / 1000);
      onWatched?.(moment, output);
    },
  });
  const { framesPerS } = config.inference;
  const clipS = videoMs / 1000;
  return {
    events,
    clipS,
    seenAtS,
    personSecondsSeen: seenAtS.filter((atS) => atS < clipS).length / framesPerS,
    ms: Math.round(clock.monotonicMs() - startedMs),
  };
}

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
