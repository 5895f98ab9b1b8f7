import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  PACKET_BYTES,
  TransportStreamIndex,
  type TsPacket,
} from '../../../../gateway/adapters/ffmpeg/transport-stream.ts';
import { companion, describeWithService } from '../../../support/services.ts';

const CLIP = fileURLToPath(new URL('../../../fixtures/clips/fall_forward.mp4', import.meta.url));
const VIDEO_PID = 0x100;

/** The beginnings of the tables that ffmpeg writes. */
const PAT = packet('474000100000b00d0001c100000001f0002ab104b2');
const PMT_H264 = packet('475000100002b0120001c10000e100f0001be100f00015bd4d56');
const PMT_H265 = packet('475000100002b0180001c10000e100f00024e100f006050448455643cb9e0052');
/** One picture a second, every second one a keyframe, with a packet between. */
const STREAM = [PAT, PMT_H264, ...Array.from({ length: 8 }, (_, index) => pictureOf(index)).flat()];

function packet(hex: string): Uint8Array {
  return Buffer.concat([Buffer.from(hex, 'hex'), Buffer.alloc(PACKET_BYTES, 0xff)]).subarray(0, PACKET_BYTES);
}

/** The packet in which a picture begins; its time is given in the stream's own ticks of 1/90 ms. */
function start(ticks: number, isKeyframe = false): Uint8Array {
  const bits = BigInt(ticks);
  const bytes = packet('474100300740000000007e00000001e0000080800521000100010000000109');
  bytes[5] = isKeyframe ? 0x40 : 0;
  bytes[21] = 0x21 | (Number((bits >> 30n) & 7n) << 1);
  bytes.set([Number((bits >> 22n) & 255n), 1 | (Number((bits >> 15n) & 127n) << 1)], 22);
  bytes.set([Number((bits >> 7n) & 255n), 1 | (Number(bits & 127n) << 1)], 24);
  return bytes;
}

function pictureOf(index: number): Uint8Array[] {
  return [start(90_000 * index, index % 2 === 0), packet('47010011')];
}

function read(...chunks: Uint8Array[]): { index: TransportStreamIndex; packets: TsPacket[] } {
  const index = new TransportStreamIndex();
  return { index, packets: chunks.flatMap((chunk) => index.push(chunk)) };
}

/** Cut at these places, as far as they lie inside. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...places.filter((place) => place < bytes.length).sort((a, b) => a - b), bytes.length];
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

function picturesOf(packets: readonly TsPacket[]): NonNullable<TsPacket['picture']>[] {
  return packets.flatMap(({ picture }) => (picture === null ? [] : [picture]));
}

describe('TransportStreamIndex', () => {
  it('finds tables, pictures, their times and the keyframes', () => {
    const { packets, index } = read(...STREAM);
    expect(packets.map(({ table }) => table).filter((table) => table !== null)).toEqual(['pat', 'pmt']);
    expect(picturesOf(packets)).toEqual(
      Array.from({ length: 8 }, (_, second) => ({ ptsMs: second * 1000, isKeyframe: second % 2 === 0 })),
    );
    expect(index).toMatchObject({ skippedBytes: 0, damagedPackets: 0 });
  });

  it('knows H.265 by its table, and sees no picture before the tables or in other streams', () => {
    expect(picturesOf(read(PAT, PMT_H265, start(0, true), PAT).packets)).toHaveLength(1);
    expect(picturesOf(read(start(0, true), PAT, PMT_H265).packets)).toEqual([]);
    const sound = start(0, true);
    sound[2] = VIDEO_PID + 1;
    expect(picturesOf(read(PAT, PMT_H264, sound, PAT).packets)).toEqual([]);
  });

  it('finds the same whatever is in the bytes and wherever they are cut', () => {
    const whole = fc.constantFrom(...STREAM);
    const part = fc.tuple(whole, fc.nat(PACKET_BYTES)).map(([bytes, length]) => bytes.subarray(0, length));
    const noise = fc.uint8Array({ maxLength: 400 });
    const piece = fc.oneof({ weight: 6, arbitrary: whole }, part, noise);
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.array(fc.nat(8000)), (pieces, places) => {
        const bytes = Buffer.concat([PAT, PMT_H264, ...pieces]);
        const atOnce = read(bytes);
        const cutUp = read(...cut(bytes, places));
        expect(cutUp.packets).toEqual(atOnce.packets);
        expect(cutUp.index.skippedBytes).toBe(atOnce.index.skippedBytes);
        expect(cutUp.index.damagedPackets).toBe(atOnce.index.damagedPackets);
      }),
    );
  });

  it('comes back into step after foreign bytes, and counts them', () => {
    const foreign = fc.uint8Array({ minLength: 1, maxLength: 600 }).map((bytes) => bytes.map(dodge));
    // Two packets are needed to come into step, at the beginning as well.
    const place = fc.integer({ min: 2, max: STREAM.length - 2 });
    fc.assert(
      fc.property(foreign, place, (bytes, at) => {
        const { packets, index } = read(Buffer.concat([...STREAM.slice(0, at), bytes, ...STREAM.slice(at)]));
        expect(Buffer.concat(packets.map((one) => one.bytes))).toEqual(Buffer.concat(STREAM));
        expect(index.skippedBytes).toBe(bytes.length);
      }),
    );
  });

  it('gives a packet as soon as it is whole, and keeps nothing of what it was lent', () => {
    const index = new TransportStreamIndex();
    index.push(Buffer.concat([PAT, PMT_H264, PAT]));
    const lent = Buffer.from(start(90_000));
    expect(index.push(lent.subarray(0, 100))).toEqual([]);
    const tail = Buffer.from(lent.subarray(100));
    lent.fill(0);
    expect(picturesOf(index.push(tail))).toEqual([{ ptsMs: 1000, isKeyframe: false }]);
  });

  it('goes on rising when the 33 bits are used up, and back again', () => {
    const ticks = [2 ** 33 - 90_000, 2 ** 33 - 1, 89_999, 2 ** 33 - 1, 179_999];
    const times = picturesOf(read(PAT, PMT_H264, ...ticks.map((at) => start(at)), PAT).packets);
    const ticksAfterEnd = times.map(({ ptsMs }) => Math.round(ptsMs * 90) - 2 ** 33);
    expect(ticksAfterEnd).toEqual([-90_000, -1, 89_999, -1, 179_999]);
  });

  it.each([
    ['a table that fails its checksum', 9, 0x99, PAT],
    ['a table of streams that fails its checksum', 15, 0x99, PMT_H264],
    ['a packet marked as wrong', 1, 0xc1, start(0)],
    ['an adaptation field longer than the packet', 4, 184, start(0)],
  ])('leaves out %s, and counts it', (_name, at, value, good) => {
    const bad = Uint8Array.from(good);
    bad[at] = value;
    const { packets, index } = read(PAT, PMT_H264, bad, start(90_000));
    expect(index.damagedPackets).toBe(1);
    expect(packets).toHaveLength(3);
    expect(picturesOf(packets).map(({ ptsMs }) => ptsMs)).toEqual([1000]);
  });
});

/** No sync byte. */
function dodge(byte: number): number {
  return byte === 0x47 ? 0 : byte;
}

