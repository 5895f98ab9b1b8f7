import { describe, expect, it } from 'vitest';
import { AttentionPlaces } from '../../../gateway/pipeline/attention-places.ts';
import {
  build,
  config,
  type Decoding,
  ended,
  frameOf,
  GOP_MS,
  looksUntil,
  plain,
  STREET,
} from '../../support/two-speed-camera.ts';

describe('a quiet scene', () => {
  it('is looked at once and then at times; all other keyframes are only sighted', () => {
    const { offered, sighted, decodings, attention, rest, twoSpeed } = build();
    rest(0, 90_000);
    const looks = looksUntil(90_000, config.attention.idleCheckMs);
    expect(offered).toEqual(looks.map((atMs) => [atMs, 'idle']));
    const all = looksUntil(90_000, GOP_MS);
    expect(sighted).toEqual(all.filter((atMs) => !looks.includes(atMs)));
    expect(decodings).toEqual([]);
    expect(attention).toEqual([]);
    expect(twoSpeed.attended).toBe(false);
  });

  it('is looked at more often while someone is there and still', () => {
    const { offered, decodings, wanted, rest } = build();
    wanted.interest = 'present';
    rest(0, 20_000);
    const looks = looksUntil(20_000, config.attention.recheckMs);
    expect(offered).toEqual(looks.map((atMs) => [atMs, 'still']));
    expect(looks.length).toBeGreaterThan(looksUntil(20_000, config.attention.idleCheckMs).length);
    expect(decodings).toEqual([]);
  });

  it('is decoded in full, though nothing moves, while a fall is suspected', () => {
    const { decodings, wanted, rest, twoSpeed } = build();
    rest(0, 4000);
    wanted.interest = 'urgent';
    rest(6000, 60_000);
    expect(decodings.map(({ fromMs }) => fromMs)).toEqual([4000]);
    expect(twoSpeed.attended).toBe(true);
  });

  it('is told of at each keyframe, by its motion and by its picture', () => {
    const { reasons, pictures, rest } = build();
    rest(0, 4000);
    expect(reasons).toEqual(['first', 'still', 'still']);
    expect(pictures).toEqual([0, 2000, 4000].map((atMs) => [atMs, null]));
  });
});

describe('motion', () => {
  it('has everything decoded from the keyframe before the one that shows it', () => {
    const { attention, decodings, offered, reasons, sighted, twoSpeed, wake } = build();
    const { fromMs, signal } = wake();
    expect(fromMs).toBe(6000);
    expect(signal.aborted).toBe(false);
    expect(reasons.at(-1)).toBe('moved');
    expect(attention).toEqual([true]);
    expect(twoSpeed.attended).toBe(true);
    expect(decodings).toHaveLength(1);
    // The keyframe itself comes once more, decoded in its turn.
    expect(offered).toEqual([[0, 'idle']]);
    expect(sighted.at(-1)).toBe(8000);
  });

  it('has the pictures of the decoder offered as moving, in their order', () => {
    const { offered, scene, wake } = build();
    const { onFrame } = wake();
    for (const atMs of [6000, 6200, 6400]) onFrame(frameOf(atMs, scene(60)));
    expect(offered.slice(1)).toEqual([6000, 6200, 6400].map((atMs) => [atMs, 'moving']));
  });

  it('starts one decoder only, however long it lasts', () => {
    const { attention, decodings, offered, scene, show, wake } = build();
    wake();
    for (let step = 1; step <= 20; step += 1) show(8000 + step * GOP_MS, scene((step * 13) % 90));
    expect(decodings).toHaveLength(1);
    expect(attention).toEqual([true]);
    expect(offered).toEqual([[0, 'idle']]);
  });

  it('does not wake it in a zone that is to be ignored, and does beside it', () => {
    const { decodings, scene, show, rest } = build({ zones: [STREET] });
    rest(0, 6000);
    for (let step = 0; step < 5; step += 1) show(8000 + step * GOP_MS, scene(10 + step * 12));
    expect(decodings).toEqual([]);
    show(18_000, scene(120));
    expect(decodings.map(({ fromMs }) => fromMs)).toEqual([16_000]);
  });
});

describe('rest', () => {
  /** @returns the last keyframe's time before the decoder was told to stop. */
  function quieten({ show, scene }: ReturnType<typeof build>, { signal }: Decoding): number {
    let atMs = 8000;
    // She stays where she is, and becomes background.
    while (!signal.aborted && atMs < 120_000) {
      atMs += GOP_MS;
      show(atMs, scene(60));
    }
    return atMs;
  }

  it('stops the decoder after a quiet time, and tells so', () => {
    const camera = build();
    const decoding = camera.wake();
    const restedMs = quieten(camera, decoding);
    expect(restedMs - 8000).toBeGreaterThanOrEqual(config.attention.quietMs);
    expect(restedMs).toBeLessThan(60_000);
    expect(decoding.signal.aborted).toBe(true);
    expect(camera.attention).toEqual([true, false]);
    expect(camera.twoSpeed.attended).toBe(false);
  });

  it('wakes again at the next motion, from the keyframe before it, and is not disturbed by the old decoder’s end', async () => {
    const camera = build();
    const first = camera.wake();
    const restedMs = quieten(camera, first);
    camera.show(restedMs + GOP_MS, camera.scene(20));
    expect(camera.decodings.map(({ fromMs }) => fromMs)).toEqual([6000, restedMs]);
    await ended(first);
    expect(camera.twoSpeed.attended).toBe(true);
    expect(camera.decodings[1]?.signal.aborted).toBe(false);
    expect(camera.attention).toEqual([true, false, true]);
  });

  it('can be asked for at any time, and does nothing twice', () => {
    const { attention, twoSpeed, wake } = build();
    twoSpeed.rest();
    expect(attention).toEqual([]);
    const { signal } = wake();
    twoSpeed.rest();
    twoSpeed.rest();
    expect(signal.aborted).toBe(true);
    expect(attention).toEqual([true, false]);
  });

  it('takes no more pictures from the decoder that was stopped', () => {
    const { faults, offered, scene, twoSpeed, wake } = build();
    const { onFrame } = wake();
    twoSpeed.rest();
    onFrame(frameOf(6200, scene(60)));
    onFrame(frameOf(6400, plain(128)));
    expect(offered).toEqual([[0, 'idle']]);
    expect(faults).toEqual([]);
  });
});

