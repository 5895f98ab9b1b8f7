/** Real ffmpeg: a compressed stream in the ring becomes fragmented MP4 that a player can begin with. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { LiveMuxer } from '../../../../gateway/adapters/ffmpeg/live-muxer.ts';
import { FragmentReader } from '../../../../gateway/adapters/ffmpeg/mp4-fragments.ts';
import { PacketRing } from '../../../../gateway/adapters/ffmpeg/packet-ring.ts';
import type { VideoFormat, VideoPiece, VideoSink } from '../../../../gateway/live-ports.ts';
import { ffmpeg } from '../../../support/made-media.ts';
import { describeWithService } from '../../../support/services.ts';

const FRAMES_PER_S = 15;
const GOP = 15;
const SECONDS = 4;

describeWithService('ffmpeg', 'the live muxer', () => {
  const folder = mkdtempSync(join(tmpdir(), 'shouwang-test-'));
  let stream: Buffer;
  let fragmented: Buffer;

  beforeAll(async () => {
    const [ts, mp4] = [join(folder, 'a.ts'), join(folder, 'a.mp4')];
    const source = `testsrc=s=320x180:r=${FRAMES_PER_S}:d=${SECONDS}`;
    const coded = [
      '-c:v',
      'libx264',
      '-profile:v',
      'high',
      '-bf',
      '0',
      '-g',
      String(GOP),
      '-sc_threshold',
      '0',
    ];
    await ffmpeg('-f', 'lavfi', '-i', source, ...coded, '-pix_fmt', 'yuv420p', '-muxdelay', '0', ts);
    const flags = ['-movflags', 'frag_every_frame+empty_moov+default_base_moof'];
    await ffmpeg('-i', ts, '-c', 'copy', ...flags, mp4);
    [stream, fragmented] = [readFileSync(ts), readFileSync(mp4)];
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('finds head, fragments and keyframes, wherever the bytes are cut', () => {
    const whole = new FragmentReader().push(fragmented);
    expect(whole[0]).toMatchObject({ kind: 'init', widthPx: 320, heightPx: 180 });
    expect(whole[0]).toHaveProperty('codec', expect.stringMatching(/^avc1\.6400[0-9a-f]{2}$/));
    const fragments = whole.flatMap((part) => (part.kind === 'fragment' ? [part] : []));
    expect(fragments.length).toBe(FRAMES_PER_S * SECONDS);
    for (const [index, { isKeyframe, decodeMs }] of fragments.entries()) {
      expect([index, isKeyframe]).toEqual([index, index % GOP === 0]);
      expect(decodeMs).toBeCloseTo((index * 1000) / FRAMES_PER_S, 0);
    }
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 20 }), (steps) => {
        const reader = new FragmentReader();
        const parts = [];
        for (let at = 0, turn = 0; at < fragmented.length; turn += 1) {
          const step = steps[turn % steps.length] ?? 1;
          parts.push(...reader.push(fragmented.subarray(at, at + step)));
          at += step;
        }
        expect(parts).toEqual(whole);
      }),
      { numRuns: 10 },
    );
  });

  it('refuses bytes that are no such stream', () => {
    expect(() => new FragmentReader().push(Buffer.alloc(64))).toThrow(RangeError);
    expect(() => new FragmentReader().push(Buffer.alloc(64, 0xff))).toThrow(RangeError);
    const moov = fragmented.indexOf('moov') - 4;
    const headless = Buffer.from(fragmented.subarray(moov, moov + fragmented.readUInt32BE(moov)));
    headless.write('mp4v', headless.indexOf('avc1'));
    expect(() => new FragmentReader().push(headless)).toThrow(RangeError);
  });

  function watcher() {
    const pieces: VideoPiece[] = [];
    const formats = new Set<VideoFormat>();
    let ended = 0;
    const sink: VideoSink = {
      onPiece: (piece, format) => {
        pieces.push(piece);
        formats.add(format);
      },
      onEnd: () => ended++,
    };
    return { sink, pieces, formats, ended: () => ended };
  }

  /** As a camera sends it: a bit at a time, after the first second and a half. */
  function playInto(ring: PacketRing): void {
    const bytesASecond = stream.length / SECONDS;
    let at = Math.floor(bytesASecond * 1.5);
    ring.push(stream.subarray(0, at));
    const timer = setInterval(() => {
      const to = at + Math.ceil(bytesASecond / 20);
      ring.push(stream.subarray(at, to));
      at = to;
    }, 50);
    onTestFinished(() => clearInterval(timer));
  }

  it('begins with the newest keyframe, gives late watchers a head and a keyframe, and ends with the last', async () => {
    const ring = new PacketRing({ maxAgeMs: 20_000, maxBytes: 10_000_000 });
    const muxer = new LiveMuxer(() => ring);
    const early = watcher();
    expect(muxer.watch(early.sink)).toBeUndefined();
    playInto(ring);
    const stopEarly = muxer.watch(early.sink);
    expect(stopEarly).toBeDefined();
    await vi.waitFor(() => expect(early.pieces.length).toBeGreaterThan(3), { timeout: 10_000 });
    const late = watcher();
    const stopLate = muxer.watch(late.sink);
    await vi.waitFor(() => expect(late.pieces.length).toBeGreaterThan(3), { timeout: 10_000 });
    for (const { pieces, formats } of [early, late]) {
      expect(pieces.slice(0, 3).map(({ kind }) => kind)).toEqual(['init', 'keyframe', 'fragment']);
      expect(pieces.filter(({ kind }) => kind === 'init').length).toBe(1);
      expect([...formats]).toMatchObject([{ mime: expect.stringMatching(/^video\/mp4; codecs="avc1\./) }]);
      for (const { ageMs } of pieces) expect(ageMs).toBeLessThan(SECONDS * 1000);
    }
    stopEarly?.();
    stopLate?.();
    const [count, lateCount] = [early.pieces.length, late.pieces.length];
    expect([early.ended(), late.ended()]).toEqual([0, 0]);
    // Watched anew, it begins anew.
    const again = watcher();
    const stopAgain = muxer.watch(again.sink);
    await vi.waitFor(() => expect(again.pieces.length).toBeGreaterThan(5), { timeout: 10_000 });
    expect([early.pieces.length, late.pieces.length]).toEqual([count, lateCount]);
    stopAgain?.();
  }, 30_000);

  it('tells the watchers when the session is over', async () => {
    const ring = new PacketRing({ maxAgeMs: 20_000, maxBytes: 10_000_000 });
    const muxer = new LiveMuxer(() => ring);
    playInto(ring);
    const { sink, pieces, ended } = watcher();
    const stop = muxer.watch(sink);
    await vi.waitFor(() => expect(pieces.length).toBeGreaterThan(0), { timeout: 10_000 });
    muxer.end();
    expect(ended()).toBe(1);
    stop?.();
    expect(ended()).toBe(1);
  }, 20_000);
});
