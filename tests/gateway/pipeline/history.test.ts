import { describe, expect, it } from 'vitest';
import { lostProofs } from '../../../gateway/pipeline/history.ts';

const proofs = [
  { proofId: 1, startId: 'first', serial: 90 },
  { proofId: 2, startId: 'first', serial: 110 },
  { proofId: 3, startId: 'second', serial: 105 },
];
const lost = (starts: Parameters<typeof lostProofs>[1]): number[] =>
  lostProofs(proofs, starts).map(({ proofId }) => proofId);

describe('lostProofs', () => {
  it('finds nothing in a console that only starts again', () => {
    expect(
      lost([
        { startId: 'first', serial: 0 },
        { startId: 'second', serial: 110 },
      ]),
    ).toEqual([]);
  });

  it('finds what came after the backup that a start began from, also many starts later', () => {
    const restored = [
      { startId: 'first', serial: 0 },
      { startId: 'second', serial: 100 },
    ];
    expect(lost(restored)).toEqual([2]);
    expect(lost([...restored, { startId: 'third', serial: 300 }])).toEqual([2]);
  });

  it('finds all of a start that this history does not know', () => {
    expect(lost([{ startId: 'new', serial: 0 }])).toEqual([1, 2, 3]);
    expect(
      lost([
        { startId: 'first', serial: 0 },
        { startId: 'new', serial: 100 },
      ]),
    ).toEqual([2, 3]);
  });

  it('takes starts older than those that are told for inherited', () => {
    expect(lost([{ startId: 'much later', serial: 5000 }])).toEqual([]);
    expect(lost([])).toEqual([]);
  });
});
