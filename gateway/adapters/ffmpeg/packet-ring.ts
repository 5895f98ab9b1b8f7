/**
 * The last seconds of one camera, still compressed, in memory: whole groups of pictures, bounded in time and in bytes.
 * A reader begins with a keyframe in the past and goes on with what comes; a slow one makes nothing grow.
 */
import { TransportStreamReader, type TsPacket } from './transport-stream.ts';

export interface RingLimits {
  readonly maxAgeMs: number;
  readonly maxBytes: number;
}

/** From one keyframe to the next; the newest one is open. */
interface Gop {
  readonly startMs: number;
  /** Runs of packets; `dropped` of them, the oldest, had to go. */
  runs: Uint8Array[];
  dropped: number;
  bytes: number;
}

/** A keyframe this much before the newest picture means that the camera's clock went back. */
const BACKWARDS_MS = 1000;
/** The muxer moves the first picture of a session by up to a frame. */
const ROUNDING_MS = 100;
/** Groups whose length tells the present one. */
const GOPS_MEASURED = 5;

export class PacketRing {
  readonly #limits: RingLimits;
  readonly #readers = new Set<RingReader>();
  #stream = new TransportStreamReader();
  #gops: Gop[] = [];
  #pat: Uint8Array | undefined;
  #pmt: Uint8Array | undefined;
  #newestPtsMs: number | undefined;
  #lengthsMs: number[] = [];
  #bytes = 0;
  #pictures = 0;

