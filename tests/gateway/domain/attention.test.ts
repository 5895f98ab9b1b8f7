import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { edgeConfigSchema } from '../../../edge-config/contracts/config.ts';
import {
  type AttentionOrder,
  EMPTY_ATTENTION,
  type KeyframeNews,
  onAttentionLost,
  onKeyframe,
} from '../../../gateway/domain/attention.ts';

const params = edgeConfigSchema.shape.attention.parse(undefined);
const GOP_MS = 2000;
const quiet = (streamTimeMs: number, more: Partial<KeyframeNews> = {}): KeyframeNews => ({
  streamTimeMs,
  moving: false,
  interest: 'none',
  gopMs: GOP_MS,
  ...more,
});

function run(news: readonly KeyframeNews[]): AttentionOrder[] {
  let state = EMPTY_ATTENTION;
  return news.map((item) => {
    const [next, order] = onKeyframe(state, item, params);
    state = next;
    return order;
  });
}

/** Keyframes of so many seconds, told by what is special about them. */
function keyframes(
  seconds: number,
  special: (ms: number) => Partial<KeyframeNews> = () => ({}),
): KeyframeNews[] {
  return Array.from({ length: (seconds * 1000) / GOP_MS }, (_, index) =>
    quiet(index * GOP_MS, special(index * GOP_MS)),
  );
}

const kinds = (orders: readonly AttentionOrder[]): string[] => orders.map(({ kind }) => kind);

describe('attention', () => {
  it('looks at the first picture and then at one in a while, when nothing moves', () => {
    const looks = kinds(run(keyframes(60))).filter((kind) => kind === 'look');
    expect(looks.length).toBe(Math.ceil(60_000 / params.idleCheckMs));
    expect(kinds(run(keyframes(60)))).not.toContain('attend');
  });

  it('decodes from the keyframe before the one that shows motion', () => {
    const orders = run(keyframes(20, (ms) => ({ moving: ms === 10_000 })));
    expect(orders.find(({ kind }) => kind === 'attend')).toEqual({ kind: 'attend', fromMs: 8000 });
  });

  it('rests after a quiet time, and not while someone is suspected to have fallen', () => {
    const moved = kinds(run(keyframes(40, (ms) => ({ moving: ms === 2000 }))));
    expect(moved.indexOf('rest') * GOP_MS - 2000).toBeGreaterThanOrEqual(params.quietMs);
    const suspected = kinds(
      run(keyframes(300, (ms) => ({ moving: ms === 2000, interest: ms > 2000 ? 'urgent' : 'none' }))),
    );
    expect(suspected).not.toContain('rest');
  });

  it('looks again and again at someone who is there and still', () => {
    const looks = kinds(run(keyframes(60, () => ({ interest: 'present' })))).filter(
      (kind) => kind === 'look',
    );
    expect(looks.length).toBe(Math.ceil(60_000 / (Math.ceil(params.recheckMs / GOP_MS) * GOP_MS)));
  });

  it('always decodes a stream whose keyframes are far apart', () => {
    const orders = kinds(run([quiet(0, { gopMs: null }), quiet(10_000, { gopMs: 10_000 })]));
    expect(orders).toEqual(['look', 'attend']);
  });

  it('asks for attention anew when the decoder is lost', () => {
    const [attended] = onKeyframe(EMPTY_ATTENTION, quiet(0, { moving: true }), params);
    const [, order] = onKeyframe(onAttentionLost(attended), quiet(2000, { moving: true }), params);
    expect(order).toEqual({ kind: 'attend', fromMs: 0 });
  });

  it('never leaves motion unattended, whatever came before and however time jumps', () => {
    const news = fc.record({
      streamTimeMs: fc.integer({ min: 0, max: 1_000_000 }),
      moving: fc.boolean(),
      interest: fc.constantFrom('urgent', 'present', 'none'),
      gopMs: fc.constantFrom(null, 500, 2000, 10_000),
    });
    fc.assert(
      fc.property(fc.array(news, { maxLength: 60 }), (film) => {
        let state = EMPTY_ATTENTION;
        for (const item of film) {
          const [next, order] = onKeyframe(state, item, params);
          if (item.moving || item.interest === 'urgent') expect(next.attended).toBe(true);
          if (order.kind === 'attend') expect(state.attended).toBe(false);
          state = next;
        }
      }),
      { numRuns: 200, seed: 3 },
    );
  });
});
