/**
 * Puts decoded frames together: the bytes come by one pipe, and by another the line of ffmpeg's `showinfo` filter that
 * tells a frame's time and size. Either may come first, and the size may change in mid-stream.
 */
import { type YuvPicture, yuvBytes } from '../../pixels.ts';

export interface RawFrame extends YuvPicture {
  /** Presentation time in the stream, ms; null when the stream does not tell. */
  readonly ptsMs: number | null;
}

type FrameInfo = Omit<RawFrame, 'yuv'>;

/** `[Parsed_showinfo_1 @ 0x…] n:   3 pts:  54000 pts_time:0.6 … s:512x288 i:P iskey:0 type:P` (libavfilter/vf_showinfo.c) */
const SHOWINFO = /Parsed_showinfo.* pts_time:\s*(\S+) .* s:(\d+)x(\d+) /;
/** Words of the decoders about damaged pictures (libavcodec/h264dec.c, h264_slice.c, hevcdec.c, error_resilience.c). */
const FAULT =
  /error while decoding|concealing \d+|corrupt|Invalid NAL|missing picture|decode_slice|Could not find ref|no frame!|non-existing PPS|out of range/i;

export class RawFrames {
  readonly #infos: FrameInfo[] = [];
  #chunks: Uint8Array[] = [];
  #bytes = 0;
  #faults = 0;

  /** Faults of the compressed stream that ffmpeg spoke of. */
  get faults(): number {
    return this.#faults;
  }

  /** @returns whether the line was one of `showinfo`, which says nothing about how ffmpeg fares. */
  heard(line: string): boolean {
    const match = SHOWINFO.exec(line);
    if (match !== null) {
      const seconds = Number(match[1]);
      this.#infos.push({
        ptsMs: Number.isFinite(seconds) ? seconds * 1000 : null,
        widthPx: Number(match[2]),
        heightPx: Number(match[3]),
      });
      return true;
    }
    if (FAULT.test(line)) this.#faults += 1;
    return line.includes('Parsed_showinfo') || /^\s*(?:UUID|User Data)=/.test(line);
  }

  push(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
  }

  /** The oldest frame of which both the bytes and the line have come. */
  next(): RawFrame | undefined {
    const info = this.#infos[0];
    if (info === undefined) return undefined;
    const frameBytes = yuvBytes(info.widthPx, info.heightPx);
    if (this.#bytes < frameBytes) return undefined;
    this.#infos.shift();
    return { ...info, yuv: this.#take(frameBytes) };
  }

  /** In shared memory, so that a frame reaches the inference thread without a copy. */
  #take(count: number): Uint8Array {
    const taken = new Uint8Array(new SharedArrayBuffer(count));
    let filled = 0;
    while (filled < count) {
      const chunk = this.#chunks[0];
      if (chunk === undefined) throw new RangeError('fewer bytes than counted');
      const part = chunk.subarray(0, count - filled);
      taken.set(part, filled);
      filled += part.length;
      if (part.length === chunk.length) this.#chunks.shift();
      else this.#chunks[0] = chunk.subarray(part.length);
    }
    this.#bytes -= count;
    return taken;
  }
}
