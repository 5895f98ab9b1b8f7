/**
 * Cuts fragmented MP4 (ISO/IEC 14496-12) as it comes from the muxer into what a player must have first and what may
 * follow. Own code: wanted are six fields of a stream in flight, and the Node libraries for this format parse whole files.
 */

export interface InitSegment {
  readonly kind: 'init';
  /** ftyp and moov. */
  readonly bytes: Uint8Array;
  /** RFC 6381, e.g. `avc1.64001f`. */
  readonly codec: string;
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface Fragment {
  readonly kind: 'fragment';
  /** moof and mdat. */
  readonly bytes: Uint8Array;
  /** Whether a decoder can begin with its first picture. */
  readonly isKeyframe: boolean;
  /** Decoding time of its first picture, ms since the muxer's start. */
  readonly decodeMs: number;
}

interface Box {
  readonly type: string;
  /** With its head. */
  readonly bytes: Uint8Array;
  /** What follows the head. */
  readonly body: Uint8Array;
}

/** One picture, or the head of the stream; more is damage. */
const MAX_BOX_BYTES = 16 * 1024 * 1024;
/** 8.8.3.1: sample_is_non_sync_sample. */
const NON_SYNC = 0x10000;
/** 12.1.3: from the start of a visual sample entry to the boxes in it, and to its size. */
const VISUAL_ENTRY_BYTES = 78;
const VISUAL_SIZE_AT = 24;

export class FragmentReader {
  #rest: Uint8Array = new Uint8Array(0);
  #head: Uint8Array[] = [];
  #moof: Box | undefined;
  #timescale = 0;
  /** 8.8.3: flags of a sample that says nothing itself. */
  #defaultFlags = 0;

  /** @throws RangeError when this is no fragmented MP4 of one H.264 stream. */
  push(chunk: Uint8Array): (InitSegment | Fragment)[] {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const found: (InitSegment | Fragment)[] = [];
    for (let size = this.#nextBytes(); size !== undefined; size = this.#nextBytes()) {
      const [box] = boxesOf(this.#rest.subarray(0, size));
      this.#rest = this.#rest.subarray(size);
      if (box !== undefined) found.push(...this.#take(box));
    }
    // A copy: the chunk is its owner's to use again.
    this.#rest = Uint8Array.from(this.#rest);
    return found;
  }

  /** Bytes of the next box when all of it is there. */
  #nextBytes(): number | undefined {
    if (this.#rest.length < 8) return undefined;
    const size = uint32(this.#rest, 0);
    if (size < 8 || size > MAX_BOX_BYTES) throw new RangeError(`a box of ${size} bytes`);
    return size <= this.#rest.length ? size : undefined;
  }

  #take(box: Box): (InitSegment | Fragment)[] {
    switch (box.type) {
      case 'ftyp':
        this.#head = [box.bytes];
        return [];
      case 'moov':
        return [this.#init(box)];
      case 'moof':
        this.#moof = box;
        return [];
      case 'mdat': {
        const moof = this.#moof;
        this.#moof = undefined;
        return moof === undefined ? [] : [this.#fragment(moof, box)];
      }
      default:
        return [];
    }
  }

  #init(moov: Box): InitSegment {
    const media = find(moov.body, 'trak', 'mdia');
    const header = find(media, 'mdhd');
    // 8.4.2: version 1 has longer times before it.
    this.#timescale = uint32(header, header[0] === 1 ? 20 : 12);
    this.#defaultFlags = uint32(find(moov.body, 'mvex', 'trex'), 20);
    const entry = boxesOf(find(media, 'minf', 'stbl', 'stsd').subarray(8)).find(
      ({ type }) => type === 'avc1',
    );
    if (entry === undefined || this.#timescale === 0) throw new RangeError('not a stream of H.264');
    const config = find(entry.body.subarray(VISUAL_ENTRY_BYTES), 'avcC');
    const profile = Buffer.from(config.subarray(1, 4)).toString('hex');
    return {
      kind: 'init',
      bytes: Buffer.concat([...this.#head, moov.bytes]),
      codec: `avc1.${profile}`,
      widthPx: uint16(entry.body, VISUAL_SIZE_AT),
      heightPx: uint16(entry.body, VISUAL_SIZE_AT + 2),
    };
  }

  #fragment(moof: Box, mdat: Box): Fragment {
    const track = find(moof.body, 'traf');
    const time = find(track, 'tfdt');
    const decodeTicks = time[0] === 1 ? uint32(time, 4) * 2 ** 32 + uint32(time, 8) : uint32(time, 4);
    const flags = firstSampleFlags(find(track, 'trun'), find(track, 'tfhd'), this.#defaultFlags);
    return {
      kind: 'fragment',
      bytes: Buffer.concat([moof.bytes, mdat.bytes]),
      isKeyframe: (flags & NON_SYNC) === 0,
      decodeMs: (decodeTicks * 1000) / this.#timescale,
    };
  }
}

/** 8.8.7 and 8.8.8: the run's first sample, else the run's samples, else the fragment's default, else the track's. */
function firstSampleFlags(run: Uint8Array, header: Uint8Array, trackDefault: number): number {
  const runFlags = uint32(run, 0) & 0xffffff;
  const headerFlags = uint32(header, 0) & 0xffffff;
  // After version and flags, and the number of samples.
  const afterOffset = 8 + (runFlags & 0x1 ? 4 : 0);
  if (runFlags & 0x4) return uint32(run, afterOffset);
  if (runFlags & 0x400) {
    return uint32(run, afterOffset + (runFlags & 0x100 ? 4 : 0) + (runFlags & 0x200 ? 4 : 0));
  }
  if (headerFlags & 0x20) {
    const fields = [
      [0x1, 8],
      [0x2, 4],
      [0x8, 4],
      [0x10, 4],
    ] as const;
    return uint32(
      header,
      fields.reduce((at, [flag, bytes]) => at + (headerFlags & flag ? bytes : 0), 8),
    );
  }
  return trackDefault;
}

/** Body of the box at the end of this way. */
function find(bytes: Uint8Array, ...way: readonly string[]): Uint8Array {
  return way.reduce((inside, type) => {
    const box = boxesOf(inside).find((item) => item.type === type);
    if (box === undefined) throw new RangeError(`no box ${type}`);
    return box.body;
  }, bytes);
}

function boxesOf(bytes: Uint8Array): Box[] {
  const boxes: Box[] = [];
  for (let at = 0; at + 8 <= bytes.length; ) {
    const size = uint32(bytes, at);
    if (size < 8 || at + size > bytes.length) throw new RangeError(`a box of ${size} bytes`);
    const box = bytes.subarray(at, at + size);
    boxes.push({
      type: Buffer.from(box.subarray(4, 8)).toString('latin1'),
      bytes: box,
      body: box.subarray(8),
    });
    at += size;
  }
  return boxes;
}

function uint16(bytes: Uint8Array, at: number): number {
  return viewOf(bytes).getUint16(at);
}

/** @throws RangeError behind the end. */
function uint32(bytes: Uint8Array, at: number): number {
  return viewOf(bytes).getUint32(at);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
