import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitNalUnits } from '../../../edge-config/camera-simulator/annexb.ts';
import { packetiseNalUnit } from '../../../edge-config/camera-simulator/rtp-packetise.ts';
import { type RtspMessage, RtspParser } from '../../../edge-config/camera-simulator/rtsp-parser.ts';

const REQUESTS = Buffer.concat([
  Buffer.from('OPTIONS rtsp://h/a RTSP/1.0\r\nCSeq: 1\r\n\r\n'),
  Buffer.from([0x24, 1, 0, 4, 9, 9, 9, 9]),
  Buffer.from('SET_PARAMETER rtsp://h/a RTSP/1.0\r\nCSeq: 2\r\nContent-Length: 5\r\n\r\nhello'),
  Buffer.from('TEARDOWN rtsp://h/a RTSP/1.0\nCSeq: 3\n\n'),
]);

describe('RtspParser', () => {
  it('gives the same requests however the bytes are chunked', () => {
    const whole = new RtspParser().push(REQUESTS);
    expect(whole.map((message) => (message.kind === 'request' ? message.method : message.reason))).toEqual([
      'OPTIONS',
      'SET_PARAMETER',
      'TEARDOWN',
    ]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (sizes) => {
        const parser = new RtspParser();
        const messages: RtspMessage[] = [];
        for (let at = 0, turn = 0; at < REQUESTS.length; turn += 1) {
          const size = sizes[turn % sizes.length] ?? 1;
          messages.push(...parser.push(REQUESTS.subarray(at, at + size)));
          at += size;
        }
        expect(messages).toEqual(whole);
      }),
      { seed: 2 },
    );
  });

  it('calls a violation what is not RTSP, and reads no further', () => {
    const parser = new RtspParser();
    expect(parser.push(Buffer.from('GET / HTTP/1.1\r\n\r\n'))).toMatchObject([
      { kind: 'violation', status: 400 },
    ]);
    expect(parser.push(REQUESTS)).toEqual([]);
  });

  it('never throws on arbitrary bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
        new RtspParser().push(Buffer.from(bytes));
      }),
      { seed: 4 },
    );
  });
});

describe('packetiseNalUnit', () => {
  it.each(['h264', 'h265'] as const)('gives fragments that join to the NAL unit again (%s)', (codec) => {
    const headerBytes = codec === 'h264' ? 1 : 2;
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 40, maxLength: 300 }),
        fc.integer({ min: 8, max: 39 }),
        (bytes, limit) => {
          const nalUnit = Buffer.from(bytes);
          nalUnit[0] = codec === 'h264' ? 0x65 : 0x26;
          const fragments = packetiseNalUnit(codec, nalUnit, limit);
          expect(fragments.every((fragment) => fragment.length <= limit)).toBe(true);
          const flags = fragments.map((fragment) => fragment[headerBytes] ?? 0);
          expect(flags.map((flag) => flag & 0x80)).toEqual(flags.map((_, index) => (index === 0 ? 0x80 : 0)));
          const joined = Buffer.concat([
            nalUnit.subarray(0, headerBytes),
            ...fragments.map((fragment) => fragment.subarray(headerBytes + 1)),
          ]);
          expect(joined.equals(nalUnit)).toBe(true);
        },
      ),
      { seed: 6 },
    );
  });
});

describe('splitNalUnits', () => {
  it('finds the units between start codes of three and of four bytes', () => {
    const bytes = Buffer.from([0, 0, 0, 1, 0x67, 1, 2, 0, 0, 1, 0x68, 3, 0, 0, 0, 1, 0x65, 4]);
    expect(splitNalUnits(bytes).map((unit) => [...unit])).toEqual([
      [0x67, 1, 2],
      [0x68, 3],
      [0x65, 4],
    ]);
  });
});
