import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeZoomed, windowAround } from '../../../../gateway/adapters/onnx/zoom.ts';
import { type Box, boxHeight, boxWidth } from '../../../../gateway/domain/geometry.ts';
import type { Person } from '../../../../gateway/domain/person.ts';

interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Even, as decoders make them. */
const side = fc.integer({ min: 40, max: 1000 }).map((half) => half * 2);
const sizes = fc.oneof(
  fc.constantFrom({ widthPx: 512, heightPx: 288 }, { widthPx: 288, heightPx: 512 }),
  fc.record({ widthPx: side, heightPx: side }),
);
const share = (min: number, max: number) => fc.double({ min, max, noNaN: true });
/** In shares of the frame's sides, so that a box can lie inside of any frame. */
const insideShares = fc.tuple(share(0, 1), share(0, 1), share(0, 1), share(0, 1)).map(([x1, x2, y1, y2]) => ({
  left: Math.min(x1, x2),
  right: Math.max(x1, x2),
  top: Math.min(y1, y2),
  bottom: Math.max(y1, y2),
}));
const anyShares = fc
  .tuple(share(-1, 2), share(-1, 2), share(0, 3), share(0, 3))
  .map(([left, top, width, height]) => ({ left, top, right: left + width, bottom: top + height }));

/** From shares of the frame's sides to frame heights. */
function boxIn({ widthPx, heightPx }: Size, shares: Box): Box {
  const aspect = widthPx / heightPx;
  return { ...shares, left: shares.left * aspect, right: shares.right * aspect };
}

function around(left: number, top: number, sidePx: number, frame: Size): Box {
  return {
    left: left / frame.heightPx,
    top: top / frame.heightPx,
    right: (left + sidePx) / frame.heightPx,
    bottom: (top + sidePx) / frame.heightPx,
  };
}

