/**
 * One camera's compressed stream as fragmented MP4, a picture a fragment, for as long as somebody watches it: copied from
 * the ring, nothing is decoded. All watchers of the camera share one ffmpeg.
 */
import { PassThrough } from 'node:stream';
import ffmpeg, { type FfmpegCommand } from 'fluent-ffmpeg';
import type { VideoFormat, VideoPiece, VideoSink } from '../../live-ports.ts';
import { type Fragment, FragmentReader, type InitSegment } from './mp4-fragments.ts';
import type { PacketRing } from './packet-ring.ts';
import { type RingFeed, ringFeed } from './ring-feed.ts';

/** Until ffmpeg has ended by itself. */
const KILL_AFTER_MS = 2000;
/**
 * Enough to find the codec's parameters, which come with the first keyframe. No `-fflags nobuffer`: it throws away what
 * was probed, and with it the first keyframe.
 */
const PROBE_LIMITS = ['-analyzeduration', '100000', '-probesize', '100000', '-fpsprobesize', '0'];

export class LiveMuxer {
  readonly #ring: () => PacketRing | undefined;
  #running: MuxerRun | undefined;

  /** @param ring of the camera's present session. */
  constructor(ring: () => PacketRing | undefined) {
    this.#ring = ring;
  }

  /** @returns how to stop; undefined when the ring holds nothing to begin with. */
  watch(sink: VideoSink): (() => void) | undefined {
    const ring = this.#ring();
    if (this.#running === undefined && ring !== undefined) {
      this.#running = MuxerRun.start(ring, (run) => {
        if (this.#running === run) this.#running = undefined;
      });
    }
    return this.#running?.join(sink);
  }

  /** The camera's session is over: what follows has another time line. */
  end(): void {
    this.#running?.end();
    this.#running = undefined;
  }
}

class MuxerRun {
  readonly #ring: PacketRing;
  readonly #startPtsMs: number;
  readonly #feed: RingFeed;
  readonly #command: FfmpegCommand;
  readonly #fragments = new FragmentReader();
  readonly #onEnd: (run: MuxerRun) => void;
  /** Those that wait for a keyframe are false. */
  readonly #sinks = new Map<VideoSink, boolean>();
  #init: { readonly piece: VideoPiece; readonly format: VideoFormat } | undefined;
  #killer: NodeJS.Timeout | undefined;
  #isStopped = false;

  static start(ring: PacketRing, onEnd: (run: MuxerRun) => void): MuxerRun | undefined {
    const newest = ring.keyframes().at(-1);
    const feed = newest === undefined ? undefined : ringFeed(ring, newest.ptsMs);
    if (newest === undefined || feed === undefined) return undefined;
    return new MuxerRun({ ring, startPtsMs: newest.ptsMs, feed, onEnd });
  }

  private constructor(setup: {
    ring: PacketRing;
    startPtsMs: number;
    feed: RingFeed;
    onEnd: (run: MuxerRun) => void;
  }) {
    this.#ring = setup.ring;
    this.#startPtsMs = setup.startPtsMs;
    this.#feed = setup.feed;
    this.#onEnd = setup.onEnd;
    const output = new PassThrough();
    output.on('data', (chunk: Buffer) => this.#muxed(chunk));
    // How it ended does not matter: it ended.
    output.on('error', () => {});
    this.#command = buildCommand(this.#feed, output);
    this.#command.on('start', () => {
      // fluent-ffmpeg starts the process later than it is asked to; a stop in between must still reach it.
      if (this.#isStopped) this.#command.kill('SIGKILL');
    });
    this.#command.on('end', () => this.#ended());
    this.#command.on('error', () => this.#ended());
    this.#command.run();
  }

  join(sink: VideoSink): () => void {
    this.#sinks.set(sink, false);
    if (this.#init !== undefined) sink.onPiece(this.#init.piece, this.#init.format);
    return () => {
      this.#sinks.delete(sink);
      if (this.#sinks.size === 0) this.end();
    };
  }

  /** ffmpeg does not hear a SIGTERM while it waits for bytes: the end of its input ends it. What hangs is killed. */
  end(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#feed.end();
    this.#command.kill('SIGTERM');
    this.#killer = setTimeout(() => this.#command.kill('SIGKILL'), KILL_AFTER_MS);
    this.#tellEnd();
  }

  #ended(): void {
    clearTimeout(this.#killer);
    this.#isStopped = true;
    this.#feed.end();
    this.#tellEnd();
  }

  #tellEnd(): void {
    this.#onEnd(this);
    for (const sink of this.#sinks.keys()) sink.onEnd();
    this.#sinks.clear();
  }

  #muxed(chunk: Buffer): void {
    if (this.#isStopped) return;
    try {
      for (const part of this.#fragments.push(chunk)) this.#give(part);
    } catch {
      // Not what was asked of the muxer: the watchers are told that it ended.
      this.end();
    }
  }

  #give(part: InitSegment | Fragment): void {
    if (part.kind === 'init') {
      const { bytes, codec, widthPx, heightPx } = part;
      const format = { mime: `video/mp4; codecs="${codec}"`, widthPx, heightPx };
      this.#init = { piece: { kind: 'init', bytes, ageMs: 0 }, format };
      for (const sink of this.#sinks.keys()) sink.onPiece(this.#init.piece, format);
      return;
    }
    if (this.#init === undefined) return;
    const { bytes, isKeyframe, decodeMs } = part;
    const newestMs = this.#ring.newestPtsMs ?? this.#startPtsMs;
    const ageMs = Math.max(0, newestMs - (this.#startPtsMs + decodeMs));
    const piece: VideoPiece = { kind: isKeyframe ? 'keyframe' : 'fragment', bytes, ageMs };
    for (const [sink, hasBegun] of this.#sinks) {
      if (!hasBegun && !isKeyframe) continue;
      this.#sinks.set(sink, true);
      sink.onPiece(piece, this.#init.format);
    }
  }
}

function buildCommand(feed: RingFeed, output: PassThrough): FfmpegCommand {
  return ffmpeg(feed.stream)
    .inputFormat('mpegts')
    .inputOptions(PROBE_LIMITS)
    .output(output)
    .outputOptions(['-map', '0:v:0', '-c', 'copy', '-tag:v', 'avc1', '-flush_packets', '1'])
    .outputOptions(['-movflags', 'frag_every_frame+empty_moov+default_base_moof'])
    .format('mp4');
}
