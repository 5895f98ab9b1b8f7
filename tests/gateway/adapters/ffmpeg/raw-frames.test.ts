import { describe, expect, it } from 'vitest';
import { seeded } from '../../../../edge-config/scenario/scenes.ts';
import { type RawFrame, RawFrames } from '../../../../gateway/adapters/ffmpeg/raw-frames.ts';
import { yuvBytes } from '../../../../gateway/pixels.ts';

/** As ffmpeg 5.1 writes it. */
function showinfo({ widthPx, heightPx }: RawFrame, ptsTime: string): string {
  return (
    `[Parsed_showinfo_2 @ 0x55b7bec88b80] n:   3 pts:  54000 pts_time:${ptsTime.padEnd(7)} pos:       -1 ` +
    `fmt:yuv420p sar:1/1 s:${widthPx}x${heightPx} i:P iskey:1 type:I `
  );
}

/** What else ffmpeg says about frames, and what it says besides. */
const OTHER_INFO = [
  '[Parsed_showinfo_2 @ 0x55b7bec88b80] config in time_base: 1/90000, frame_rate: 15/1',
  '[Parsed_showinfo_2 @ 0x55b7bec88b80] config out time_base: 0/0, frame_rate: 0/0',
  '[Parsed_showinfo_2 @ 0x55b7bec88b80] color_range:pc color_space:smpte170m color_primaries:unknown color_trc:unknown',
  '[Parsed_showinfo_2 @ 0x55b7bec88b80]   side data - User Data Unregistered:',
  'UUID=dc45e9bd-e6d9-48b7-962c-d820d923eeef',
  'User Data=78323634202d20636f726520313634',
];
const CHATTER = [
  "Input #0, mpegts, from 'pipe:0':",
  '  Stream #0:0[0x100]: Video: h264 (High) ([27][0][0][0] / 0x001B), yuv420p(progressive), 640x360, 15 fps, 90k tbn',
  '  Stream #0:0 -> #0:0 (h264 (native) -> rawvideo (native))',
  'Press [q] to stop, [?] for help',
  '',
];

function frameOf(widthPx: number, heightPx: number, ptsMs: number | null, random: () => number): RawFrame {
  const yuv = Uint8Array.from({ length: yuvBytes(widthPx, heightPx) }, () => Math.floor(random() * 256));
  return { widthPx, heightPx, ptsMs, yuv };
}

function lineOf(frame: RawFrame): string {
  return showinfo(frame, frame.ptsMs === null ? 'NOPTS' : String(frame.ptsMs / 1000));
}

function drain(raw: RawFrames): RawFrame[] {
  const frames: RawFrame[] = [];
  for (let frame = raw.next(); frame !== undefined; frame = raw.next()) frames.push(frame);
  return frames;
}

/** Comparable: `toEqual` on shared memory of this size is slow. */
function told(frames: readonly RawFrame[]): unknown[] {
  return frames.map(({ yuv, ...info }) => ({ ...info, bytes: Buffer.from(yuv).toString('hex') }));
}

