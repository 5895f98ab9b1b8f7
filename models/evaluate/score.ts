/** Compares what was seen with the labels. Pure. */
import type { LabelledClip } from './labels.ts';
import type { SeenEvent, WatchedClip } from './watch-clip.ts';

export interface ScoredClip {
  readonly label: LabelledClip;
  readonly watched: WatchedClip;
}

/** A suspicion counts up to this long after the body is on the floor. */
const SUSPECT_WITHIN_S = 2;
/** Labels are read off contact sheets (±0.3 s), and loss of balance begins before its label. */
const EARLY_S = 1;
/** An impact is taken to belong to an event that is this near. */
const IMPACT_WITHIN_S = 3;

export interface Rate {
  readonly hits: number;
  readonly of: number;
}

export function scoreClips(clips: readonly ScoredClip[]) {
  const clear = clips.filter(({ label }) => !label.ambiguous);
  const nonFalls = clear.filter(({ label }) => label.events.length === 0);
  const onPurpose = nonFalls.filter(({ label }) => isOnPurpose(label));
  const ordinary = nonFalls.filter(({ label }) => !isOnPurpose(label));
  return {
    falls: scoreFalls(clear),
    nonFalls: scoreNonFalls(ordinary),
    lyingOnPurpose: scoreNonFalls(onPurpose),
    latencyS: latency(clear),
    located: located(clear),
    phases: byPhase(clear),
    emptyRooms: emptyRooms(clear),
    ambiguous: scoreFalls(clips.filter(({ label }) => label.ambiguous)),
    bySource: Object.fromEntries(
      Object.entries(groupBySource(clear)).map(([source, group]) => [source, scoreFalls(group)]),
    ),
  };
}

function scoreFalls(clips: readonly ScoredClip[]) {
  const events = clips.flatMap(({ label, watched }) => label.events.map((event) => ({ event, watched })));
  const suspected = events.filter(({ event, watched }) => isSuspected(event, watched)).length;
  // Who is up again before the dwell time is over is not to be raised.
  const staying = events.filter(({ event }) => event.lying_at_clip_end !== false);
  const raised = staying.filter(({ event, watched }) => isRaised(event, watched)).length;
  return {
    events: events.length,
    suspected,
    stayDown: staying.length,
    raised,
    sensitivitySuspected: share({ hits: suspected, of: events.length }),
    sensitivityRaised: share({ hits: raised, of: staying.length }),
    wilson95: wilson95({ hits: raised, of: staying.length }),
  };
}

type FallLabel = LabelledClip['events'][number];

function isSuspected(event: FallLabel, { events, clipS }: WatchedClip): boolean {
  return events.some(
    ({ kind, atS }) =>
      kind === 'suspected' &&
      atS <= clipS &&
      atS >= event.start_s - EARLY_S &&
      atS <= event.on_floor_s + SUSPECT_WITHIN_S,
  );
}

function isRaised(event: FallLabel, { events }: WatchedClip): boolean {
  return events.some(
    ({ kind, startS }) => kind === 'raised' && Math.abs(startS - event.on_floor_s) <= IMPACT_WITHIN_S,
  );
}

function scoreNonFalls(clips: readonly ScoredClip[]) {
  const has = (kind: SeenEvent['kind']): number =>
    clips.filter(({ watched }) => watched.events.some((event) => event.kind === kind)).length;
  const minutes = clips.reduce((sum, { watched }) => sum + watched.clipS / 60, 0);
  const alerts = clips.flatMap(({ watched }) =>
    watched.events.filter(({ kind }) => kind === 'raised'),
  ).length;
  return {
    clips: clips.length,
    minutes: round(minutes),
    suspectedClips: has('suspected'),
    raisedClips: has('raised'),
    falseAlertsPerHour: minutes === 0 ? null : round((alerts / minutes) * 60),
  };
}

