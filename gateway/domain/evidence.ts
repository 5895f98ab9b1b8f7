/** What a fall event says to people: reason in words, measurements, a bounded timeline. */
import type { FallEvent, FallParams } from './fall.ts';
import { isDown, type PostureReading } from './posture.ts';
import type { Incident } from './subject.ts';

export interface BilingualText {
  readonly zh: string;
  readonly en: string;
}

export interface FallEvidence {
  readonly reason: BilingualText;
  readonly measurements: readonly {
    readonly key: string;
    readonly label: BilingualText;
    readonly value: number;
    readonly unit: string;
  }[];
  readonly timeline: readonly {
    readonly streamTimeMs: number;
    readonly posture: PostureReading['posture'];
    readonly torsoAngleDeg: number | null;
    readonly shoulderHeight: number | null;
  }[];
}

/** As many points as the contract's timeline holds. */
const MAX_TIMELINE_POINTS = 120;

export function fallEvidence(event: FallEvent, params: FallParams): FallEvidence {
  const { incident } = event;
  const now = event.readings.at(-1);
  const downMs = incident.lastDownMs - incident.downSinceMs;
  const measurement = (key: string, label: BilingualText, value: number | null | undefined, unit: string) =>
    value === null || value === undefined ? [] : [{ key, label, value: round(value), unit }];
  const hasDrop = incident.type === 'fall';
  return {
    reason: reasonOf(event, params),
    measurements: [
      ...measurement(
        'dropBodyHeights',
        { zh: '肩部下落', en: 'Drop of the shoulders' },
        hasDrop ? incident.dropBodyHeights : null,
        'body heights',
      ),
      ...measurement(
        'peakSpeed',
        { zh: '最大下落速度', en: 'Peak downward speed' },
        hasDrop ? incident.peakSpeedBodyHeightsPerS : null,
        'body heights/s',
      ),
      ...measurement('downS', { zh: '倒地时长', en: 'Time on the floor' }, downMs / 1000, 's'),
      ...measurement(
        'framesAnalysed',
        { zh: '分析画面数', en: 'Frames since' },
        incident.framesSince,
        'frames',
      ),
      ...measurement('framesDown', { zh: '其中倒地画面', en: 'of them down' }, incident.framesDown, 'frames'),
      ...measurement(
        'torsoAngleDeg',
        { zh: '躯干与竖直夹角', en: 'Torso from the vertical' },
        now?.torsoAngleDeg,
        '°',
      ),
      ...measurement(
        'shoulderHeight',
        { zh: '肩高', en: 'Shoulder height' },
        now?.shoulderHeight,
        'body heights',
      ),
    ],
    timeline: thin(event.readings).map(({ streamTimeMs, posture, torsoAngleDeg, shoulderHeight }) => ({
      streamTimeMs,
      posture,
      torsoAngleDeg: torsoAngleDeg === null ? null : round(torsoAngleDeg),
      shoulderHeight: shoulderHeight === null ? null : round(shoulderHeight),
    })),
  };
}

/**
 * How sure: the share of readings since the impact in which the person is seen down. Occluded and unreadable
 * frames lower it; it is a description of this event, not a calibrated probability.
 */
export function fallConfidence(event: FallEvent): number {
  const since = event.readings.filter((reading) => reading.streamTimeMs >= event.incident.impactMs);
  if (since.length === 0) return 0;
  const down = since.filter((reading) => isDown(reading.posture));
  return round(down.length / since.length);
}

function reasonOf(event: FallEvent, params: FallParams): BilingualText {
  const { incident } = event;
  const downS = Math.round((event.streamTimeMs - incident.downSinceMs) / 1000);
  switch (event.reason) {
    case 'dwell': {
      const place = placeOf(incident);
      return withContext(incident, {
        zh: `突然倒下，${place.zh}已 ${downS} 秒未起`,
        en: `Dropped suddenly, down ${place.en} for ${downS} s since`,
      });
    }
    case 'lost': {
      const hiddenS = Math.round(params.lostHoldMs / 1000);
      return withContext(incident, {
        zh: `突然倒下后被遮挡，${hiddenS} 秒未再看见`,
        en: `Dropped suddenly, then hidden from view for ${hiddenS} s`,
      });
    }
    case 'found':
      return withContext(incident, {
        zh: `未见倒下过程，在地面躺了 ${downS} 秒`,
        en: `No drop was seen; lying on the floor for ${downS} s`,
      });
    case 'long_lie': {
      const place = placeOf(incident);
      const min = Math.round(downS / 60);
      return withContext(incident, {
        zh: `${place.zh}已躺 ${min} 分钟，仍未起身`,
        en: `Lying ${place.en} for ${min} min and not up yet`,
      });
    }
    case 'upright':
      return { zh: '人已起身', en: 'The person is up again' };
    case 'gone':
      return { zh: '人已离开画面', en: 'The person is no longer there' };
    case 'drop':
      return { zh: '突然倒下', en: 'Dropped suddenly' };
    case 'vanished':
      return { zh: '突然倒下，随即看不见', en: 'Dropped suddenly and out of sight' };
  }
}

function placeOf({ restZone, aboveFloor }: Incident): BilingualText {
  if (restZone) return { zh: '在休息区', en: 'in a rest zone' };
  if (aboveFloor) return { zh: '在高出地面处', en: 'on something higher than the floor' };
  return { zh: '在地面', en: 'on the floor' };
}

/** What makes it less urgent or less sure is said in the same breath. */
function withContext({ company, playing }: Incident, { zh, en }: BilingualText): BilingualText {
  return {
    zh: `${zh}${company ? '；旁边有人走动' : ''}${playing ? '；此前多次倒下又起来' : ''}`,
    en: `${en}${company ? '; someone else is up and about' : ''}${playing ? '; was down and up again before' : ''}`,
  };
}

/** Every n-th reading, always with the newest. */
function thin(readings: readonly PostureReading[]): PostureReading[] {
  const step = Math.ceil(readings.length / MAX_TIMELINE_POINTS);
  const last = readings.length - 1;
  return readings.filter((_, index) => (last - index) % Math.max(step, 1) === 0);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