describe('windowAround', () => {
  it('is a square of even sides and places, inside the frame, wherever the box is', () => {
    fc.assert(
      fc.property(sizes, anyShares, (frame, shares) => {
        const window = windowAround(frame, boxIn(frame, shares));
        expect(window.widthPx).toBe(window.heightPx);
        expect(Object.values(window).every((px) => px % 2 === 0)).toBe(true);
        expect(window.widthPx).toBeGreaterThanOrEqual(64);
        expect(Math.min(window.leftPx, window.topPx)).toBeGreaterThanOrEqual(0);
        expect(window.leftPx + window.widthPx).toBeLessThanOrEqual(frame.widthPx);
        expect(window.topPx + window.heightPx).toBeLessThanOrEqual(frame.heightPx);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it('holds the whole box when half as much again fits into the frame', () => {
    fc.assert(
      fc.property(sizes, insideShares, (frame, shares) => {
        const box = boxIn(frame, shares);
        const neededPx = 1.5 * Math.max(boxWidth(box), boxHeight(box)) * frame.heightPx;
        fc.pre(neededPx <= Math.min(frame.widthPx, frame.heightPx));
        const window = windowAround(frame, box);
        expect(window.leftPx).toBeLessThanOrEqual(box.left * frame.heightPx + 1e-6);
        expect(window.topPx).toBeLessThanOrEqual(box.top * frame.heightPx + 1e-6);
        expect(window.leftPx + window.widthPx).toBeGreaterThanOrEqual(box.right * frame.heightPx - 1e-6);
        expect(window.topPx + window.heightPx).toBeGreaterThanOrEqual(box.bottom * frame.heightPx - 1e-6);
      }),
      { seed: 2, numRuns: 500 },
    );
  });

  it('takes half as much again as the box, with the person in the middle', () => {
    const frame = { widthPx: 640, heightPx: 360 };
    expect(windowAround(frame, around(270, 130, 100, frame))).toEqual({
      leftPx: 244,
      topPx: 104,
      widthPx: 150,
      heightPx: 150,
    });
  });

  it('follows the longer side of who lies or stands', () => {
    const frame = { widthPx: 640, heightPx: 360 };
    const lying = { left: 0.5, right: 1, top: 0.7, bottom: 0.8 };
    const standing = { left: 0.7, right: 0.8, top: 0.3, bottom: 0.8 };
    expect(windowAround(frame, lying).widthPx).toBe(270);
    expect(windowAround(frame, standing).widthPx).toBe(270);
  });

  it('takes 64 px at least, and the shorter side of the frame at most', () => {
    const frame = { widthPx: 640, heightPx: 360 };
    expect(windowAround(frame, around(300, 200, 4, frame)).widthPx).toBe(64);
    expect(windowAround(frame, around(100, 10, 340, frame))).toEqual({
      leftPx: 90,
      topPx: 0,
      widthPx: 360,
      heightPx: 360,
    });
  });

  it('is moved inwards at the borders, not made smaller', () => {
    const frame = { widthPx: 640, heightPx: 360 };
    expect(windowAround(frame, around(0, 0, 100, frame))).toMatchObject({
      leftPx: 0,
      topPx: 0,
      widthPx: 150,
    });
    expect(windowAround(frame, around(540, 260, 100, frame))).toMatchObject({
      leftPx: 490,
      topPx: 210,
      widthPx: 150,
    });
  });

  it('takes what there is of a frame smaller than the least window', () => {
    expect(
      windowAround({ widthPx: 40, heightPx: 30 }, { left: 0.2, top: 0.2, right: 0.4, bottom: 0.6 }),
    ).toEqual({ leftPx: 0, topPx: 0, widthPx: 30, heightPx: 30 });
  });

  it('is mirrored, within 2 px, when the frame is', () => {
    fc.assert(
      fc.property(sizes, anyShares, (frame, shares) => {
        const mirrored = { ...shares, left: 1 - shares.right, right: 1 - shares.left };
        const window = windowAround(frame, boxIn(frame, shares));
        const other = windowAround(frame, boxIn(frame, mirrored));
        // Sizes may differ by the rounding of a width that was mirrored.
        expect(Math.abs(other.widthPx - window.widthPx)).toBeLessThanOrEqual(2);
        expect(other.topPx).toBeGreaterThanOrEqual(window.topPx - 2);
        expect(other.topPx).toBeLessThanOrEqual(window.topPx + 2);
        const expectedLeftPx = frame.widthPx - window.leftPx - window.widthPx;
        expect(Math.abs(other.leftPx - expectedLeftPx)).toBeLessThanOrEqual(2);
      }),
      { seed: 3, numRuns: 500 },
    );
  });
});

/** Where the zoom looked. */
const PLACE: Box = { left: 0.8, top: 0.4, right: 1, bottom: 0.8 };
/** Too far from `PLACE` to be the person there. */
const ELSEWHERE: Box = { left: 1.2, top: 0.4, right: 1.4, bottom: 0.8 };

function found(score: number, box: Box = PLACE): Person {
  return { score, box, keypoints: [] };
}

function shifted(box: Box, byX: number): Box {
  return { ...box, left: box.left + byX, right: box.right + byX };
}

describe('mergeZoomed', () => {
  it('takes the zoomed finding when it is surer, and only that', () => {
    const weak = found(0.2);
    const bystander = found(0.7, ELSEWHERE);
    const sure = found(0.5, shifted(PLACE, 0.02));
    expect(mergeZoomed([weak, bystander], [sure], PLACE)).toEqual([bystander, sure]);
  });

  it.each([0.5, 0.6])('keeps the first finding of score %f when the zoom is no surer', (score) => {
    const first = found(score);
    expect(mergeZoomed([first], [found(0.5, shifted(PLACE, 0.02))], PLACE)).toEqual([first]);
  });

  it('keeps all when the zoom sees nobody', () => {
    const persons = [found(0.2), found(0.7, ELSEWHERE)];
    expect(mergeZoomed(persons, [], PLACE)).toEqual(persons);
  });

  it('adds someone whom the first look had missed', () => {
    const bystander = found(0.7, ELSEWHERE);
    const missed = found(0.3);
    expect(mergeZoomed([bystander], [missed], PLACE)).toEqual([bystander, missed]);
    expect(mergeZoomed([], [missed], PLACE)).toEqual([missed]);
  });

  it('leaves out other people at the edge of the window, however surely seen', () => {
    const first = found(0.2);
    expect(mergeZoomed([first], [found(0.9, ELSEWHERE)], PLACE)).toEqual([first]);
    const zoomed = found(0.4);
    expect(mergeZoomed([first], [found(0.9, ELSEWHERE), zoomed], PLACE)).toEqual([zoomed]);
  });

  it('takes the surest of several findings at the place', () => {
    const surest = found(0.6, shifted(PLACE, 0.05));
    expect(mergeZoomed([found(0.2)], [found(0.4), surest, found(0.5)], PLACE)).toEqual([surest]);
  });

  it('tells by half a diagonal of the box whether it is the same place', () => {
    const halfDiagonal = Math.hypot(0.2, 0.4) / 2;
    const near = found(0.5, shifted(PLACE, halfDiagonal - 0.01));
    const far = found(0.5, shifted(PLACE, halfDiagonal + 0.01));
    expect(mergeZoomed([], [near], PLACE)).toEqual([near]);
    expect(mergeZoomed([], [far], PLACE)).toEqual([]);
  });

  it('tells by overlap whether two findings are one person', () => {
    const first = found(0.2);
    // Of boxes 0.2 wide, a shift of 0.1 leaves an IoU of 1/3, one of 0.12 a quarter.
    const same = found(0.5, shifted(PLACE, 0.1));
    const other = found(0.5, shifted(PLACE, 0.12));
    expect(mergeZoomed([first], [same], PLACE)).toEqual([same]);
    expect(mergeZoomed([first], [other], PLACE)).toEqual([first, other]);
  });

  it('changes nothing of what it was given', () => {
    const persons = Object.freeze([found(0.2), found(0.7, ELSEWHERE)]);
    const zoomed = Object.freeze([found(0.4), found(0.5)]);
    expect(mergeZoomed(persons, zoomed, PLACE)).toHaveLength(2);
    expect(mergeZoomed(persons, [], PLACE)).not.toBe(persons);
  });

  it('does not lose who stoops over the person at the place', () => {
    const fallen = found(0.2);
    const helper = found(0.4, shifted(PLACE, 0.1));
    const zoomed = found(0.5, shifted(PLACE, 0.01));
    expect(mergeZoomed([fallen, helper], [zoomed], PLACE)).toEqual([helper, zoomed]);
  });
});
