import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PacketRing, type RingReader } from '../../../../gateway/adapters/ffmpeg/packet-ring.ts';
import { PACKET_BYTES, TransportStreamIndex } from '../../../../gateway/adapters/ffmpeg/transport-stream.ts';
import { describeWithService } from '../../../support/services.ts';

const CLIP = fileURLToPath(new URL('../../../fixtures/clips/fall_forward.mp4', import.meta.url));
/** As ffmpeg writes them. */
const TABLES = Buffer.concat([
  packet('474000100000b00d0001c100000001f0002ab104b2'),
  packet('475000100002b0120001c10000e100f0001be100f00015bd4d56'),
]);
const FILLING = packet('47010011');
const ROOMY = { maxAgeMs: 20_000, maxBytes: 1_000_000 };

function packet(hex: string): Buffer {
  return Buffer.concat([Buffer.from(hex, 'hex'), Buffer.alloc(PACKET_BYTES, 0xff)]).subarray(0, PACKET_BYTES);
}

/** A picture of so many packets. */
function picture(ptsMs: number, { isKeyframe = false, packets = 2 } = {}): Buffer {
  const bits = BigInt(ptsMs * 90);
  const first = packet('474100300740000000007e00000001e0000080800521000100010000000109');
  first[5] = isKeyframe ? 0x40 : 0;
  first[21] = 0x21 | (Number((bits >> 30n) & 7n) << 1);
  first.set([Number((bits >> 22n) & 255n), 1 | (Number((bits >> 15n) & 127n) << 1)], 22);
  first.set([Number((bits >> 7n) & 255n), 1 | (Number(bits & 127n) << 1)], 24);
  return Buffer.concat([first, ...Array.from({ length: packets - 1 }, () => FILLING)]);
}

/** Five pictures a second, from one keyframe to before the next. */
function gop(startMs: number, lengthMs = 1000, packets = 2): Buffer[] {
  return Array.from({ length: lengthMs / 200 }, (_, index) =>
    picture(startMs + index * 200, { isKeyframe: index === 0, packets }),
  );
}

function ringOf(limits: { maxAgeMs: number; maxBytes: number }, ...chunks: Uint8Array[]): PacketRing {
  const ring = new PacketRing(limits);
  ring.push(TABLES);
  for (const chunk of chunks) ring.push(chunk);
  return ring;
}

function startsOf(ring: PacketRing): number[] {
  return ring.keyframes().map(({ ptsMs }) => ptsMs);
}

