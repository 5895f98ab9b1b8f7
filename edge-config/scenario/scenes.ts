/** Gray pictures of a room for the motion gate's tests: the same every time, drawn from seeded noise. */
import type { GrayPicture } from '../../gateway/domain/motion.ts';

export const WIDTH = 160;
export const HEIGHT = 90;

export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Weather {
  /** Standard-like spread of the sensor noise, gray levels. */
  readonly noise?: number;
  readonly gain?: number;
  readonly offset?: number;
  /** Levels added to each row. */
  readonly banding?: (y: number) => number;
  readonly raindrops?: number;
}

/** Numerical Recipes' linear congruential generator: what a test draws must not change from run to run. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A wall with furniture and texture, people and things in it, seen through some weather. */
export function draw(
  things: readonly (Rect & { readonly level: number })[],
  weather: Weather,
  random: () => number,
): GrayPicture {
  const { noise = 1.5, gain = 1, offset = 0, banding = () => 0, raindrops = 0 } = weather;
  const gray = new Float32Array(WIDTH * HEIGHT);
  for (let y = 0; y < HEIGHT; y += 1) {
    for (let x = 0; x < WIDTH; x += 1) {
      const furniture = x > 100 && x < 130 && y > 50 ? -35 : 0;
      gray[y * WIDTH + x] = 120 + furniture + 12 * Math.sin(x / 9) + 8 * Math.cos(y / 5);
    }
  }
  for (const { left, top, width, height, level } of things) {
    for (let y = Math.max(0, top); y < Math.min(HEIGHT, top + height); y += 1) {
      for (let x = Math.max(0, left); x < Math.min(WIDTH, left + width); x += 1) {
        gray[y * WIDTH + x] = level + 10 * Math.sin((x - left + 2 * (y - top)) / 3);
      }
    }
  }
  for (let drop = 0; drop < raindrops; drop += 1) {
    const x = Math.floor(random() * WIDTH);
    const top = Math.floor(random() * HEIGHT);
    for (let y = top; y < Math.min(HEIGHT, top + 5); y += 1) gray[y * WIDTH + x] = 190;
  }
  const levels = gray.map((level, index) => {
    const sensor = (random() + random() + random() - 1.5) * 2 * noise;
    return level * gain + offset + banding(Math.floor(index / WIDTH)) + sensor;
  });
  return { widthPx: WIDTH, heightPx: HEIGHT, gray: new Uint8Array(Uint8ClampedArray.from(levels).buffer) };
}

export function person(left: number, height = 30): Rect & { readonly level: number } {
  return { left, top: 80 - height, width: Math.round(height / 3), height, level: 60 };
}