describe('a decoder that ends by itself', () => {
  it('is started anew at the next keyframe that needs it', async () => {
    const { attention, decodings, scene, show, twoSpeed, wake } = build();
    await ended(wake());
    expect(twoSpeed.attended).toBe(false);
    expect(attention).toEqual([true, false]);
    show(10_000, scene(90));
    expect(decodings.map(({ fromMs }) => fromMs)).toEqual([6000, 8000]);
    expect(decodings[1]?.signal.aborted).toBe(false);
    expect(attention).toEqual([true, false, true]);
  });

  it('is not started while nothing needs it', async () => {
    const { decodings, reasons, rest, scene, show, wake } = build();
    const decoding = wake();
    // Where somebody stood, the empty room stands out for a while.
    let atMs = 8000;
    while (reasons.at(-1) !== 'still' && atMs < 60_000) {
      atMs += GOP_MS;
      show(atMs, scene());
    }
    expect(decoding.signal.aborted).toBe(false);
    await ended(decoding);
    rest(atMs + GOP_MS, atMs + 20_000);
    expect(decodings).toHaveLength(1);
  });
});

describe('a new session', () => {
  it('stops the decoder and learns the scene anew', () => {
    const { attention, decodings, offered, reasons, scene, show, twoSpeed, wake } = build();
    const { signal } = wake();
    twoSpeed.beginSession();
    expect(signal.aborted).toBe(true);
    expect(attention).toEqual([true, false]);
    // Somebody moved in while it was gone: that is how the room looks now.
    show(0, scene(20, 90));
    expect(reasons.at(-1)).toBe('first');
    expect(offered.at(-1)).toEqual([0, 'idle']);
    show(2000, scene(20, 90));
    expect(decodings).toHaveLength(1);
    show(4000, scene(20, 50));
    expect(decodings.map(({ fromMs }) => fromMs)).toEqual([6000, 2000]);
  });

  it('is decoded from its own first keyframe, when that is all there is', () => {
    const { decodings, scene, show, twoSpeed, wake, wanted } = build();
    wake();
    twoSpeed.beginSession();
    wanted.interest = 'urgent';
    show(0, scene());
    expect(decodings.map(({ fromMs }) => fromMs)).toEqual([6000, 0]);
  });

  it('is not disturbed by the end of the old decoder', async () => {
    const { attention, twoSpeed, scene, show, wake, wanted } = build();
    const old = wake();
    twoSpeed.beginSession();
    wanted.interest = 'urgent';
    show(0, scene());
    await ended(old);
    expect(twoSpeed.attended).toBe(true);
    expect(attention).toEqual([true, false, true]);
  });

  it('finds a picture frozen after six seconds of its own time', () => {
    const { faults, scene, show, twoSpeed } = build();
    const repeated = scene();
    show(50_000, scene());
    show(52_000, repeated);
    twoSpeed.beginSession();
    for (let atMs = 0; atMs <= 6000; atMs += GOP_MS) show(atMs, repeated);
    expect(faults).toEqual(['frozen']);
  });
});

describe('places that are taken', () => {
  it('leave it to the keyframes, which are looked at, until there is one', () => {
    const places = new AttentionPlaces(1);
    const other = { need: () => 'present' as const, onLost: () => {} };
    places.take(other);
    const { attention, decodings, offered, refused, rest, scene, show } = build({ places });
    rest(0, 6000);
    show(8000, scene(60));
    expect([decodings.length, attention, refused.count]).toEqual([0, [], 1]);
    expect(offered.at(-1)).toEqual([8000, 'moving']);
    places.leave(other);
    show(10_000, scene(70));
    expect(decodings.map(({ fromMs }) => fromMs)).toEqual([8000]);
  });

  it('are lost to a camera that shows somebody, once nobody was found for long', () => {
    const places = new AttentionPlaces(1);
    const { attention, offered, refused, scene, wake } = build({ places });
    const { onFrame, signal } = wake();
    const other = { need: () => 'moving' as const, onLost: () => {} };
    expect(places.take(other)).toBe(false);
    for (let atMs = 6000; atMs <= 16_200; atMs += 200) onFrame(frameOf(atMs, scene(60 + atMs / 1000)));
    // What moves there waits behind others from now on.
    expect(offered.at(-1)?.[1]).toBe('still');
    expect(places.take(other)).toBe(true);
    expect([attention, refused.count, signal.aborted]).toEqual([[true, false], 1, true]);
  });
});
