/**
 * RTP payloads for H.264 (RFC 6184, packetization-mode 1) and H.265 (RFC 7798), and RTP packets framed for
 * an RTSP connection. Pure.
 *
 * Own protocol code because no maintained npm package serves both codecs over RTSP/TCP with faults.
 */
import type { AccessUnit, VideoCodec } from './annexb.ts';
import { NAL_HEADER_BYTES } from './annexb.ts';

/** What follows the RTP header in one packet. */
export interface RtpPayload {
  readonly bytes: Buffer;
  /** RFC 6184 5.1, RFC 7798 4.1: set on the last packet of an access unit only. */
  readonly marker: boolean;
}

/** Payload limit that keeps a packet within an Ethernet frame, as cameras do. */
export const MAX_PAYLOAD_BYTES = 1400;

const H264_FU_A = 28; // RFC 6184 5.8
const H265_FU = 49; // RFC 7798 4.4.3
const FU_START = 0x80;
const FU_END = 0x40;

/** `maxPayloadBytes` must exceed the fragment header: 2 bytes for H.264, 3 for H.265. */
export function packetiseAccessUnit(
  codec: VideoCodec,
  unit: AccessUnit,
  maxPayloadBytes = MAX_PAYLOAD_BYTES,
): RtpPayload[] {
  const payloads = unit.nalUnits.flatMap((nalUnit) => packetiseNalUnit(codec, nalUnit, maxPayloadBytes));
  return payloads.map((bytes, index) => ({ bytes, marker: index === payloads.length - 1 }));
}

/** A NAL unit that fits travels as it is (RFC 6184 5.6, RFC 7798 4.4.1); a longer one in fragments. */
export function packetiseNalUnit(codec: VideoCodec, nalUnit: Buffer, maxPayloadBytes: number): Buffer[] {
  if (nalUnit.length <= maxPayloadBytes) return [nalUnit];
  const headerBytes = NAL_HEADER_BYTES[codec];
  const chunkBytes = maxPayloadBytes - headerBytes - 1;
  if (chunkBytes < 1)
    throw new RangeError(`maxPayloadBytes ${maxPayloadBytes} leaves no room for a fragment`);
  const fragments: Buffer[] = [];
  for (let at = headerBytes; at < nalUnit.length; at += chunkBytes) {
    const flags = (at === headerBytes ? FU_START : 0) | (at + chunkBytes >= nalUnit.length ? FU_END : 0);
    fragments.push(
      Buffer.concat([fragmentHeader(codec, nalUnit, flags), nalUnit.subarray(at, at + chunkBytes)]),
    );
  }
  return fragments;
}

/** The NAL unit's own header is not sent with fragments; its type moves into the FU header. */
function fragmentHeader(codec: VideoCodec, nalUnit: Buffer, flags: number): Buffer {
  const first = nalUnit[0] ?? 0;
  if (codec === 'h264') {
    // FU indicator keeps F and NRI; FU header carries S, E and the type.
    return Buffer.from([(first & 0xe0) | H264_FU_A, flags | (first & 0x1f)]);
  }
  // PayloadHdr keeps F, LayerId and TID; FU header carries S, E and the type.
  return Buffer.from([(first & 0x81) | (H265_FU << 1), nalUnit[1] ?? 0, flags | ((first >> 1) & 0x3f)]);
}

export interface RtpFields {
  /** Interleaved channel of the RTSP connection. */
  readonly channel: number;
  readonly payloadType: number;
  /** 16 bits. */
  readonly sequence: number;
  /** 32 bits, in units of the media clock. */
  readonly timestamp: number;
  readonly ssrc: number;
}

/** Bytes before the payload in `interleavedPacket`: 4 of RTSP framing, 12 of RTP header. */
export const INTERLEAVED_HEADER_BYTES = 16;

/** `$`, channel, length (RFC 2326 10.12), then the RTP packet (RFC 3550 5.1; version 2, no extension). */
export function interleavedPacket(fields: RtpFields, payload: RtpPayload): Buffer {
  const packet = Buffer.allocUnsafe(INTERLEAVED_HEADER_BYTES + payload.bytes.length);
  packet[0] = 0x24;
  packet[1] = fields.channel;
  packet.writeUInt16BE(packet.length - 4, 2);
  packet[4] = 0x80;
  packet[5] = fields.payloadType | (payload.marker ? 0x80 : 0);
  packet.writeUInt16BE(fields.sequence, 6);
  packet.writeUInt32BE(fields.timestamp, 8);
  packet.writeUInt32BE(fields.ssrc, 12);
  payload.bytes.copy(packet, INTERLEAVED_HEADER_BYTES);
  return packet;
}
