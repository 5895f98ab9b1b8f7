/**
 * One client's playing of one camera: which frames are due, with which numbers and timestamps, what is dropped.
 * No socket and no timer: packets go to a sink, time comes as an argument.
 *
 * Invariants: timestamps rise across the loop's seam, pauses, stalls and a change of clip; a frame is sent whole
 * or not at all; after any frame left out, sending resumes at a keyframe.
 */
import { damagePacket, type Faults, seededRandom } from './faults.ts';
import type { MediaTrack, RtpUnit } from './media-track.ts';
import { interleavedPacket } from './rtp-packetise.ts';

/** Where packets go: a socket, or a list in a test. */
export interface PacketSink {
  /** Bytes accepted but not yet passed on. */
  readonly bufferedBytes: number;
  write(packet: Buffer): void;
}

export interface SessionOptions {
  readonly id: string;
  readonly track: MediaTrack;
  readonly faults: Faults;
  readonly channel: number;
  readonly sink: PacketSink;
  /** Beyond this backlog whole frames are dropped. */
  readonly maxBufferedBytes: number;
  /** First sequence number, timestamp and source id; random in production (RFC 3550 5.1). */
  readonly initial: { readonly sequence: number; readonly timestamp: number; readonly ssrc: number };
}

export interface SessionCounters {
  framesSent: number;
  packetsSent: number;
  bytesSent: number;
  /** Because the client reads too slowly, and then up to the next keyframe. */
  framesDropped: number;
  /** By the stall fault, and then up to the next keyframe. */
  framesWithheld: number;
  packetsLost: number;
  loops: number;
}

type SkipReason = 'slow' | 'stall';

export class Session {
  readonly id: string;
  readonly ssrc: number;
  readonly counters: SessionCounters = {
    framesSent: 0,
    packetsSent: 0,
    bytesSent: 0,
    framesDropped: 0,
    framesWithheld: 0,
    packetsLost: 0,
    loops: 0,
  };
  readonly #options: SessionOptions;
  #track: MediaTrack;
  #faults: Faults;
  #random: () => number;
  /** Next unit of the track. */
  #position = 0;
  /** Units due since the anchor; with `#anchorTimestamp` it gives the next timestamp. */
  #unitsSinceAnchor = 0;
  #anchorTimestamp: number;
  /** When the unit at the anchor was due; `undefined` while paused. */
  #anchorMs: number | undefined;
  #sequence: number;
  #skipping: SkipReason | undefined;

  constructor(options: SessionOptions) {
    this.id = options.id;
    this.ssrc = options.initial.ssrc;
    this.#options = options;
    this.#track = options.track;
    this.#faults = options.faults;
    this.#random = seededRandom(options.faults.seed);
    this.#anchorTimestamp = options.initial.timestamp;
    this.#sequence = options.initial.sequence;
  }

  get track(): MediaTrack {
    return this.#track;
  }

  get playing(): boolean {
    return this.#anchorMs !== undefined;
  }

  /** Sequence number of the next packet. */
  get nextSequence(): number {
    return this.#sequence;
  }

  /** Timestamp of the next frame, 32 bits. */
  get nextTimestamp(): number {
    return this.#timestampAfter(this.#unitsSinceAnchor);
  }

  /** The next frame becomes due at `firstDueMs`. `position` moves to another unit; it must be a keyframe. */
  play(firstDueMs: number, position = this.#position): void {
    this.#reanchor(firstDueMs);
    this.#position = position;
  }

  pause(): void {
    this.#reanchor(undefined);
  }

  /** Damage starts over from the seed, so that the same fault hits the same packets counted from now. */
  setFaults(faults: Faults): void {
    this.#faults = faults;
    this.#random = seededRandom(faults.seed);
  }

  /** Goes on with another track at the time of the next frame. Both must have the same clock. */
  changeTrack(track: MediaTrack): void {
    this.#reanchor(this.#nextDueMs());
    this.#track = track;
    this.#position = 0;
    this.#skipping = undefined;
  }

  /** Whether the fault that cuts connections applies now. */
  get reachedCut(): boolean {
    const cut = this.#faults.cut;
    return cut !== undefined && this.counters.framesSent >= cut.afterFrames;
  }

  /** Sends or drops every frame due by `nowMs`. */
  advance(nowMs: number): void {
    for (let dueMs = this.#nextDueMs(); dueMs !== undefined && dueMs <= nowMs; dueMs = this.#nextDueMs()) {
      if (this.reachedCut) return;
      const unit = this.#track.units[this.#position];
      if (unit === undefined) throw new RangeError(`no unit ${this.#position} in the track`);
      const skip = this.#skipReason(unit);
      if (skip === undefined) this.#send(unit);
      else if (skip === 'slow') this.counters.framesDropped += 1;
      else this.counters.framesWithheld += 1;
      this.#step();
    }
  }

  #skipReason(unit: RtpUnit): SkipReason | undefined {
    if (this.#faults.stall === true) this.#skipping = 'stall';
    else if (this.#options.sink.bufferedBytes > this.#options.maxBufferedBytes) this.#skipping = 'slow';
    else if (unit.keyframe) this.#skipping = undefined;
    return this.#skipping;
  }

  #send(unit: RtpUnit): void {
    const { channel, sink } = this.#options;
    const timestamp = this.nextTimestamp;
    for (const payload of unit.payloads) {
      const fields = {
        channel,
        payloadType: this.#track.payloadType,
        sequence: this.#sequence,
        timestamp,
        ssrc: this.ssrc,
      };
      this.#sequence = (this.#sequence + 1) & 0xffff;
      const packet = damagePacket(interleavedPacket(fields, payload), this.#faults, this.#random);
      if (packet === undefined) {
        this.counters.packetsLost += 1;
        continue;
      }
      sink.write(packet);
      this.counters.packetsSent += 1;
      this.counters.bytesSent += packet.length;
    }
    this.counters.framesSent += 1;
  }

  #step(): void {
    this.#unitsSinceAnchor += 1;
    this.#position += 1;
    if (this.#position === this.#track.units.length) {
      this.#position = 0;
      this.counters.loops += 1;
    }
  }

  #nextDueMs(): number | undefined {
    if (this.#anchorMs === undefined) return undefined;
    return this.#anchorMs + (this.#unitsSinceAnchor * 1000) / this.#track.unitsPerS;
  }

  #reanchor(anchorMs: number | undefined): void {
    this.#anchorTimestamp = this.nextTimestamp;
    this.#unitsSinceAnchor = 0;
    this.#anchorMs = anchorMs;
  }

  #timestampAfter(units: number): number {
    const { clockRateHz, unitsPerS } = this.#track;
    return (this.#anchorTimestamp + Math.round((units * clockRateHz) / unitsPerS)) >>> 0;
  }
}
