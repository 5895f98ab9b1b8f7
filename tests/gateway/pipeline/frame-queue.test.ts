import { describe, expect, it } from 'vitest';
import { seeded } from '../../../edge-config/scenario/scenes.ts';
import { FrameQueue } from '../../../gateway/pipeline/frame-queue.ts';
import { PRIORITIES, type Priority } from '../../../gateway/pipeline/scheduler.ts';
import { plainPicture } from '../../../gateway/pixels.ts';
import type { Frame } from '../../../gateway/ports.ts';

/** As the queue promises; a burst of the ring must fit. */
const MAX_WAIT_MS = 1500;
const MAX_FRAMES = 40;

function frameAt(index: number): Frame {
  return { cameraId: 'yard', index, streamTimeMs: index * 200, wallMs: index, ...plainPicture(2, 2, 0) };
}

/** So many frames at once, numbered from 0. */
function filled(count: number, nowMs = 0, priority: Priority = 'moving'): FrameQueue {
  const queue = new FrameQueue();
  for (let index = 0; index < count; index += 1) queue.push(frameAt(index), priority, nowMs);
  return queue;
}

function takeAll(queue: FrameQueue, nowMs: number): { indexes: (number | undefined)[]; dropped: number } {
  const indexes: (number | undefined)[] = [];
  let dropped = 0;
  while (!queue.isEmpty) {
    const taken = queue.take(nowMs);
    indexes.push(taken.next?.index);
    dropped += taken.dropped;
  }
  return { indexes, dropped };
}

describe('FrameQueue', () => {
  it('gives a burst frame by frame, oldest first', () => {
    expect(takeAll(filled(5), 0)).toEqual({ indexes: [0, 1, 2, 3, 4], dropped: 0 });
  });

  it('holds the largest burst whole, and drops nothing of it', () => {
    const queue = new FrameQueue();
    for (let index = 0; index < MAX_FRAMES; index += 1) {
      expect(queue.push(frameAt(index), 'moving', 0)).toBe(0);
    }
    expect(takeAll(queue, 0).indexes).toHaveLength(MAX_FRAMES);
  });

  it('keeps only the newest when it overflows, and tells how many went', () => {
    const queue = filled(MAX_FRAMES);
    expect(queue.push(frameAt(MAX_FRAMES), 'moving', 0)).toBe(MAX_FRAMES);
    expect(queue.take(0)).toEqual({ next: frameAt(MAX_FRAMES), dropped: 0 });
    expect(queue.isEmpty).toBe(true);
  });

  it('waits patiently until the limit, and gives up all but the newest after it', () => {
    expect(filled(3).take(MAX_WAIT_MS)).toEqual({ next: frameAt(0), dropped: 0 });
    const late = filled(3);
    expect(late.take(MAX_WAIT_MS + 1)).toEqual({ next: frameAt(2), dropped: 2 });
    expect(late.isEmpty).toBe(true);
  });

  it('looks at the age of the oldest frame, however fresh the others are', () => {
    const queue = filled(1);
    queue.push(frameAt(1), 'moving', MAX_WAIT_MS);
    queue.push(frameAt(2), 'moving', MAX_WAIT_MS);
    expect(queue.take(MAX_WAIT_MS + 1)).toEqual({ next: frameAt(2), dropped: 2 });
  });

  it('measures the wait anew once the late ones are gone', () => {
    const queue = filled(2);
    queue.take(MAX_WAIT_MS + 1);
    queue.push(frameAt(2), 'moving', MAX_WAIT_MS + 1);
    queue.push(frameAt(3), 'moving', MAX_WAIT_MS + 1);
    expect(queue.take(2 * MAX_WAIT_MS)).toEqual({ next: frameAt(2), dropped: 0 });
  });

  it('gives the only frame there is, however late', () => {
    expect(filled(1).take(60_000)).toEqual({ next: frameAt(0), dropped: 0 });
  });

  it('has nothing to give when empty or cleared', () => {
    const nothing = { next: undefined, dropped: 0 };
    expect(new FrameQueue().take(60_000)).toEqual(nothing);
    const queue = filled(3);
    expect(queue.isEmpty).toBe(false);
    queue.clear();
    expect(queue.isEmpty).toBe(true);
    expect(queue.take(60_000)).toEqual(nothing);
  });

  it('has the priority of its newest frame, and the lowest when empty', () => {
    const queue = new FrameQueue();
    expect(queue.priority).toBe('idle');
    for (const priority of PRIORITIES) {
      queue.push(frameAt(0), priority, 0);
      expect(queue.priority).toBe(priority);
    }
    queue.push(frameAt(1), 'moving', 0);
    queue.take(0);
    expect(queue.priority).toBe('moving');
    queue.clear();
    expect(queue.priority).toBe('idle');
  });

  it('loses no frame uncounted, and never gives an older one after a newer', () => {
    for (let seed = 1; seed <= 30; seed += 1) {
      const random = seeded(seed);
      const queue = new FrameQueue();
      const taken: number[] = [];
      let pushed = 0;
      let dropped = 0;
      let nowMs = 0;
      for (let step = 0; step < 400; step += 1) {
        nowMs += Math.floor(random() * 100);
        // Waves of more coming than going, so that both bounds are reached.
        const isPush = random() < (step % 100 < 60 ? 0.9 : 0.2);
        if (isPush) {
          dropped += queue.push(frameAt(pushed), 'moving', nowMs);
          pushed += 1;
        } else {
          const result = queue.take(nowMs);
          dropped += result.dropped;
          if (result.next !== undefined) taken.push(result.next.index);
        }
      }
      const rest = takeAll(queue, nowMs);
      taken.push(...rest.indexes.filter((index) => index !== undefined));
      expect(taken.length + dropped + rest.dropped).toBe(pushed);
      expect(taken).toEqual([...taken].sort((a, b) => a - b));
      expect(taken.at(-1)).toBe(pushed - 1);
      expect(dropped).toBeGreaterThan(0);
    }
  });
});
