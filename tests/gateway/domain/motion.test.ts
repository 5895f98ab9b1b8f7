import { describe, expect, it } from 'vitest';
import { edgeConfigSchema } from '../../../edge-config/contracts/config.ts';
import { draw, person, seeded, WIDTH } from '../../../edge-config/scenario/scenes.ts';
import {
  EMPTY_MOTION,
  type GrayPicture,
  type MotionReading,
  updateMotion,
} from '../../../gateway/domain/motion.ts';

const params = edgeConfigSchema.shape.motion.parse(undefined);
const STEP_MS = 2000;
const MINUTE = 60_000 / STEP_MS;

function watch(
  pictures: readonly GrayPicture[],
  ignoreZones: { x: number; y: number }[][] = [],
): MotionReading[] {
  let state = EMPTY_MOTION;
  return pictures.map((picture, index) => {
    const [next, reading] = updateMotion(
      state,
      { streamTimeMs: index * STEP_MS, picture, ignoreZones },
      params,
    );
    state = next;
    return reading;
  });
}

/** Keyframes of so many minutes, each drawn by its index. */
function film(minutes: number, picture: (index: number, random: () => number) => GrayPicture): GrayPicture[] {
  const random = seeded(7);
  return Array.from({ length: minutes * MINUTE }, (_, index) => picture(index, random));
}

const wakes = (readings: readonly MotionReading[]): number => readings.filter(({ moving }) => moving).length;
const afterAMinute = (readings: readonly MotionReading[]): MotionReading[] => readings.slice(MINUTE);

describe('what must not wake the gate for long', () => {
  it.each([
    ['sensor noise by day', { noise: 1.5 }],
    ['sensor noise in the dark', { noise: 6 }],
  ])('%s', (_name, weather) => {
    expect(wakes(afterAMinute(watch(film(6, (_index, random) => draw([], weather, random)))))).toBe(0);
  });

  it('exposure steps and lamps that dim', () => {
    const readings = watch(
      film(6, (index, random) =>
        draw([], { gain: 1 + 0.15 * Math.sin(index), offset: 10 * Math.cos(index * 2) }, random),
      ),
    );
    expect(wakes(afterAMinute(readings))).toBeLessThanOrEqual(2);
  });

  it('bands of mains light', () => {
    const readings = watch(
      film(6, (index, random) => draw([], { banding: (y) => 6 * Math.sin(y / 8 + index * 1.7) }, random)),
    );
    expect(wakes(afterAMinute(readings))).toBeLessThanOrEqual(2);
  });

  it('rain', () => {
    const readings = watch(film(6, (_index, random) => draw([], { raindrops: 40 }, random)));
    expect(wakes(afterAMinute(readings))).toBeLessThanOrEqual(6);
  });

  it('a curtain that sways, and a clock in the corner', () => {
    const readings = watch(
      film(8, (index, random) => {
        const curtain = {
          left: 20 + Math.round(4 * Math.sin(index * 1.3)),
          top: 10,
          width: 14,
          height: 40,
          level: 150,
        };
        const clock = { left: 130 + (index % 10), top: 3, width: 8, height: 5, level: index % 2 ? 230 : 40 };
        return draw([curtain, clock], {}, random);
      }),
    );
    expect(wakes(readings.slice(3 * MINUTE))).toBeLessThanOrEqual(6);
  });

  it('the night mode: one scene change, then peace', () => {
    const readings = watch(
      film(4, (index, random) => {
        const night = index >= 2 * MINUTE;
        const picture = draw([], night ? { gain: 0.5, offset: 20, noise: 4 } : {}, random);
        if (!night) return picture;
        // Infra-red shows other materials dark and bright.
        return { ...picture, gray: picture.gray.map((level, at) => (at % 37 < 18 ? 255 - level : level)) };
      }),
    );
    const atSwitch = readings.slice(2 * MINUTE);
    expect(atSwitch[0]).toMatchObject({ moving: true, reason: 'scene_changed' });
    expect(wakes(atSwitch.slice(1))).toBe(0);
  });

  it('whatever happens inside a zone that is to be ignored', () => {
    const street = [
      { x: 0, y: 0 },
      { x: 0.9, y: 0 },
      { x: 0.9, y: 1 },
      { x: 0, y: 1 },
    ];
    const passing = film(2, (index, random) => draw([person((index * 11) % 60)], {}, random));
    expect(wakes(watch(passing, [street]))).toBe(0);
    expect(wakes(watch(passing))).toBeGreaterThan(MINUTE);
  });
});

