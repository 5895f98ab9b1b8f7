/** What a scenario's camera shows, well and in trouble; the machines find out by themselves what is wrong. */
import type { GrayPicture } from '../../gateway/domain/motion.ts';
import type { Trouble } from './language.ts';
import { draw, HEIGHT, seeded, WIDTH } from './scenes.ts';

const ROOM = [{ left: 20, top: 10, width: 30, height: 25, level: 200 }];

export const VIEWS: Record<'well' | Exclude<Trouble, 'offline' | 'power'>, GrayPicture> = {
  well: draw(ROOM, {}, seeded(1)),
  frozen: draw(ROOM, {}, seeded(1)),
  dark: draw(ROOM, { gain: 0.03 }, seeded(2)),
  covered: {
    widthPx: WIDTH,
    heightPx: HEIGHT,
    gray: new Uint8Array(WIDTH * HEIGHT).map((_, at) => 60 + (at % WIDTH) / 4),
  },
  moved: turned(draw([{ left: 90, top: 40, width: 50, height: 45, level: 230 }], {}, seeded(3))),
};

function turned(picture: GrayPicture): GrayPicture {
  return { ...picture, gray: picture.gray.toReversed() };
}