/** From the body on the floor to the suspicion. */
function latency(clips: readonly ScoredClip[]) {
  const values = clips
    .flatMap(({ label, watched }) =>
      label.events.map((event) => {
        const first = watched.events.find(
          ({ kind, atS }) => kind === 'suspected' && atS >= event.start_s - EARLY_S,
        );
        return first === undefined ? undefined : first.atS - event.on_floor_s;
      }),
    )
    .filter((value) => value !== undefined)
    .sort((a, b) => a - b);
  const at = (share_: number): number | null => {
    const value = values[Math.max(0, Math.ceil(values.length * share_) - 1)];
    return value === undefined ? null : round(value);
  };
  return { p50: at(0.5), p95: at(0.95) };
}

/** Share of the analysed frames between "on the floor" and "gets up" in which a person was located. */
function located(clips: readonly ScoredClip[]): {
  readonly lyingFrames: number;
  readonly share: number | null;
} {
  let frames = 0;
  let seen = 0;
  for (const { label, watched } of clips) {
    for (const { on_floor_s, end_s } of label.events) {
      const last = Math.min(end_s, watched.clipS);
      frames += Math.max(0, Math.floor((last - on_floor_s) * 5));
      seen += watched.looks.filter(
        ({ atS, persons }) => persons > 0 && atS >= on_floor_s && atS < last,
      ).length;
    }
  }
  return { lyingFrames: frames, share: frames === 0 ? null : round(Math.min(1, seen / frames)) };
}

/** For sets that say what the person does when: in how many of the analysed frames of each phase somebody was located. */
function byPhase(clips: readonly ScoredClip[]): Record<string, { frames: number; located: number | null }> {
  const hits: Record<string, Rate> = {};
  for (const { label, watched } of clips) {
    for (const { name, start_s, end_s } of label.phases) {
      const last = Math.min(end_s, watched.clipS);
      const during = watched.looks.filter(({ atS }) => atS >= start_s && atS < last);
      const before = hits[name] ?? { hits: 0, of: 0 };
      hits[name] = {
        hits: before.hits + during.filter(({ persons }) => persons > 0).length,
        of: before.of + during.length,
      };
    }
  }
  return Object.fromEntries(
    Object.entries(hits).map(([name, rate]) => [name, { frames: rate.of, located: share(rate) }]),
  );
}

/** Rooms in which nobody is: whoever is seen there is not there. */
function emptyRooms(clips: readonly ScoredClip[]) {
  const looks = clips
    .filter(({ label }) => label.kind === 'empty')
    .flatMap(({ watched }) => watched.looks.filter(({ atS }) => atS < watched.clipS));
  const false_ = looks.filter(({ persons }) => persons > 0).length;
  return { frames: looks.length, framesWithPerson: false_, share: share({ hits: false_, of: looks.length }) };
}

/** Lying down on the floor on purpose looks like a fall without the drop: reported apart. */
function isOnPurpose(label: LabelledClip): boolean {
  return /on purpose/.test(label.hard_negative ?? '');
}

function groupBySource(clips: readonly ScoredClip[]): Record<string, ScoredClip[]> {
  const groups: Record<string, ScoredClip[]> = {};
  for (const clip of clips) {
    const name = clip.label.source.split(' ')[0] ?? '';
    groups[name] = [...(groups[name] ?? []), clip];
  }
  return groups;
}

function share({ hits, of }: Rate): number | null {
  return of === 0 ? null : round(hits / of);
}

/** Wilson's score interval at 95 % (Wilson 1927), which does not pretend certainty at 12 of 12. */
export function wilson95({ hits, of }: Rate): [number, number] | null {
  if (of === 0) return null;
  const z = 1.959964;
  const p = hits / of;
  const centre = p + (z * z) / (2 * of);
  const spread = z * Math.sqrt((p * (1 - p)) / of + (z * z) / (4 * of * of));
  const scale = 1 + (z * z) / of;
  return [round(Math.max(0, (centre - spread) / scale)), round(Math.min(1, (centre + spread) / scale))];
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