describe('what must wake it', () => {
  const quiet = (random: () => number): GrayPicture => draw([], {}, random);

  it.each([6, 12, 30])('someone of %i rows who comes in', (height) => {
    const readings = watch(
      film(2, (index, random) => (index < MINUTE ? quiet(random) : draw([person(60, height)], {}, random))),
    );
    expect(readings[MINUTE]).toMatchObject({ moving: true, reason: 'moved' });
  });

  it('someone who was there from the first picture and goes', () => {
    const readings = watch(
      film(2, (index, random) => (index < MINUTE ? draw([person(60)], {}, random) : quiet(random))),
    );
    expect(readings[MINUTE]?.moving).toBe(true);
  });

  it('a body that sinks slowly, over ten seconds', () => {
    const readings = watch(
      film(2, (index, random) => {
        const sunk = Math.min(Math.max(index - MINUTE, 0), 5);
        return draw([person(60, 30 - 4 * sunk)], {}, random);
      }),
    );
    expect(wakes(readings.slice(MINUTE, MINUTE + 6))).toBeGreaterThanOrEqual(4);
  });

  it('someone in front of the swaying curtain, and someone in the rain', () => {
    const curtain = (index: number) => ({
      left: 20 + Math.round(4 * Math.sin(index * 1.3)),
      top: 10,
      width: 14,
      height: 60,
      level: 150,
    });
    const behind = watch(
      film(6, (index, random) =>
        draw(index < 5 * MINUTE ? [curtain(index)] : [curtain(index), person(18, 50)], {}, random),
      ),
    );
    expect(behind[5 * MINUTE]?.moving).toBe(true);
    const wet = watch(
      film(6, (index, random) => draw(index < 5 * MINUTE ? [] : [person(60)], { raindrops: 40 }, random)),
    );
    expect(wet[5 * MINUTE]?.moving).toBe(true);
  });

  it('the same on the other side of a mirror', () => {
    const pictures = film(2, (index, random) => draw(index < MINUTE ? [] : [person(30)], {}, random));
    const mirrored = pictures.map((picture) => ({
      ...picture,
      gray: picture.gray.map((_, at) => picture.gray[at - (at % WIDTH) + WIDTH - 1 - (at % WIDTH)] ?? 0),
    }));
    expect(watch(mirrored).map(({ moving }) => moving)).toEqual(watch(pictures).map(({ moving }) => moving));
  });
});

describe('odd input', () => {
  it('takes no picture whose time stands still or goes back', () => {
    const picture = draw([], {}, seeded(1));
    const [state] = updateMotion(EMPTY_MOTION, { streamTimeMs: 1000, picture, ignoreZones: [] }, params);
    const other = draw([person(60)], {}, seeded(2));
    for (const streamTimeMs of [1000, 0]) {
      const [after, reading] = updateMotion(state, { streamTimeMs, picture: other, ignoreZones: [] }, params);
      expect(after).toBe(state);
      expect(reading.moving).toBe(false);
    }
  });

  it('begins anew when the size of the picture changes', () => {
    const picture = draw([], {}, seeded(1));
    const [state] = updateMotion(EMPTY_MOTION, { streamTimeMs: 0, picture, ignoreZones: [] }, params);
    const small = { widthPx: 40, heightPx: 20, gray: new Uint8Array(800).fill(90) };
    const [, reading] = updateMotion(state, { streamTimeMs: 1000, picture: small, ignoreZones: [] }, params);
    expect(reading.reason).toBe('first');
  });
});
