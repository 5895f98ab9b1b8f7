/**
 * The last seconds of one camera, still compressed, in memory: whole groups of pictures, bounded in time and in bytes.
 * A reader begins with a keyframe in the past and goes on with what comes; a slow one makes nothing grow.
 *
 * What must hold:
 * 1. After each push, no more than `maxBytes` of video is kept, whatever the camera sends and whoever reads.
 * 2. A decoder is only ever started at a keyframe whose group is there from its first byte on.
 * 3. All that is kept lies on one time line: a jump of the camera's clock drops what came before it.
 */
import { TransportStreamIndex, type TsPacket, type VideoCodec } from './transport-stream.ts';

export interface RingLimits {
  /** At least this much is kept, ms of stream time, and at most one group of pictures more. */
  readonly maxAgeMs: number;
  readonly maxBytes: number;
}

type Picture = NonNullable<TsPacket['picture']>;

/** Whole packets that came together. */
interface Run {
  readonly bytes: Uint8Array;
  /** Newest picture up to its end. */
  readonly untilMs: number;
}

/** From one keyframe to the next; the newest one is open. */
interface Gop {
  readonly startMs: number;
  /** Which time line its times lie on. */
  readonly epoch: number;
  /** The program tables that hold for it. */
  readonly tables: Uint8Array;
  /** Without the `dropped` oldest, which had to go. */
  readonly runs: Run[];
  dropped: number;
}

/** Pictures are sent in the order of decoding, so times go back a little; by more than this, the clock was set. */
const BACKWARDS_MS = 1000;
/** The muxer moves the first picture of a session by up to a frame. */
const ROUNDING_MS = 100;
/** Groups whose length tells the present one. */
const GOPS_MEASURED = 5;

export class PacketRing {
  readonly #limits: RingLimits;
  readonly #readers = new Set<RingReader>();
  #stream = new TransportStreamIndex();
  #gops: Gop[] = [];
  #pat: Uint8Array = new Uint8Array(0);
  #pmt: Uint8Array = new Uint8Array(0);
  #newestPtsMs: number | undefined;
  #lengthsMs: number[] = [];
  #bytes = 0;
  #pictures = 0;
  #timeJumps = 0;
  #epoch = 0;
  #skippedBytes = 0;
  #damagedPackets = 0;

  /** @throws RangeError when a limit is not a positive number. */
  constructor(limits: RingLimits) {
    for (const [name, value] of Object.entries(limits)) {
      if (!(value > 0)) throw new RangeError(`${name} must be more than 0, not ${value}`);
    }
    this.#limits = limits;
  }

  /** Null until the session's program tables have come. */
  get codec(): VideoCodec | null {
    return this.#stream.codec;
  }

  /** Compressed video kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Pictures received so far. */
  get pictures(): number {
    return this.#pictures;
  }

  /** Times at which the camera's clock was set, by what the pictures say. */
  get timeJumps(): number {
    return this.#timeJumps;
  }

  /** Bytes that belonged to no packet: a damaged copy. */
  get skippedBytes(): number {
    return this.#skippedBytes + this.#stream.skippedBytes;
  }

  /** Packets left out because they were damaged. */
  get damagedPackets(): number {
    return this.#damagedPackets + this.#stream.damagedPackets;
  }

  /** Presentation time of the newest picture, ms; undefined when none has come since the start or the last jump. */
  get newestPtsMs(): number | undefined {
    return this.#newestPtsMs;
  }

  /** Keyframes from which a decoder can start, oldest first. */
  keyframes(): readonly { readonly ptsMs: number }[] {
    return this.#gops.filter(isStartable).map(({ startMs }) => ({ ptsMs: startMs }));
  }

  /** False until the first keyframe, and while a single group of pictures is larger than the ring. */
  get startable(): boolean {
    return this.#gops.some(isStartable);
  }