function drain(reader: RingReader | undefined): Buffer {
  const chunks: Uint8Array[] = [];
  for (let chunk = reader?.read(); chunk !== undefined; chunk = reader?.read()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Times of the pictures in these bytes, ms. */
function timesIn(bytes: Uint8Array): number[] {
  return new TransportStreamIndex()
    .push(bytes)
    .flatMap((one) => (one.picture === null ? [] : [one.picture.ptsMs]));
}

describe('PacketRing', () => {
  it('refuses limits that make no ring', () => {
    expect(() => new PacketRing({ maxAgeMs: 0, maxBytes: 1 })).toThrow('maxAgeMs must be more than 0, not 0');
  });

  it('keeps whole groups of at least its age', () => {
    const gops = Array.from({ length: 10 }, (_, index) => gop(index * 1000)).flat();
    const ring = ringOf({ ...ROOMY, maxAgeMs: 3000 }, ...gops);
    expect(ring.newestPtsMs).toBe(9800);
    expect(startsOf(ring)).toEqual([6000, 7000, 8000, 9000]);
    expect(ring.bytes).toBe(4 * 5 * 2 * PACKET_BYTES);
    expect(ring.pictures).toBe(50);
  });

  it('starts a reader at the last keyframe before the moment, or at the oldest', () => {
    const ring = ringOf(ROOMY, ...gop(1000), ...gop(2000), ...gop(3000));
    const startFor = (fromMs: number): number | undefined => timesIn(drain(ring.reader(fromMs)))[0];
    expect([2999, 2000, 1500, 0, 9999].map(startFor)).toEqual([3000, 2000, 1000, 1000, 3000]);
    expect(new PacketRing(ROOMY).reader(0)).toBeUndefined();
  });

  it('tells the distance of keyframes before a long group has ended', () => {
    const ring = ringOf(ROOMY);
    expect(ring.gopMs).toBeNull();
    for (const chunk of [...gop(0), ...gop(1000)]) ring.push(chunk);
    expect(ring.gopMs).toBe(1000);
    for (const chunk of gop(2000, 6000)) ring.push(chunk);
    expect(ring.gopMs).toBe(5800);
    for (let startMs = 8000; startMs < 14_000; startMs += 1000) ring.push(Buffer.concat(gop(startMs)));
    expect(ring.gopMs).toBe(1000);
  });

  it('starts nobody in a group larger than the ring, until the next keyframe', () => {
    const ring = ringOf({ ...ROOMY, maxBytes: 20 * PACKET_BYTES }, ...gop(0, 1000));
    const live = ring.reader(0);
    drain(live);
    for (const chunk of gop(1000, 4000, 3)) {
      ring.push(chunk);
      drain(live);
    }
    expect(ring).toMatchObject({ startable: false, bytes: 18 * PACKET_BYTES });
    expect(ring.reader(0)).toBeUndefined();
    expect(ring.gopMs).toBe(3800);
    // Who was there before loses nothing.
    expect(live?.skippedMs).toBe(0);
    ring.push(picture(5000, { isKeyframe: true }));
    expect(ring.startable).toBe(true);
    expect(startsOf(ring)).toEqual([5000]);
    expect(timesIn(Buffer.concat([TABLES, drain(live)]))).toEqual([5000]);
  });

  it('lets a slow reader fall behind without growing, and counts what it lost', () => {
    const limits = { maxAgeMs: 3000, maxBytes: 1_000_000 };
    const ring = ringOf(limits, ...gop(0));
    const reader = ring.reader(0);
    reader?.read();
    expect(timesIn(Buffer.concat([TABLES, reader?.read() ?? Buffer.alloc(0)]))).toEqual([0]);
    for (let startMs = 1000; startMs < 10_000; startMs += 1000)
      gop(startMs).forEach((one) => void ring.push(one));
    expect(ring.bytes).toBe(4 * 5 * 2 * PACKET_BYTES);
    expect(timesIn(drain(reader))[0]).toBe(6000);
    expect(reader?.skippedMs).toBe(6000);
  });

  it('wakes a reader for each push until it is closed', () => {
    const ring = ringOf(ROOMY, ...gop(0));
    const reader = ring.reader(0);
    let read: Buffer = Buffer.alloc(0);
    reader?.onData(() => {
      read = Buffer.concat([read, drain(reader)]);
    });
    ring.push(picture(1000));
    reader?.close();
    ring.push(picture(1200));
    expect(read).toEqual(Buffer.concat([TABLES, ...gop(0), picture(1000)]));
  });

  it.each([
    ['back', 5000],
    ['ahead by more than the ring holds', 500_000],
  ])('begins a new time line when the clock of the camera jumps %s', (_name, toMs) => {
    const ring = ringOf(ROOMY, ...gop(100_000), ...gop(101_000));
    const reader = ring.reader(0);
    drain(reader);
    ring.push(picture(toMs));
    expect(ring).toMatchObject({ startable: false, bytes: 0, timeJumps: 1, newestPtsMs: toMs, gopMs: null });
    for (const chunk of gop(toMs + 200)) ring.push(chunk);
    expect(startsOf(ring)).toEqual([toMs + 200]);
    expect(drain(reader)).toEqual(Buffer.concat([TABLES, ...gop(toMs + 200)]));
    expect(reader?.skippedMs).toBe(0);
  });

  it('takes pictures out of order for what they are', () => {
    const ring = ringOf(
      ROOMY,
      picture(1000, { isKeyframe: true }),
      picture(1600),
      picture(1200),
      picture(1400),
    );
    expect(ring).toMatchObject({ timeJumps: 0, newestPtsMs: 1600, pictures: 4 });
  });

  it('keeps nothing but its counts when cleared, and its readers go on with the next session', () => {
    const ring = ringOf(ROOMY, Buffer.from('foreign'), ...gop(50_000));
    const reader = ring.reader(0);
    ring.clear();
    expect(ring).toMatchObject({ bytes: 0, startable: false, pictures: 5, skippedBytes: 7, timeJumps: 0 });
    expect(ring.newestPtsMs).toBeUndefined();
    drain(reader);
    for (const chunk of [TABLES, ...gop(0)]) ring.push(chunk);
    expect(drain(reader)).toEqual(Buffer.concat([TABLES, ...gop(0)]));
  });

  it('holds the same however the bytes are cut', () => {
    const bytes = Buffer.concat([
      TABLES,
      ...Array.from({ length: 8 }, (_, index) => gop(index * 1000)).flat(),
    ]);
    const limits = { maxAgeMs: 3000, maxBytes: 1_000_000 };
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: bytes.length - 1 }), { maxLength: 60 }), (places) => {
        const ends = [...places.sort((a, b) => a - b), bytes.length];
        const ring = new PacketRing(limits);
        ends.forEach((end, index) => void ring.push(bytes.subarray(ends[index - 1] ?? 0, end)));
        const atOnce = new PacketRing(limits);
        atOnce.push(bytes);
        expect(ring.keyframes()).toEqual(atOnce.keyframes());
        expect(ring).toMatchObject({ bytes: atOnce.bytes, gopMs: atOnce.gopMs, newestPtsMs: 7800 });
        expect(drain(ring.reader(5500))).toEqual(drain(atOnce.reader(5500)));
      }),
    );
  });

  it('stays within its bytes and gives each reader decodable video, whatever comes', () => {
    const sent = fc.record({
      stepMs: fc.oneof(
        { weight: 20, arbitrary: fc.constantFrom(40, 200, 1000) },
        fc.constantFrom(-5000, 9000),
      ),
      isKeyframe: fc.boolean(),
      packets: fc.integer({ min: 1, max: 12 }),
      readsNow: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(sent, { maxLength: 80 }), (all) => {
        const maxBytes = 30 * PACKET_BYTES;
        const ring = ringOf({ maxAgeMs: 4000, maxBytes });
        const readers: { reader: RingReader; read: Buffer }[] = [];
        let ptsMs = 100_000;
        for (const { stepMs, readsNow, ...rest } of all) {
          ptsMs += stepMs;
          ring.push(picture(ptsMs, rest));
          expect(ring.bytes).toBeLessThanOrEqual(maxBytes);
          const reader = ring.reader(ptsMs);
          expect(reader !== undefined).toBe(ring.startable);
          if (reader !== undefined && readers.length < 3) readers.push({ reader, read: Buffer.alloc(0) });
          if (readsNow) for (const one of readers) one.read = Buffer.concat([one.read, drain(one.reader)]);
        }
        for (const { read } of readers) expect(startsAtKeyframes(read)).toBe(true);
      }),
    );
  });
});

