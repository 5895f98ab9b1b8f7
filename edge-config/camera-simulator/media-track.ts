/**
 * What a session plays: a looped list of RTP units with its SDP lines. A camera's video, and the two stand-ins
 * of a camera that was set up wrongly: sound without video, and Motion JPEG. Pure.
 */
import type { ElementaryStream, VideoCodec } from './annexb.ts';
import { MAX_PAYLOAD_BYTES, packetiseAccessUnit, type RtpPayload } from './rtp-packetise.ts';

/** A picture, or 20 ms of sound. */
export interface RtpUnit {
  readonly payloads: readonly RtpPayload[];
  /** A receiver can start here. */
  readonly keyframe: boolean;
}

export interface MediaTrack {
  readonly payloadType: number;
  readonly clockRateHz: number;
  readonly unitsPerS: number;
  /** Never empty; the first is a keyframe. */
  readonly units: readonly RtpUnit[];
  /** The `m=` line and its attributes, without `a=control`. */
  readonly sdpLines: readonly string[];
}

const VIDEO_CLOCK_HZ = 90_000;
const DYNAMIC_PAYLOAD_TYPE = 96;

/** Throws a RangeError when the stream has no keyframe or lacks parameter sets. */
export function videoTrack(stream: ElementaryStream, framesPerS: number): MediaTrack {
  const needed = stream.codec === 'h264' ? 2 : 3;
  if (stream.accessUnits.length === 0) throw new RangeError('no keyframe in the stream');
  if (stream.parameterSets.length < needed) throw new RangeError('parameter sets are absent from the stream');
  return {
    payloadType: DYNAMIC_PAYLOAD_TYPE,
    clockRateHz: VIDEO_CLOCK_HZ,
    unitsPerS: framesPerS,
    units: stream.accessUnits.map((unit) => ({
      payloads: packetiseAccessUnit(stream.codec, unit),
      keyframe: unit.keyframe,
    })),
    sdpLines: [
      `m=video 0 RTP/AVP ${DYNAMIC_PAYLOAD_TYPE}`,
      ...formatLines(stream.codec, stream.parameterSets),
      `a=framerate:${Number(framesPerS.toFixed(3))}`,
    ],
  };
}

function formatLines(codec: VideoCodec, parameterSets: readonly Buffer[]): string[] {
  const base64 = parameterSets.map((set) => set.toString('base64'));
  if (codec === 'h264') {
    // RFC 6184 8.1: profile-level-id is the three bytes after the SPS's NAL header.
    const profile = parameterSets[0]?.subarray(1, 4).toString('hex') ?? '';
    return [
      `a=rtpmap:${DYNAMIC_PAYLOAD_TYPE} H264/${VIDEO_CLOCK_HZ}`,
      `a=fmtp:${DYNAMIC_PAYLOAD_TYPE} packetization-mode=1;profile-level-id=${profile};sprop-parameter-sets=${base64.join(',')}`,
    ];
  }
  // RFC 7798 7.1.
  const [vps, sps, pps] = base64;
  return [
    `a=rtpmap:${DYNAMIC_PAYLOAD_TYPE} H265/${VIDEO_CLOCK_HZ}`,
    `a=fmtp:${DYNAMIC_PAYLOAD_TYPE} sprop-vps=${vps};sprop-sps=${sps};sprop-pps=${pps}`,
  ];
}

/** Silence in G.711 µ-law, 20 ms a packet (RFC 3551 4.5.14, static payload type 0). */
export function silentAudioTrack(): MediaTrack {
  const samplesPerPacket = 160;
  const silence = Buffer.alloc(samplesPerPacket, 0xff);
  return {
    payloadType: 0,
    clockRateHz: 8000,
    unitsPerS: 50,
    units: [{ payloads: [{ bytes: silence, marker: false }], keyframe: true }],
    sdpLines: ['m=audio 0 RTP/AVP 0', 'a=rtpmap:0 PCMU/8000'],
  };
}

/** A plain grey picture in Motion JPEG (RFC 2435, static payload type 26). Sides are multiples of 16, up to 2032 px. */
export function greyJpegTrack(widthPx: number, heightPx: number, framesPerS: number): MediaTrack {
  const scan = greyScan(widthPx, heightPx);
  const payloads: RtpPayload[] = [];
  const chunkBytes = MAX_PAYLOAD_BYTES - 8;
  for (let at = 0; at < scan.length; at += chunkBytes) {
    const header = Buffer.from([0, 0, 0, 0, 1, 50, widthPx / 8, heightPx / 8]); // RFC 2435 3.1: type 1, Q 50
    header.writeUIntBE(at, 1, 3);
    payloads.push({
      bytes: Buffer.concat([header, scan.subarray(at, at + chunkBytes)]),
      marker: at + chunkBytes >= scan.length,
    });
  }
  return {
    payloadType: 26,
    clockRateHz: VIDEO_CLOCK_HZ,
    unitsPerS: framesPerS,
    units: [{ payloads, keyframe: true }],
    sdpLines: ['m=video 0 RTP/AVP 26', `a=rtpmap:26 JPEG/${VIDEO_CLOCK_HZ}`],
  };
}

/**
 * Entropy-coded data of a uniform 4:2:0 picture: with the standard Huffman tables (ITU-T T.81 K.3) every block is
 * a zero DC difference (00) and an end of block (luminance 1010, chrominance 00), so that the six blocks of a
 * macroblock are exactly these four bytes.
 */
function greyScan(widthPx: number, heightPx: number): Buffer {
  const macroblock = Buffer.from([0b0010_1000, 0b1010_0010, 0b1000_1010, 0b0000_0000]);
  return Buffer.alloc((widthPx / 16) * (heightPx / 16) * macroblock.length, macroblock);
}
