import { describe, expect, it } from 'vitest';
import { build, config, ended, frameOf, GOP_MS, plain } from '../../support/two-speed-camera.ts';

describe('a stream whose keyframes are far apart', () => {
  it('is decoded in full from its second keyframe on, and never rests', () => {
    const { decodings, attention, scene, twoSpeed } = build();
    const longGopMs = config.attention.maxGopMs + 6000;
    twoSpeed.keyframe(frameOf(0, scene()), null);
    expect(decodings).toEqual([]);
    for (let index = 1; index <= 20; index += 1) {
      twoSpeed.keyframe(frameOf(index * longGopMs, scene()), longGopMs);
    }
    expect(decodings.map(({ fromMs }) => fromMs)).toEqual([0]);
    expect(attention).toEqual([true]);
  });
});

describe('a stream whose keyframes stop coming', () => {
  const overdueMs = config.attention.maxGopMs + 1000;

  it('is decoded in full from the last one, and left in peace while they come', () => {
    const { decodings, rest, twoSpeed } = build();
    twoSpeed.received(60_000);
    rest(0, 2000);
    twoSpeed.received(2000 + overdueMs);
    expect(decodings).toEqual([]);
    twoSpeed.received(2001 + overdueMs);
    twoSpeed.received(2002 + overdueMs);
    expect(decodings.map(({ fromMs }) => fromMs)).toEqual([2000]);
  });

  it('is tried again after as long a wait when nothing could be decoded', async () => {
    const { decodings, rest, twoSpeed } = build();
    rest(0, 0);
    twoSpeed.received(overdueMs + 1);
    await ended(decodings[0] ?? expect.unreachable());
    twoSpeed.received(2 * overdueMs + 1);
    expect(decodings).toHaveLength(1);
    twoSpeed.received(2 * overdueMs + 2);
    expect(decodings).toHaveLength(2);
  });
});

describe('pictures that show nothing', () => {
  it('are never looked at as keyframes, nor taken for a scene, and are told', () => {
    const { decodings, faults, offered, pictures, reasons, show, sighted } = build();
    for (const [index, level] of [0, 128, 16].entries()) show(index * GOP_MS, plain(level));
    expect([...offered, ...sighted, ...decodings, ...reasons]).toEqual([]);
    expect(faults).toEqual(['uniform', 'uniform', 'uniform']);
    expect(pictures.map(([, fault]) => fault)).toEqual(faults);
  });

  it('are no motion: one gray keyframe among good ones wakes nothing', () => {
    const { decodings, faults, rest, show, scene } = build();
    rest(0, 4000);
    show(6000, plain(128));
    show(8000, scene());
    expect(decodings).toEqual([]);
    expect(faults).toEqual(['uniform']);
  });

  it('are frozen after six seconds of the same, until a new one comes', () => {
    const { faults, offered, scene, show, sighted } = build();
    const repeated = scene();
    for (let atMs = 0; atMs <= 20_000; atMs += GOP_MS) show(atMs, repeated);
    expect(faults).toEqual(Array.from({ length: 8 }, () => 'frozen'));
    expect(offered).toEqual([[0, 'idle']]);
    expect(sighted).toEqual([2000, 4000]);
    show(22_000, scene());
    expect(faults).toHaveLength(8);
    expect(sighted).toEqual([2000, 4000, 22_000]);
  });

  it('are not offered from the decoder either', () => {
    const { faults, offered, scene, wake, wanted } = build();
    const { onFrame } = wake();
    wanted.interest = 'present';
    onFrame(frameOf(6000, plain(128)));
    expect(faults).toEqual(['uniform']);
    const repeated = scene(60);
    // Longer than from keyframes: between those, an encoder may leave a still scene as it is.
    for (let atMs = 6200; atMs <= 36_400; atMs += 200) onFrame(frameOf(atMs, repeated));
    expect(faults).toEqual(['uniform', 'frozen', 'frozen']);
    expect(offered.at(-1)).toEqual([36_000, 'moving']);
    onFrame(frameOf(36_600, scene(61)));
    expect(offered.at(-1)).toEqual([36_600, 'moving']);
  });
});