describe('RawFrames', () => {
  it('gives the same frames however the bytes are cut and whatever comes first', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const random = seeded(seed);
      const upTo = (count: number): number => Math.floor(random() * count);
      const sent = Array.from({ length: 1 + upTo(6) }, (_, index) =>
        frameOf(2 + 2 * upTo(6), 2 + 2 * upTo(6), upTo(5) === 0 ? null : index * 200, random),
      );
      const lines = sent.flatMap((frame) => [
        ...(upTo(3) === 0 ? [OTHER_INFO[upTo(OTHER_INFO.length)] ?? ''] : []),
        ...(upTo(3) === 0 ? [CHATTER[upTo(CHATTER.length)] ?? ''] : []),
        lineOf(frame),
      ]);
      let bytes = Buffer.concat(sent.map(({ yuv }) => yuv));
      const longest = 1 + upTo(bytes.length);
      const linesFirst = random();
      const raw = new RawFrames();
      const got: RawFrame[] = [];
      while (lines.length > 0 || bytes.length > 0) {
        if (lines.length > 0 && (bytes.length === 0 || random() < linesFirst)) {
          raw.heard(lines.shift() ?? '');
        } else {
          const count = upTo(longest + 1);
          raw.push(bytes.subarray(0, count));
          bytes = bytes.subarray(count);
        }
        if (upTo(2) === 0) got.push(...drain(raw));
      }
      got.push(...drain(raw));
      expect(told(got), `seed ${seed}`).toEqual(told(sent));
    }
  });

  it('gives a frame only when both its line and its last byte have come', () => {
    const frame = frameOf(4, 2, 600, seeded(1));
    const raw = new RawFrames();
    raw.push(frame.yuv.subarray(0, -1));
    expect(raw.next()).toBeUndefined();
    raw.heard(lineOf(frame));
    expect(raw.next()).toBeUndefined();
    raw.push(frame.yuv.subarray(-1));
    expect(told(drain(raw))).toEqual(told([frame]));

    const early = new RawFrames();
    early.push(frame.yuv);
    expect(early.next()).toBeUndefined();
    early.heard(lineOf(frame));
    expect(told(drain(early))).toEqual(told([frame]));
  });

  it('goes on in another size when the camera changes it in mid-stream', () => {
    const random = seeded(2);
    const sent = [frameOf(8, 4, 0, random), frameOf(4, 8, 200, random), frameOf(16, 10, 400, random)];
    const raw = new RawFrames();
    raw.push(Buffer.concat(sent.map(({ yuv }) => yuv)));
    for (const frame of sent) raw.heard(lineOf(frame));
    expect(told(drain(raw))).toEqual(told(sent));
    expect(raw.next()).toBeUndefined();
  });

  it.each([
    ['0', 0],
    ['0.6', 600],
    ['-0.0667', -66.7],
    ['95443.717', 95_443_717],
    ['1e+06', 1_000_000_000],
    ['NOPTS', null],
    ['nan', null],
  ])('reads the time %s', (ptsTime, ptsMs) => {
    const frame = frameOf(2, 2, null, seeded(3));
    const raw = new RawFrames();
    raw.push(frame.yuv);
    raw.heard(showinfo(frame, ptsTime));
    const got = raw.next()?.ptsMs;
    if (ptsMs === null) expect(got).toBeNull();
    else expect(got).toBeCloseTo(ptsMs, 6);
  });

  it('reads the line behind ffmpeg’s progress, and with checksums', () => {
    const frame = frameOf(2, 2, 200, seeded(4));
    const raw = new RawFrames();
    raw.push(frame.yuv);
    const checksums = 'checksum:EBE1925C plane_checksum:[EBE1925C] mean:[125] stdev:[125.4]';
    expect(raw.heard(`frame=    1 fps=0.0 q=0.0 speed=N/A    ${lineOf(frame)}${checksums}`)).toBe(true);
    expect(told(drain(raw))).toEqual(told([frame]));
  });

  it('takes no frame from other lines, and tells those of showinfo from the rest', () => {
    const raw = new RawFrames();
    raw.push(new Uint8Array(1000));
    expect(OTHER_INFO.map((line) => raw.heard(line))).toEqual(OTHER_INFO.map(() => true));
    expect(CHATTER.map((line) => raw.heard(line))).toEqual(CHATTER.map(() => false));
    expect(raw.heard(lineOf(frameOf(4, 4, 0, seeded(5))))).toBe(true);
    expect(drain(raw)).toHaveLength(1);
    expect(raw.faults).toBe(0);
  });

  it.each([
    '[h264 @ 0x5581] error while decoding MB 12 3, bytestream -7',
    '[h264 @ 0x5581] concealing 120 DC, 120 AC, 120 MV errors in P frame',
    '[h264 @ 0x5581] Invalid NAL unit size (0 > 33).',
    '[h264 @ 0x5581] missing picture in access unit with size 40',
    '[h264 @ 0x5581] decode_slice_header error',
    '[h264 @ 0x5581] non-existing PPS 0 referenced',
    '[h264 @ 0x5581] no frame!',
    '[hevc @ 0x5581] Could not find ref with POC 12',
    '[hevc @ 0x5581] PPS id out of range: 7',
    '[mpegts @ 0x5581] Packet corrupt (stream = 0, dts = 54000).',
    'pipe:0: corrupt decoded frame in stream 0',
  ])('counts the fault: %s', (line) => {
    const raw = new RawFrames();
    expect(raw.heard(line)).toBe(false);
    expect(raw.heard(line)).toBe(false);
    expect(raw.faults).toBe(2);
    expect(raw.next()).toBeUndefined();
  });

  it('gives each frame memory of its own that threads can share', () => {
    const random = seeded(6);
    const sent = [frameOf(4, 4, 0, random), frameOf(4, 4, 200, random)];
    const raw = new RawFrames();
    raw.push(Buffer.concat(sent.map(({ yuv }) => yuv)));
    for (const frame of sent) raw.heard(lineOf(frame));
    const [first, second] = drain(raw);
    expect(first?.yuv.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(first?.yuv.buffer.byteLength).toBe(yuvBytes(4, 4));
    first?.yuv.fill(0);
    expect(told(second === undefined ? [] : [second])).toEqual(told(sent.slice(1)));
  });
});