  constructor(limits: RingLimits) {
    this.#limits = limits;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Pictures received so far. */
  get pictures(): number {
    return this.#pictures;
  }

  get newestPtsMs(): number | undefined {
    return this.#newestPtsMs;
  }

  /** Bytes that belonged to no packet: a damaged copy. */
  get skippedBytes(): number {
    return this.#stream.skippedBytes;
  }

  /** Presentation times of the keyframes from which a decoder can start, oldest first. */
  get keyframesMs(): readonly number[] {
    return this.#gops.filter(isStartable).map(({ startMs }) => startMs);
  }

  /** Distance of keyframes: the longest of late, or the age of the open group if that is more; null before the second. */
  get gopMs(): number | null {
    const open = this.#gops.at(-1);
    const openMs = open === undefined ? 0 : (this.#newestPtsMs ?? open.startMs) - open.startMs;
    const longestMs = Math.max(openMs, ...this.#lengthsMs);
    return this.#lengthsMs.length === 0 && openMs === 0 ? null : longestMs;
  }

  push(chunk: Uint8Array): void {
    let run: Uint8Array[] = [];
    for (const packet of this.#stream.push(chunk)) {
      if (packet.table === 'pat') this.#pat = packet.bytes.slice();
      if (packet.table === 'pmt') this.#pmt = packet.bytes.slice();
      if (packet.picture?.isKeyframe === true) {
        this.#append(run);
        run = [];
        this.#begin(packet.picture.ptsMs);
      }
      if (packet.picture !== null) this.#newer(packet.picture);
      run.push(packet.bytes);
    }
    this.#append(run);
    this.#trim();
    for (const reader of this.#readers) reader.wake();
  }

  /** Starts at the last keyframe at or before `fromPtsMs`, or the oldest that is kept; undefined when there is none. */
  reader(fromPtsMs: number): RingReader | undefined {
    const startable = this.#gops.filter(isStartable);
    const first = startable.findLast(({ startMs }) => startMs <= fromPtsMs + ROUNDING_MS) ?? startable[0];
    if (first === undefined || this.#pat === undefined || this.#pmt === undefined) return undefined;
    const reader = new RingReader({
      tables: Buffer.concat([this.#pat, this.#pmt]),
      first,
      gops: () => this.#gops,
      onClose: () => this.#readers.delete(reader),
    });
    this.#readers.add(reader);
    return reader;
  }

  #newer(picture: NonNullable<TsPacket['picture']>): void {
    this.#pictures += 1;
    this.#newestPtsMs = Math.max(this.#newestPtsMs ?? picture.ptsMs, picture.ptsMs);
  }

  #begin(startMs: number): void {
    const before = this.#gops.at(-1);
    if (this.#newestPtsMs !== undefined && startMs < this.#newestPtsMs - BACKWARDS_MS) {
      this.#gops = [];
      this.#bytes = 0;
      this.#newestPtsMs = undefined;
      this.#lengthsMs = [];
    } else if (before !== undefined) {
      this.#lengthsMs = [...this.#lengthsMs, startMs - before.startMs].slice(-GOPS_MEASURED);
    }
    this.#gops.push({ startMs, runs: [], dropped: 0, bytes: 0 });
  }

  #append(packets: readonly Uint8Array[]): void {
    const gop = this.#gops.at(-1);
    // Before the first keyframe nothing can be decoded.
    if (gop === undefined || packets.length === 0) return;
    const run = Buffer.concat(packets);
    gop.runs.push(run);
    gop.bytes += run.length;
    this.#bytes += run.length;
  }

  /** Whole groups go first; of a group that alone is too large, its beginning goes, and it can start nobody then. */
  #trim(): void {
    const { maxAgeMs, maxBytes } = this.#limits;
    const isOld = (): boolean => {
      const second = this.#gops[1];
      return second !== undefined && (this.#newestPtsMs ?? 0) - second.startMs >= maxAgeMs;
    };
    while (this.#gops.length > 1 && (isOld() || this.#bytes > maxBytes)) {
      this.#bytes -= this.#gops.shift()?.bytes ?? 0;
    }
    const open = this.#gops[0];
    while (open !== undefined && this.#bytes > maxBytes) {
      const length = open.runs.shift()?.length ?? 0;
      open.dropped += 1;
      open.bytes -= length;
      this.#bytes -= length;
    }
  }
}

function isStartable(gop: Gop): boolean {
  return gop.dropped === 0;
}

interface ReaderSetup {
  readonly tables: Uint8Array;
  readonly first: Gop;
  readonly gops: () => readonly Gop[];
  readonly onClose: () => void;
}

/** One way through the ring, at the speed of who reads. */
export class RingReader {
  readonly #setup: ReaderSetup;
  #tables: Uint8Array | undefined;
  #gop: Gop;
  /** Counts from the group's first run, dropped ones included. */
  #run = 0;
  #skippedMs = 0;
  #wake: () => void = () => {};

  constructor(setup: ReaderSetup) {
    this.#setup = setup;
    this.#tables = setup.tables;
    this.#gop = setup.first;
  }

  /** Video that left the ring before it was read, ms. */
  get skippedMs(): number {
    return this.#skippedMs;
  }

  /** What comes next, or undefined until more has come; see `onData`. */
  read(): Uint8Array | undefined {
    if (this.#tables !== undefined) {
      const tables = this.#tables;
      this.#tables = undefined;
      return tables;
    }
    const gops = this.#setup.gops();
    if (!gops.includes(this.#gop) || this.#run < this.#gop.dropped) {
      const next =
        gops.find((gop) => isStartable(gop) && gop.startMs > this.#gop.startMs) ?? gops.find(isStartable);
      if (next === undefined || next === this.#gop) return undefined;
      this.#skippedMs += Math.max(0, next.startMs - this.#gop.startMs);
      this.#gop = next;
      this.#run = 0;
    }
    const run = this.#gop.runs[this.#run - this.#gop.dropped];
    if (run !== undefined) {
      this.#run += 1;
      return run;
    }
    const following = gops[gops.indexOf(this.#gop) + 1];
    if (following === undefined) return undefined;
    this.#gop = following;
    this.#run = 0;
    return this.read();
  }

  /** @param wake called whenever more may be there to read. */
  onData(wake: () => void): void {
    this.#wake = wake;
  }

  wake(): void {
    this.#wake();
  }

  close(): void {
    this.#setup.onClose();
  }
}
