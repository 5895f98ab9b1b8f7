import { describe, expect, it } from 'vitest';
import { draw, HEIGHT, person, seeded, WIDTH } from '../../../edge-config/scenario/scenes.ts';
import type { GrayPicture } from '../../../gateway/domain/motion.ts';
import { EMPTY_PICTURES, type PictureFault, readPicture } from '../../../gateway/domain/picture.ts';

interface Shown {
  readonly atMs: number;
  readonly picture: GrayPicture;
}

function read(film: readonly Shown[]): (PictureFault | null)[] {
  let state = EMPTY_PICTURES;
  return film.map(({ atMs, picture }) => {
    const [next, fault] = readPicture(state, atMs, picture);
    state = next;
    return fault;
  });
}

function plain(level: number): GrayPicture {
  return { widthPx: WIDTH, heightPx: HEIGHT, gray: new Uint8Array(WIDTH * HEIGHT).fill(level) };
}

/** The camera repeats it: always other memory, always the same bytes. */
function repeat(picture: GrayPicture, timesMs: readonly number[]): Shown[] {
  return timesMs.map((atMs) => ({ atMs, picture: { ...picture, gray: picture.gray.slice() } }));
}

const room = draw([], {}, seeded(1));
const roomWithPerson = draw([person(60)], {}, seeded(2));

describe('a picture that shows nothing', () => {
  it.each([
    ['green, as decoders fill in what is missing (luma of YUV 0, 0, 0)', 0],
    ['gray, as decoders begin without a keyframe', 128],
    ['the black of limited range', 16],
    ['white', 255],
  ])('is uniform: %s', (_name, level) => {
    expect(read([{ atMs: 0, picture: plain(level) }])).toEqual(['uniform']);
  });

  it('is uniform with the faint noise of a covered lens', () => {
    const random = seeded(3);
    const covered = plain(17);
    const noisy = { ...covered, gray: covered.gray.map((level) => level + Math.floor(random() * 3)) };
    expect(read([{ atMs: 0, picture: noisy }])).toEqual(['uniform']);
  });

  it('is called uniform, not frozen, however long it stays, and recovers with the scene', () => {
    const film = [...repeat(plain(128), [0, 6000, 60_000]), { atMs: 62_000, picture: room }];
    expect(read(film)).toEqual(['uniform', 'uniform', 'uniform', null]);
  });

  it('is one without a single pixel', () => {
    expect(read([{ atMs: 0, picture: { widthPx: 0, heightPx: 0, gray: new Uint8Array(0) } }])).toEqual([
      'uniform',
    ]);
  });
});

describe('a picture that shows something', () => {
  it.each([
    ['a room by day', {}],
    ['a dim room, full of the noise of the sensor', { gain: 0.15, offset: 4, noise: 3 }],
    ['an overexposed one', { gain: 1, offset: 120 }],
  ])('is fine: %s', (_name, weather) => {
    const random = seeded(4);
    const film = Array.from({ length: 20 }, (_, index) => ({
      atMs: index * 2000,
      picture: draw([], weather, random),
    }));
    expect(read(film)).toEqual(film.map(() => null));
  });

  it('is fine when all but one corner is dark', () => {
    const { gray, ...size } = plain(0);
    for (let y = 0; y < 15; y += 1) gray.fill(60, y * WIDTH, y * WIDTH + 20);
    expect(read([{ atMs: 0, picture: { ...size, gray } }])).toEqual([null]);
  });

  it.each([
    ['columns', (at: number) => at % WIDTH],
    ['rows', (at: number) => Math.floor(at / WIDTH)],
  ])('is fine when only its %s differ', (_name, along) => {
    const gray = plain(0).gray.map((_, at) => 60 + (along(at) % 20));
    expect(read([{ atMs: 0, picture: { ...plain(0), gray } }])).toEqual([null]);
  });
});

describe('a picture that is repeated', () => {
  it('is frozen only after six seconds of the same', () => {
    expect(read(repeat(room, [0, 2000, 4000, 5999, 6000, 8000]))).toEqual([
      null,
      null,
      null,
      null,
      'frozen',
      'frozen',
    ]);
  });

  it('is judged by stream time, whatever its number', () => {
    const often = Array.from({ length: 30 }, (_, index) => 1000 + index * 200);
    expect(read(repeat(room, often))).toEqual(often.map(() => null));
    expect(read(repeat(room, [1000, 7000]))).toEqual([null, 'frozen']);
  });

  it('recovers at the first new one, and must then stand still for six seconds again', () => {
    const film = [...repeat(room, [0, 6000]), ...repeat(roomWithPerson, [8000, 13_999, 14_000])];
    expect(read(film)).toEqual([null, 'frozen', null, null, 'frozen']);
  });

  it('is a new one as soon as one pixel has changed by one level', () => {
    const gray = room.gray.slice();
    gray[gray.length - 1] = (gray.at(-1) ?? 0) ^ 1;
    const film = [...repeat(room, [0, 4000]), { atMs: 6000, picture: { ...room, gray } }];
    expect(read(film)).toEqual([null, null, null]);
  });

  it('is frozen after a minute when an encoder alters a few of its pixels by one level each time', () => {
    const random = seeded(6);
    const film = Array.from({ length: 35 }, (_, index) => ({
      atMs: index * 2000,
      picture: { ...room, gray: room.gray.map((level) => level + (random() < 0.006 ? 1 : 0)) },
    }));
    expect(read(film)).toEqual(film.map(({ atMs }) => (atMs >= 60_000 ? 'frozen' : null)));
  });

  it.each([
    ['one pixel by two levels', (level: number, at: number, n: number) => level + (at === 500 ? n % 3 : 0)],
    ['many by one level', (level: number, at: number, n: number) => level + ((at + n) % 20 === 0 ? 1 : 0)],
  ])('is not frozen while %s', (_name, altered) => {
    const film = Array.from({ length: 60 }, (_, index) => ({
      atMs: index * 2000,
      picture: { ...room, gray: room.gray.map((level, at) => altered(level, at, index)) },
    }));
    expect(read(film)).toEqual(film.map(() => null));
  });

  it('is compared with the one before only: two that take turns are not frozen', () => {
    const film = Array.from({ length: 10 }, (_, index) => ({
      atMs: index * 2000,
      picture: index % 2 === 0 ? room : roomWithPerson,
    }));
    expect(read(film)).toEqual(film.map(() => null));
  });

  it('is not the same when it came in another size', () => {
    const shorter = { ...room, heightPx: HEIGHT - 10, gray: room.gray.slice(0, WIDTH * (HEIGHT - 10)) };
    for (const [before, after] of [
      [room, shorter],
      [shorter, room],
    ] as const) {
      expect(read([...repeat(before, [0]), ...repeat(after, [6000, 11_999, 12_000])])).toEqual([
        null,
        null,
        null,
        'frozen',
      ]);
    }
  });
});

describe('stream time that goes back', () => {
  it('makes nothing frozen', () => {
    expect(read(repeat(room, [100_000, 104_000, 2000, 4000]))).toEqual([null, null, null, null]);
    expect(read([...repeat(room, [100_000]), ...repeat(roomWithPerson, [2000, 4000])])).toEqual([
      null,
      null,
      null,
    ]);
  });

  it('hides a frozen picture for six seconds of the new time, not until the old time is reached', () => {
    expect(read(repeat(room, [100_000, 2000, 4000, 8000])).at(-1)).toBe('frozen');
  });
});
