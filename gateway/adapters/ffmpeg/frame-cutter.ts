/** Cuts a byte stream into frames of one size, however the bytes arrive. */
export class FrameCutter {
  readonly #frameBytes: number;
  #frame: Uint8Array;
  #filled = 0;

  /** @param frameBytes size of one frame, bytes; positive. */
  constructor(frameBytes: number) {
    if (!(frameBytes > 0)) throw new RangeError(`a frame of ${frameBytes} bytes`);
    this.#frameBytes = frameBytes;
    this.#frame = new Uint8Array(frameBytes);
  }

  /** Frames completed by this chunk; each has memory of its own, which the receiver may keep or transfer. */
  push(chunk: Uint8Array): Uint8Array[] {
    const done: Uint8Array[] = [];
    for (let at = 0; at < chunk.length; ) {
      const take = Math.min(this.#frameBytes - this.#filled, chunk.length - at);
      this.#frame.set(chunk.subarray(at, at + take), this.#filled);
      this.#filled += take;
      at += take;
      if (this.#filled < this.#frameBytes) continue;
      done.push(this.#frame);
      this.#frame = new Uint8Array(this.#frameBytes);
      this.#filled = 0;
    }
    return done;
  }
}