/** Behind each pair of tables, which is all that tells of a jump, the first picture is a keyframe. */
function startsAtKeyframes(bytes: Buffer): boolean {
  const packets = new TransportStreamIndex().push(bytes);
  return packets.every(
    ({ table }, index) => table !== 'pmt' || packets[index + 1]?.picture?.isKeyframe === true,
  );
}

describeWithService('ffmpeg', 'a second ffmpeg fed from the ring', (ffmpeg) => {
  const copied = ['-map', '0:v:0', '-muxdelay', '0', '-muxpreload', '0', '-f', 'mpegts', '-'];
  const encoders: Record<string, string[]> = {
    h264: ['-c', 'copy'],
    h265: ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'keyint=15:bframes=0:log-level=none'],
  };

  it.each(Object.keys(encoders))('decodes all from a keyframe in the past, then live: %s', (codec) => {
    const args = codec === 'h265' ? ['-t', '3', '-i', CLIP] : ['-i', CLIP];
    const stream = execFileSync(ffmpeg, ['-v', 'error', ...args, ...(encoders[codec] ?? []), ...copied]);
    const ring = new PacketRing({ maxAgeMs: 60_000, maxBytes: stream.length });
    const middle = Math.floor(stream.length / 2);
    for (const chunk of chunksOf(stream.subarray(0, middle))) ring.push(chunk);
    const [, second] = startsOf(ring);
    if (second === undefined) throw new Error('the first half has no second keyframe');
    const reader = ring.reader(second + 1);
    const read: Buffer[] = [drain(reader)];
    reader?.onData(() => void read.push(drain(reader)));
    for (const chunk of chunksOf(stream.subarray(middle))) ring.push(chunk);

    const fed = Buffer.concat(read);
    const tables = fed.subarray(0, 2 * PACKET_BYTES);
    // To the last byte what the camera sent, from the keyframe on.
    expect(stream.subarray(-(fed.length - tables.length)).equals(fed.subarray(tables.length))).toBe(true);
    const sent = picturesShown(ffmpeg, stream).filter(({ ptsMs }) => ptsMs >= second - 1);
    expect(sent.length).toBeGreaterThan(15);
    expect(timesIn(fed)[0]).toBe(second);
    expect(picturesShown(ffmpeg, fed)).toEqual(sent);
  });
});

/** Of unequal lengths, cut anywhere. */
function chunksOf(bytes: Buffer): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 1 + ((at * 7) % 5000)) {
    chunks.push(bytes.subarray(at, at + 1 + ((at * 7) % 5000)));
  }
  return chunks;
}

/** Each decoded picture: its time, ms, and a sum over its pixels. Throws when the decoder has anything to complain of. */
function picturesShown(ffmpeg: string, stream: Buffer): { ptsMs: number; sum: string }[] {
  const args = ['-v', 'error', '-copyts', '-f', 'mpegts', '-i', 'pipe:0', '-vsync', 'passthrough'];
  const { stdout, stderr } = spawnSync(
    ffmpeg,
    [...args, '-enc_time_base', '1:90000', '-f', 'framemd5', '-'],
    {
      input: stream,
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  if (stderr.length > 0) throw new Error(stderr.toString());
  return [...stdout.toString().matchAll(/^0,\s*-?\d+,\s*(\d+),.*\s(\w+)$/gm)].map(([, ticks, sum]) => ({
    ptsMs: Number(ticks) / 90,
    sum: sum ?? '',
  }));
}