  /** Distance of keyframes: the longest of late, or the age of the open group if that is more; null before both. */
  get gopMs(): number | null {
    const open = this.#gops.at(-1);
    const openMs = open === undefined ? 0 : (this.#newestPtsMs ?? open.startMs) - open.startMs;
    const longestMs = Math.max(openMs, ...this.#lengthsMs);
    return this.#lengthsMs.length === 0 && openMs === 0 ? null : longestMs;
  }

  /** Takes bytes cut anywhere and keeps copies. Wakes the readers; what they do must not throw. */
  push(chunk: Uint8Array): void {
    let run: Uint8Array[] = [];
    for (const packet of this.#stream.push(chunk)) {
      if (packet.table === 'pat') this.#pat = Uint8Array.from(packet.bytes);
      if (packet.table === 'pmt') this.#pmt = Uint8Array.from(packet.bytes);
      if (packet.picture !== null) {
        if (packet.picture.isKeyframe) {
          this.#append(run);
          run = [];
        }
        if (this.#isJump(packet.picture)) {
          run = [];
          this.#timeJumps += 1;
          this.#forget();
        }
        this.#seen(packet.picture);
      }
      run.push(packet.bytes);
    }
    this.#append(run);
    this.#trim();
    for (const reader of this.#readers) reader.wake();
  }

  /** For a new session of the camera: nothing of the one before is kept but the counts. Readers wait for what comes. */
  clear(): void {
    this.#forget();
    this.#skippedBytes = this.skippedBytes;
    this.#damagedPackets = this.damagedPackets;
    this.#stream = new TransportStreamIndex();
  }

  /** Starts at the last keyframe at or before `fromPtsMs`, or the oldest that is kept; undefined when there is none. */
  reader(fromPtsMs: number): RingReader | undefined {
    const startable = this.#gops.filter(isStartable);
    const first = startable.findLast(({ startMs }) => startMs <= fromPtsMs + ROUNDING_MS) ?? startable[0];
    if (first === undefined) return undefined;
    const reader = new RingReader({
      first,
      gops: () => this.#gops,
      onClose: () => this.#readers.delete(reader),
    });
    this.#readers.add(reader);
    return reader;
  }

  #isJump({ ptsMs }: Picture): boolean {
    const forwardMs = ptsMs - (this.#newestPtsMs ?? ptsMs);
    // Forward by more than the ring's age, nothing from before would be kept in any case.
    return forwardMs < -BACKWARDS_MS || forwardMs > this.#limits.maxAgeMs;
  }

  #seen({ ptsMs, isKeyframe }: Picture): void {
    this.#pictures += 1;
    this.#newestPtsMs = Math.max(this.#newestPtsMs ?? ptsMs, ptsMs);
    if (!isKeyframe) return;
    const before = this.#gops.at(-1);
    if (before !== undefined) {
      this.#lengthsMs = [...this.#lengthsMs, ptsMs - before.startMs].slice(-GOPS_MEASURED);
    }
    const tables = Buffer.concat([this.#pat, this.#pmt]);
    this.#gops.push({ startMs: ptsMs, epoch: this.#epoch, tables, runs: [], dropped: 0 });
  }

  #append(packets: readonly Uint8Array[]): void {
    const gop = this.#gops.at(-1);
    // Before the first keyframe nothing can be decoded.
    if (gop === undefined || packets.length === 0) return;
    const bytes = joined(packets);
    gop.runs.push({ bytes, untilMs: this.#newestPtsMs ?? gop.startMs });
    this.#bytes += bytes.length;
  }

  /** Whole groups go first; of a group that alone is too large, its beginning goes, and it can start nobody then. */
  #trim(): void {
    const { maxAgeMs, maxBytes } = this.#limits;
    for (let second = this.#gops[1]; second !== undefined; second = this.#gops[1]) {
      if ((this.#newestPtsMs ?? 0) - second.startMs < maxAgeMs && this.#bytes <= maxBytes) break;
      const oldest = this.#gops.shift();
      if (oldest !== undefined) this.#bytes -= dropRuns(oldest, oldest.runs.length);
    }
    const open = this.#gops[0];
    if (open === undefined || this.#bytes <= maxBytes) return;
    let excess = this.#bytes - maxBytes;
    const kept = open.runs.findIndex(({ bytes }) => {
      if (excess <= 0) return true;
      excess -= bytes.length;
      return false;
    });
    this.#bytes -= dropRuns(open, kept === -1 ? open.runs.length : kept);
  }

  #forget(): void {
    for (const gop of this.#gops) dropRuns(gop, gop.runs.length);
    this.#gops = [];
    this.#bytes = 0;
    this.#epoch += 1;
    this.#newestPtsMs = undefined;
    this.#lengthsMs = [];
  }
}

/** A copy of packets, which most often lie behind one another in one chunk: then in one piece. */
function joined(packets: readonly Uint8Array[]): Uint8Array {
  const first = packets[0];
  const last = packets.at(-1);
  if (first === undefined || last === undefined || first.buffer !== last.buffer)
    return Buffer.concat(packets);
  const length = last.byteOffset + last.length - first.byteOffset;
  if (length !== packets.length * first.length) return Buffer.concat(packets);
  return new Uint8Array(first.buffer, first.byteOffset, length).slice();
}

function isStartable(gop: Gop): boolean {
  return gop.dropped === 0;
}

/** Out of the group itself, to which a slow reader may still hold on. Returns the bytes that went. */
function dropRuns(gop: Gop, count: number): number {
  const bytes = gop.runs.splice(0, count).reduce((sum, run) => sum + run.bytes.length, 0);
  gop.dropped += count;
  return bytes;
}

interface ReaderSetup {
  readonly first: Gop;
  readonly gops: () => readonly Gop[];
  readonly onClose: () => void;
}

/** One way through the ring, at the speed of who reads. */
export class RingReader {
  readonly #setup: ReaderSetup;
  #gop: Gop;
  /** Counts from the group's first run, dropped ones included. */
  #run = 0;
  #untilMs: number;
  #tables: Uint8Array | undefined;
  #skippedMs = 0;
  #wake: () => void = () => {};

  constructor(setup: ReaderSetup) {
    this.#setup = setup;
    this.#gop = setup.first;
    this.#untilMs = setup.first.startMs;
    this.#tables = setup.first.tables;
  }

  /** Video of this time line that left the ring before it was read, ms. */
  get skippedMs(): number {
    return this.#skippedMs;
  }

  /**
   * What comes next, the program tables first, or undefined until more has come; see `onData`. Who falls out of the ring
   * goes on, with tables again, at the oldest keyframe that is kept.
   */
  read(): Uint8Array | undefined {
    for (;;) {
      const run = this.#gop.runs[this.#run - this.#gop.dropped];
      if (run !== undefined) {
        // Only now: a group that is gone by the time it is read needs no tables.
        const tables = this.#tables;
        this.#tables = undefined;
        if (tables !== undefined) return tables;
        this.#run += 1;
        this.#untilMs = run.untilMs;
        return run.bytes;
      }
      if (!this.#advance()) return undefined;
    }
  }

  /** @param wake called whenever more may be there to read; it must not throw. */
  onData(wake: () => void): void {
    this.#wake = wake;
  }

  wake(): void {
    this.#wake();
  }

  /** Is woken no more. */
  close(): void {
    this.#setup.onClose();
  }

  #advance(): boolean {
    const gops = this.#setup.gops();
    const index = gops.indexOf(this.#gop);
    const hasReadAll = index >= 0 && this.#run >= this.#gop.dropped;
    const next = hasReadAll ? gops[index + 1] : gops.slice(index + 1).find(isStartable);
    if (next === undefined) return false;
    if (!hasReadAll) {
      this.#tables = next.tables;
      if (next.epoch === this.#gop.epoch) this.#skippedMs += Math.max(0, next.startMs - this.#untilMs);
      this.#untilMs = next.startMs;
    }
    this.#gop = next;
    this.#run = 0;
    return true;
  }
}