describeWithService('ffmpeg', 'what ffmpeg copies into a transport stream', (ffmpeg) => {
  const ffprobe = companion(ffmpeg, 'ffprobe');
  const encoders: Record<string, string[]> = {
    h264: ['-c:v', 'copy'],
    'h264 with open groups': ['-c:v', 'libx264', '-x264-params', 'keyint=15:bframes=2:open-gop=1:scenecut=0'],
    h265: ['-c:v', 'libx265', '-x265-params', 'keyint=15:bframes=2:log-level=none'],
  };
  const streams = new Map<string, Buffer>();

  beforeAll(() => {
    for (const [name, encoder] of Object.entries(encoders)) {
      const preset = name === 'h264' ? [] : ['-preset', 'ultrafast'];
      const encoded = run(ffmpeg, ['-t', '3', '-i', CLIP, '-an', ...encoder, ...preset, '-f', 'mpegts', '-']);
      // Once more, so that the keyframes are told by the parser of the coded video, as with a camera.
      streams.set(name, run(ffmpeg, ['-f', 'mpegts', '-i', '-', '-c', 'copy', '-f', 'mpegts', '-'], encoded));
    }
  });

  it.each(Object.keys(encoders))('tells times and keyframes as ffprobe does: %s', (name) => {
    const bytes = streams.get(name) ?? Buffer.alloc(0);
    const entries = ['-show_entries', 'packet=pts,flags', '-of', 'csv=p=0', '-'];
    const expected = run(ffprobe, ['-select_streams', 'v:0', ...entries], bytes)
      .toString()
      .trim()
      .split('\n')
      // Lines of side data are empty.
      .filter((line) => /^\d/.test(line))
      .map((line) => line.split(','))
      .map(([pts, flags]) => ({ ticks: Number(pts), isKeyframe: flags?.includes('K') ?? false }));
    const found = picturesOf(read(bytes).packets).map(({ ptsMs, isKeyframe }) => ({
      ticks: Math.round(ptsMs * 90),
      isKeyframe,
    }));
    expect(found).toEqual(expected);
    expect(found.filter(({ isKeyframe }) => isKeyframe).length).toBeGreaterThan(1);
  });
});

function run(program: string, args: readonly string[], input?: Uint8Array): Buffer {
  const options = { maxBuffer: 64 * 1024 * 1024, ...(input === undefined ? {} : { input }) };
  return execFileSync(program, ['-v', 'error', ...args], options);
}
