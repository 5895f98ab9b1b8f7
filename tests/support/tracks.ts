/** Tracks for the long watch's tests: where someone is, without the frames that led there. */
import { figure, type Pose, STANDING } from '../../edge-config/scenario/skeleton.ts';
import { boxCentre } from '../../gateway/domain/geometry.ts';
import type { Track } from '../../gateway/domain/tracker.ts';

export function trackOf(pose: Partial<Pose> = {}, more: Partial<Track> = {}): Track {
  const person = figure({ ...STANDING, ...pose });
  return {
    id: 1,
    confirmed: true,
    strongFrames: 10,
    person,
    velocityPerS: { x: 0, y: 0 },
    firstSeenMs: 0,
    lastSeenMs: 0,
    origin: boxCentre(person.box),
    travelled: 1,
    meanScore: person.score,
    ...more,
  };
}
