import { describe, expect, it } from 'vitest';
import { decodeHeads, type Heads } from '../../../../gateway/adapters/onnx/decode-heads.ts';
import { planLetterbox } from '../../../../gateway/adapters/onnx/letterbox.ts';

const ROWS = 40;
const COLUMNS = 64;
const CELLS = ROWS * COLUMNS;
/** 256x160 input of which 144 rows are picture. */
const letterbox = planLetterbox({ widthPx: 512, heightPx: 288 }, { widthPx: 256, multipleOfPx: 32 });

function emptyHeads(): Heads {
  const head = (channels: number): Float32Array => new Float32Array(channels * CELLS);
  return {
    rows: ROWS,
    columns: COLUMNS,
    centre: head(1),
    heat: head(17),
    regress: head(34),
    offset: head(34),
    boxSize: head(2),
    boxOffset: head(2),
  };
}

/** A person around a cell whose joints all lie one cell to the right of it, at half a cell. */
function addPerson(heads: Heads, row: number, column: number, score: number): void {
  const at = row * COLUMNS + column;
  heads.centre[at] = score;
  heads.boxSize[at] = 10;
  heads.boxSize[CELLS + at] = 6;
  for (let joint = 0; joint < 17; joint += 1) {
    heads.regress[(2 * joint + 1) * CELLS + at] = 1;
    heads.heat[joint * CELLS + at + 1] = 0.8;
    heads.offset[2 * joint * CELLS + at + 1] = 0.5;
    heads.offset[(2 * joint + 1) * CELLS + at + 1] = 0.5;
  }
}

describe('decodeHeads', () => {
  it('finds nobody in empty heads', () => {
    expect(decodeHeads(emptyHeads(), letterbox, 4)).toEqual([]);
  });

  it('gives box, joints and score in frame heights', () => {
    const heads = emptyHeads();
    addPerson(heads, 18, 32, 0.9);
    const [person, ...others] = decodeHeads(heads, letterbox, 4);
    expect(others).toEqual([]);
    // Cell 18 is pixel 72 of 144 rows: half way down; column 32 is half of the width.
    expect(person?.box.top).toBeCloseTo((13 * 4) / 144);
    expect(person?.box.bottom).toBeCloseTo((23 * 4) / 144);
    expect(person?.box.left).toBeCloseTo(((29 * 4) / 256) * (16 / 9));
    expect(person?.keypoints).toHaveLength(17);
    expect(person?.keypoints[0]?.y).toBeCloseTo((18.5 * 4) / 144);
    expect(person?.keypoints[0]?.x).toBeCloseTo(((33.5 * 4) / 256) * (16 / 9));
    expect(person?.score).toBeCloseTo(0.9 * 0.8);
  });

  it('takes a flat top for one person, and two tops for two, the stronger first', () => {
    const heads = emptyHeads();
    addPerson(heads, 18, 20, 0.5);
    heads.centre[18 * COLUMNS + 21] = 0.5;
    addPerson(heads, 18, 50, 0.7);
    const scores = decodeHeads(heads, letterbox, 4).map((person) => person.score);
    expect(scores).toHaveLength(2);
    expect(scores[0]).toBeCloseTo(0.7 * 0.8);
  });

  it('does not take another person’s joint when its own is weaker but nearer', () => {
    const heads = emptyHeads();
    addPerson(heads, 18, 30, 0.9);
    // Inside the box, far from the regressed place, somewhat hotter.
    heads.heat[14 * COLUMNS + 28] = 0.85;
    const [person] = decodeHeads(heads, letterbox, 4);
    expect(person?.keypoints[0]?.score).toBeCloseTo(0.8);
  });
});
