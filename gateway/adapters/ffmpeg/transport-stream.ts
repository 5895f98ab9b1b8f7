/**
 * Finds pictures and keyframes in an MPEG transport stream as it comes (ISO/IEC 13818-1, 2.4.3). Own code: wanted are
 * four header fields of packets in flight, and the Node libraries for this format demux whole streams to play them.
 *
 * A keyframe is what the muxer says it is (random access indicator). ffmpeg says so for each IDR and recovery point of
 * H.264 and each random access picture of H.265; where it does not, its decoder cannot start either, so that a look at
 * the coded picture itself would find nothing more.
 */

export const PACKET_BYTES = 188;

export interface TsPacket {
  /** One packet; a view of the bytes that were pushed, or of the carried rest: to be copied by whoever keeps it. */
  readonly bytes: Uint8Array;
  /** Program tables come before any picture can be read. */
  readonly table: 'pat' | 'pmt' | null;
  /** Set on the packet in which a picture begins; ms without the wrap-around of the stream's own 33 bits. */
  readonly picture: { readonly ptsMs: number; readonly isKeyframe: boolean } | null;
}

export type VideoCodec = 'h264' | 'h265';

const SYNC = 0x47;
const PAT_PID = 0;
/** ISO/IEC 13818-1 table 2-31. */
const PAT_TABLE_ID = 0;
const PMT_TABLE_ID = 2;
/** ISO/IEC 13818-1 table 2-34: H.264 and H.265 video. */
const VIDEO_STREAM_TYPES: ReadonlyMap<number, VideoCodec> = new Map([
  [0x1b, 'h264'],
  [0x24, 'h265'],
]);
const TICKS_PER_MS = 90;
const PTS_CYCLE_MS = 2 ** 33 / TICKS_PER_MS;
/** 2.4.3.4: what fits behind the length byte of an adaptation field. */
const MAX_ADAPTATION_BYTES = 183;
const NO_BYTES = new Uint8Array(0);

export class TransportStreamIndex {
  #rest: Uint8Array = NO_BYTES;
  #isInStep = false;
  #pmtPid: number | undefined;
  #video: { readonly pid: number; readonly codec: VideoCodec } | undefined;
  #lastPtsMs: number | undefined;
  #skippedBytes = 0;
  #damagedPackets = 0;

  /** Null until the program tables have come. */
  get codec(): VideoCodec | null {
    return this.#video?.codec ?? null;
  }

  /** Bytes that belonged to no packet. */
  get skippedBytes(): number {
    return this.#skippedBytes;
  }

  /** Packets left out: marked as wrong on the way, with an impossible header, or tables that fail their checksum. */
  get damagedPackets(): number {
    return this.#damagedPackets;
  }

