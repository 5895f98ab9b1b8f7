import { describe, expect, it } from 'vitest';
import { draw, HEIGHT, person, seeded, WIDTH } from '../../../../edge-config/scenario/scenes.ts';
import type { GrayPicture } from '../../../../gateway/domain/motion.ts';
import {
  type BlindReason,
  EMPTY_BLINDNESS,
  updateBlindness,
} from '../../../../gateway/domain/quiet/blindness.ts';
import { EMPTY_SIGHT, readSight, type SightFault } from '../../../../gateway/domain/quiet/sight.ts';

const params = { confirmMs: 30_000, recoverMs: 15_000, alertMs: 600_000 };
const sightParams = { darkLevel: 14, minSharpness: 0.4, minLikeness: 0.3 };

function follow(seconds: number, reasonAt: (second: number) => BlindReason | null) {
  let state = EMPTY_BLINDNESS;
  const told: [number, string, string][] = [];
  const blindAt: number[] = [];
  for (let second = 0; second < seconds; second += 5) {
    const [next, concerns] = updateBlindness(
      state,
      { nowMs: second * 1000, reason: reasonAt(second) },
      params,
    );
    state = next;
    if (state.blind !== null) blindAt.push(second);
    for (const { kind, reason } of concerns) told.push([second, kind, reason.en]);
  }
  return { told, blindAt, state };
}

describe('blindness', () => {
  it('is told after its limit, with the reason, and ends when the camera sees again for a while', () => {
    const { told, blindAt } = follow(1000, (second) => (second >= 100 && second < 800 ? 'covered' : null));
    expect(told).toEqual([
      [700, 'raised', 'The camera is covered, for 10 min'],
      [815, 'ended', 'Sees again after 12 min'],
    ]);
    expect(blindAt[0]).toBe(130);
  });

  it('is not taken for sight because the reason changes', () => {
    const reasons: BlindReason[] = ['offline', 'no_frames', 'uniform'];
    const { told } = follow(900, (second) => reasons[(second / 5) % 3] ?? null);
    expect(told.map(([, kind]) => kind)).toEqual(['raised']);
  });

  it('says nothing of a flicker', () => {
    const { told, blindAt } = follow(2000, (second) => (second % 60 < 20 ? 'frozen' : null));
    expect(told).toEqual([]);
    expect(blindAt).toEqual([]);
  });
});

describe('sight', () => {
  const room = (random: () => number, more: Parameters<typeof draw>[1] = {}): GrayPicture =>
    draw([{ left: 20, top: 10, width: 30, height: 25, level: 200 }], more, random);

  /** Ten minutes of the room, then one picture of something else. */
  function faultAfter(then: (random: () => number) => GrayPicture): SightFault | null {
    const random = seeded(3);
    let state = EMPTY_SIGHT;
    for (let second = 0; second < 600; second += 5) {
      state = readSight(state, second * 1000, room(random), sightParams);
    }
    expect(state.fault).toBeNull();
    return readSight(state, 600_000, then(random), sightParams).fault;
  }

  function blurred(picture: GrayPicture): GrayPicture {
    const gray = picture.gray.map((_, at) => {
      const x = at % WIDTH;
      const y = Math.floor(at / WIDTH);
      let sum = 0;
      let count = 0;
      for (let dy = -6; dy <= 6; dy += 1) {
        for (let dx = -6; dx <= 6; dx += 1) {
          if (x + dx < 0 || x + dx >= WIDTH || y + dy < 0 || y + dy >= HEIGHT) continue;
          sum += picture.gray[(y + dy) * WIDTH + x + dx] ?? 0;
          count += 1;
        }
      }
      return sum / count;
    });
    return { ...picture, gray };
  }

  it('is well with a person in the room, with less light, with an exposure step', () => {
    expect(
      faultAfter((random) =>
        draw([{ left: 20, top: 10, width: 30, height: 25, level: 200 }, person(70)], {}, random),
      ),
    ).toBeNull();
    expect(faultAfter((random) => room(random, { gain: 0.5, offset: 10 }))).toBeNull();
    expect(faultAfter((random) => room(random, { offset: 30 }))).toBeNull();
  });

  it('knows darkness, a lens out of focus, a covered one and a camera that was turned', () => {
    expect(faultAfter((random) => room(random, { gain: 0.03 }))).toBe('dark');
    expect(faultAfter((random) => blurred(room(random, { noise: 0 })))).toBe('defocused');
    const cloth = {
      widthPx: WIDTH,
      heightPx: HEIGHT,
      gray: new Uint8Array(WIDTH * HEIGHT).map((_, at) => 60 + (at % WIDTH) / 4),
    };
    expect(faultAfter(() => cloth)).toBe('covered');
    const elsewhere = (random: () => number): GrayPicture => {
      const picture = draw(
        [
          { left: 90, top: 40, width: 50, height: 45, level: 230 },
          { left: 5, top: 60, width: 40, height: 28, level: 30 },
        ],
        {},
        random,
      );
      return { ...picture, gray: picture.gray.toReversed() };
    };
    expect(faultAfter(elsewhere)).toBe('moved');
  });
});
