/** The ring as ffmpeg's input. */
import { Readable } from 'node:stream';
import type { PacketRing } from './packet-ring.ts';

export interface RingFeed {
  readonly stream: Readable;
  /** Video that left the ring before it was read, ms. */
  readonly skippedMs: number;
  /** Nothing more comes: ffmpeg ends when it has done what it got. */
  end(): void;
  /** Lets go of the ring at once. */
  destroy(): void;
}

/**
 * Gives ffmpeg what it asks for; what it does not ask for stays in the ring, which forgets the oldest.
 * @returns undefined when the ring holds nothing to begin with.
 */
export function ringFeed(ring: PacketRing, fromPtsMs: number): RingFeed | undefined {
  const reader = ring.reader(fromPtsMs);
  if (reader === undefined) return undefined;
  let isHungry = false;
  let isOver = false;
  const stream = new Readable({
    read: () => {
      isHungry = true;
      give();
    },
  });
  const give = (): void => {
    while (isHungry && !isOver) {
      const chunk = reader.read();
      if (chunk === undefined) return;
      isHungry = stream.push(chunk);
    }
  };
  reader.onData(give);
  return {
    stream,
    get skippedMs() {
      return reader.skippedMs;
    },
    end: () => {
      if (isOver) return;
      isOver = true;
      reader.close();
      stream.push(null);
    },
    destroy: () => {
      isOver = true;
      reader.close();
      stream.destroy();
    },
  };
}