  /**
   * Whole packets so far. What is found depends on the bytes alone, never on how they were cut into chunks: in step, a
   * packet is taken as soon as it is whole; out of step, only when the next one follows it.
   */
  push(chunk: Uint8Array): TsPacket[] {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const packets: TsPacket[] = [];
    let at = 0;
    while (bytes.length - at >= PACKET_BYTES) {
      if (!this.#isInStep && bytes.length - at === PACKET_BYTES) break;
      const isStart = bytes[at] === SYNC && (this.#isInStep || bytes[at + PACKET_BYTES] === SYNC);
      this.#isInStep = isStart;
      if (!isStart) {
        at += 1;
        this.#skippedBytes += 1;
        continue;
      }
      const packet = this.#read(bytes.subarray(at, at + PACKET_BYTES));
      if (packet === undefined) this.#damagedPackets += 1;
      else packets.push(packet);
      at += PACKET_BYTES;
    }
    // A copy: the chunk is its owner's to use again.
    this.#rest = at === bytes.length ? NO_BYTES : Uint8Array.from(bytes.subarray(at));
    return packets;
  }

  /** Undefined when the packet is damaged. */
  #read(bytes: Uint8Array): TsPacket | undefined {
    const isMarkedWrong = (byteAt(bytes, 1) & 0x80) !== 0;
    const startsUnit = (byteAt(bytes, 1) & 0x40) !== 0;
    const pid = ((byteAt(bytes, 1) & 0x1f) << 8) | byteAt(bytes, 2);
    const hasAdaptation = (byteAt(bytes, 3) & 0x20) !== 0;
    const hasPayload = (byteAt(bytes, 3) & 0x10) !== 0;
    const adaptationBytes = hasAdaptation ? byteAt(bytes, 4) : 0;
    if (isMarkedWrong || adaptationBytes > MAX_ADAPTATION_BYTES) return undefined;
    const plain: TsPacket = { bytes, table: null, picture: null };
    if (!startsUnit || !hasPayload) return plain;

    const payload = bytes.subarray(hasAdaptation ? 5 + adaptationBytes : 4);
    if (pid === PAT_PID) {
      const section = readSection(payload, PAT_TABLE_ID);
      if (section === undefined) return undefined;
      this.#pmtPid = findPmtPid(section);
      return { bytes, table: 'pat', picture: null };
    }
    if (pid === this.#pmtPid) {
      const section = readSection(payload, PMT_TABLE_ID);
      if (section === undefined) return undefined;
      this.#video = findVideo(section);
      return { bytes, table: 'pmt', picture: null };
    }
    if (pid !== this.#video?.pid) return plain;
    const ptsMs = readPtsMs(payload);
    if (ptsMs === undefined) return plain;
    const isKeyframe = adaptationBytes > 0 && (byteAt(bytes, 5) & 0x40) !== 0;
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

/**
 * The table's section behind its pointer field, without its checksum; undefined when it is another table or damaged.
 * A table of one programme with one video fits one packet; longer ones are not for us.
 */
function readSection(payload: Uint8Array, tableId: number): Uint8Array | undefined {
  const start = 1 + byteAt(payload, 0);
  // 2.4.4.4: the length counts from after its own field and includes the checksum.
  const end = start + 3 + (((byteAt(payload, start + 1) & 0x0f) << 8) | byteAt(payload, start + 2));
  const section = payload.subarray(start, end);
  const isWhole = end <= payload.length && section.length > 12 && section[0] === tableId;
  return isWhole && checksum(section) === 0 ? section.subarray(0, -4) : undefined;
}

/** Annex A: over a section and the checksum behind it, it comes to 0. */
function checksum(section: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of section) {
    sum ^= byte << 24;
    for (let bit = 0; bit < 8; bit += 1) sum = sum < 0 ? (sum << 1) ^ 0x04c11db7 : sum << 1;
  }
  return sum;
}

/** 2.4.4.3: first program that is not the network's. */
function findPmtPid(section: Uint8Array): number | undefined {
  for (let at = 8; at + 4 <= section.length; at += 4) {
    const program = (byteAt(section, at) << 8) | byteAt(section, at + 1);
    if (program !== 0) return ((byteAt(section, at + 2) & 0x1f) << 8) | byteAt(section, at + 3);
  }
  return undefined;
}

/** 2.4.4.8: first elementary stream of video. */
function findVideo(section: Uint8Array): { pid: number; codec: VideoCodec } | undefined {
  const programInfoBytes = ((byteAt(section, 10) & 0x0f) << 8) | byteAt(section, 11);
  for (let at = 12 + programInfoBytes; at + 5 <= section.length; ) {
    const pid = ((byteAt(section, at + 1) & 0x1f) << 8) | byteAt(section, at + 2);
    const codec = VIDEO_STREAM_TYPES.get(byteAt(section, at));
    if (codec !== undefined) return { pid, codec };
    at += 5 + (((byteAt(section, at + 3) & 0x0f) << 8) | byteAt(section, at + 4));
  }
  return undefined;
}

/** 2.4.3.7: presentation time in a packetised elementary stream's header; undefined without one. */
function readPtsMs(payload: Uint8Array): number | undefined {
  const isPes = byteAt(payload, 0) === 0 && byteAt(payload, 1) === 0 && byteAt(payload, 2) === 1;
  const hasPts = (byteAt(payload, 7) & 0x80) !== 0;
  if (!isPes || !hasPts || payload.length < 14) return undefined;
  const hasMarkers = (byteAt(payload, 9) & byteAt(payload, 11) & byteAt(payload, 13) & 1) === 1;
  if (!hasMarkers) return undefined;
  const high = (byteAt(payload, 9) >> 1) & 0x07;
  const middle = (byteAt(payload, 10) << 7) | (byteAt(payload, 11) >> 1);
  const low = (byteAt(payload, 12) << 7) | (byteAt(payload, 13) >> 1);
  // Beyond 32 bits: no shifts.
  return (high * 2 ** 30 + middle * 2 ** 15 + low) / TICKS_PER_MS;
}
