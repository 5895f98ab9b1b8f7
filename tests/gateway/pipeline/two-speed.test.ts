import { describe, expect, it } from 'vitest';
import { cameraConfigSchema, edgeConfigSchema } from '../../../edge-config/contracts/config.ts';
import { draw, HEIGHT, person, seeded, WIDTH } from '../../../edge-config/scenario/scenes.ts';
import type { Interest } from '../../../gateway/domain/attention.ts';
import type { GrayPicture } from '../../../gateway/domain/motion.ts';
import type { PictureFault } from '../../../gateway/domain/picture.ts';
import type { Priority } from '../../../gateway/pipeline/scheduler.ts';
import { TwoSpeed } from '../../../gateway/pipeline/two-speed.ts';
import { yuvBytes } from '../../../gateway/pixels.ts';
import type { Frame } from '../../../gateway/ports.ts';
import { settled } from '../../support/fake-clock.ts';

const config = {
  attention: edgeConfigSchema.shape.attention.parse(undefined),
  motion: edgeConfigSchema.shape.motion.parse(undefined),
};
const GOP_MS = 2000;
/** The left half of the picture. */
const STREET = {
  id: 'street',
  kind: 'ignore',
  polygon: [
    [0, 0],
    [0.5, 0],
    [0.5, 1],
    [0, 1],
  ],
};

interface Decoding {
  readonly fromMs: number;
  readonly onFrame: (frame: Frame) => void;
  readonly signal: AbortSignal;
  readonly end: () => void;
}

function build({ zones = [] }: { readonly zones?: readonly unknown[] } = {}) {
  const camera = cameraConfigSchema.parse({
    id: 'yard',
    name: '院子',
    url: 'rtsp://localhost/yard',
    place: 'yard',
    zones,
  });
  const random = seeded(11);
  const offered: [number, Priority][] = [];
  const sighted: number[] = [];
  const decodings: Decoding[] = [];
  const attention: boolean[] = [];
  const reasons: string[] = [];
  const faults: PictureFault[] = [];
  const pictures: [number, PictureFault | null][] = [];
  const wanted: { interest: Interest } = { interest: 'none' };
  const twoSpeed = new TwoSpeed({
    camera,
    config,
    interest: () => wanted.interest,
    offer: (frame, priority) => offered.push([frame.streamTimeMs, priority]),
    sighted: (frame) => sighted.push(frame.streamTimeMs),
    decodeAll: (fromMs, onFrame, signal) =>
      new Promise((end) => decodings.push({ fromMs, onFrame, signal, end })),
    hooks: {
      onKeyframe: ({ reason }) => reasons.push(reason),
      onPicture: (streamTimeMs, _picture, fault) => pictures.push([streamTimeMs, fault]),
      onAttention: (attended) => attention.push(attended),
      onFault: (fault) => faults.push(fault),
    },
  });
  /** A scene with fresh sensor noise, and people in it whose left edges are given. */
  const scene = (...people: number[]): GrayPicture =>
    draw(
      people.map((left) => person(left)),
      {},
      random,
    );
  /** Keyframes of an empty room up to and with that time. */
  const rest = (fromMs: number, untilMs: number, gopMs: number | null = GOP_MS): void => {
    for (let atMs = fromMs; atMs <= untilMs; atMs += GOP_MS) twoSpeed.keyframe(frameOf(atMs, scene()), gopMs);
  };
  const show = (atMs: number, picture: GrayPicture): void =>
    twoSpeed.keyframe(frameOf(atMs, picture), GOP_MS);
  /** Six seconds of an empty room, then somebody comes in. */
  const wake = (): Decoding => {
    rest(0, 6000);
    show(8000, scene(60));
    const decoding = decodings.at(-1);
    if (decoding === undefined) throw new Error('it did not wake');
    return decoding;
  };
  return {
    twoSpeed,
    offered,
    sighted,
    decodings,
    attention,
    reasons,
    faults,
    pictures,
    wanted,
    scene,
    rest,
    show,
    wake,
  };
}

function frameOf(streamTimeMs: number, { widthPx, heightPx, gray }: GrayPicture): Frame {
  const yuv = new Uint8Array(yuvBytes(widthPx, heightPx)).fill(128);
  yuv.set(gray);
  return { cameraId: 'yard', index: 0, streamTimeMs, wallMs: 0, widthPx, heightPx, yuv };
}

function ended({ end }: Decoding): Promise<void> {
  end();
  return settled();
}

function plain(level: number): GrayPicture {
  return { widthPx: WIDTH, heightPx: HEIGHT, gray: new Uint8Array(WIDTH * HEIGHT).fill(level) };
}

/** Times of the keyframes that are looked at when one is due so often. */
function looksUntil(untilMs: number, everyMs: number): number[] {
  const stepMs = Math.ceil(everyMs / GOP_MS) * GOP_MS;
  return Array.from({ length: Math.floor(untilMs / stepMs) + 1 }, (_, index) => index * stepMs);
}

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
    const { faults, offered, scene, wake } = build();
    const { onFrame } = wake();
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
