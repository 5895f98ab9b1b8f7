/**
 * Finds pictures and keyframes in an MPEG transport stream as it comes (ISO/IEC 13818-1, 2.4.3). Own code: what is
 * needed are four header fields of packets in flight, and no kept-up Node library reads them without decoding or muxing.
 * Damaged packets are skipped and counted, never thrown.
 */

export const PACKET_BYTES = 188;

export interface TsPacket {
  /** One packet; a view of the bytes that were pushed, or of the carried rest. */
  readonly bytes: Uint8Array;
  /** Program tables come before any picture can be read. */
  readonly table: 'pat' | 'pmt' | null;
  /** Set on the packet in which a picture begins. */
  readonly picture: { readonly ptsMs: number; readonly isKeyframe: boolean } | null;
}

const SYNC = 0x47;
const PAT_PID = 0;
/** ISO/IEC 13818-1 table 2-34: H.264 and H.265 video. */
const VIDEO_STREAM_TYPES = [0x1b, 0x24];
const TICKS_PER_MS = 90;
const PTS_CYCLE_MS = 2 ** 33 / TICKS_PER_MS;

export class TransportStreamReader {
  #rest: Uint8Array = new Uint8Array(0);
  #pmtPid: number | undefined;
  #videoPid: number | undefined;
  #lastPtsMs: number | undefined;
  #skippedBytes = 0;

  /** Bytes that belonged to no packet. */
  get skippedBytes(): number {
    return this.#skippedBytes;
  }

  /** Whole packets so far, however the bytes were cut. */
  push(chunk: Uint8Array): TsPacket[] {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const packets: TsPacket[] = [];
    let at = 0;
    while (bytes.length - at >= PACKET_BYTES) {
      const isInStep =
        bytes[at] === SYNC && (at + PACKET_BYTES >= bytes.length || bytes[at + PACKET_BYTES] === SYNC);
      if (!isInStep) {
        at += 1;
        this.#skippedBytes += 1;
        continue;
      }
      packets.push(this.#read(bytes.subarray(at, at + PACKET_BYTES)));
      at += PACKET_BYTES;
    }
    this.#rest = bytes.slice(at);
    return packets;
  }

  #read(bytes: Uint8Array): TsPacket {
    const pid = ((byteAt(bytes, 1) & 0x1f) << 8) | byteAt(bytes, 2);
    const startsUnit = (byteAt(bytes, 1) & 0x40) !== 0;
    const control = (byteAt(bytes, 3) >> 4) & 3;
    const adaptationBytes = control >= 2 ? byteAt(bytes, 4) + 1 : 0;
    const payload = (control & 1) === 1 ? bytes.subarray(4 + adaptationBytes) : bytes.subarray(PACKET_BYTES);
    if (pid === PAT_PID && startsUnit) {
      this.#pmtPid = readPmtPid(payload) ?? this.#pmtPid;
      return { bytes, table: 'pat', picture: null };
    }
    if (pid === this.#pmtPid && startsUnit) {
      this.#videoPid = readVideoPid(payload) ?? this.#videoPid;
      return { bytes, table: 'pmt', picture: null };
    }
    if (pid !== this.#videoPid || !startsUnit) return { bytes, table: null, picture: null };
    const ptsMs = readPtsMs(payload);
    if (ptsMs === undefined) return { bytes, table: null, picture: null };
    const isKeyframe = adaptationBytes > 1 && (byteAt(bytes, 5) & 0x40) !== 0;
    return { bytes, table: null, picture: { ptsMs: this.#unwrap(ptsMs), isKeyframe } };
  }

  /** The 33-bit clock begins anew after 26.5 hours; the nearest reading to the last one is meant. */
  #unwrap(ptsMs: number): number {
    const last = this.#lastPtsMs ?? ptsMs;
    this.#lastPtsMs = ptsMs + Math.round((last - ptsMs) / PTS_CYCLE_MS) * PTS_CYCLE_MS;
    return this.#lastPtsMs;
  }
}

function byteAt(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}

/** The section after its pointer field; 2.4.4.1. */
function sectionOf(payload: Uint8Array): Uint8Array {
  return payload.subarray(1 + byteAt(payload, 0));
}

/** End of the section's loop, before its checksum; the section length counts from after its own field. */
function loopEnd(section: Uint8Array): number {
  const length = ((byteAt(section, 1) & 0x0f) << 8) | byteAt(section, 2);
  return Math.min(section.length, 3 + length - 4);
}

/** 2.4.4.3: first program that is not the network's. */
function readPmtPid(payload: Uint8Array): number | undefined {
  const section = sectionOf(payload);
  for (let at = 8; at + 4 <= loopEnd(section); at += 4) {
    const program = (byteAt(section, at) << 8) | byteAt(section, at + 1);
    if (program !== 0) return ((byteAt(section, at + 2) & 0x1f) << 8) | byteAt(section, at + 3);
  }
  return undefined;
}

/** 2.4.4.8: first elementary stream of video. */
function readVideoPid(payload: Uint8Array): number | undefined {
  const section = sectionOf(payload);
  const programInfoBytes = ((byteAt(section, 10) & 0x0f) << 8) | byteAt(section, 11);
  for (let at = 12 + programInfoBytes; at + 5 <= loopEnd(section); ) {
    const pid = ((byteAt(section, at + 1) & 0x1f) << 8) | byteAt(section, at + 2);
    if (VIDEO_STREAM_TYPES.includes(byteAt(section, at))) return pid;
    at += 5 + (((byteAt(section, at + 3) & 0x0f) << 8) | byteAt(section, at + 4));
  }
  return undefined;
}

/** 2.4.3.7: presentation time of a packetised elementary stream's header. */
function readPtsMs(payload: Uint8Array): number | undefined {
  const isPes = byteAt(payload, 0) === 0 && byteAt(payload, 1) === 0 && byteAt(payload, 2) === 1;
  const hasPts = (byteAt(payload, 7) & 0x80) !== 0;
  if (!isPes || !hasPts || payload.length < 14) return undefined;
  const high = (byteAt(payload, 9) >> 1) & 0x07;
  const middle = (byteAt(payload, 10) << 7) | (byteAt(payload, 11) >> 1);
  const low = (byteAt(payload, 12) << 7) | (byteAt(payload, 13) >> 1);
  // Beyond 32 bits: no shifts.
  return (high * 2 ** 30 + middle * 2 ** 15 + low) / TICKS_PER_MS;
}
