import { describe, expect, it } from 'vitest';
import { InferenceScheduler, type Priority } from '../../../gateway/pipeline/scheduler.ts';
import { FakeClock, settled } from '../../support/fake-clock.ts';

function build(slots = 1) {
  const clock = new FakeClock();
  const waits: [string, number][] = [];
  const scheduler = new InferenceScheduler({
    slots,
    clock,
    onWaited: (cameraId, _priority, waitedMs) => waits.push([cameraId, waitedMs]),
  });
  const started: string[] = [];
  const running = new Map<string, () => void>();
  const ask = (cameraId: string, priority: Priority): Promise<void> =>
    scheduler.run(cameraId, priority, () => {
      started.push(cameraId);
      return new Promise((finish) => running.set(cameraId, finish));
    });
  const finish = async (cameraId: string): Promise<void> => {
    running.get(cameraId)?.();
    await settled();
  };
  return { clock, scheduler, waits, started, ask, finish };
}

describe('InferenceScheduler', () => {
  it('serves a suspected fall first, then motion, then who is still, then the empty rooms', async () => {
    const { started, ask, finish } = build();
    void ask('first', 'idle');
    for (const priority of ['idle', 'still', 'moving', 'suspected'] as const) void ask(priority, priority);
    for (const camera of ['first', 'suspected', 'moving', 'still', 'idle']) await finish(camera);
    expect(started).toEqual(['first', 'suspected', 'moving', 'still', 'idle']);
  });

  it('lets who waits long rise, so that no camera starves', async () => {
    const { clock, started, ask, finish } = build();
    void ask('first', 'moving');
    void ask('empty room', 'idle');
    await clock.advance(7000);
    void ask('street', 'moving');
    await finish('first');
    expect(started).toEqual(['first', 'empty room']);
  });

  it('tells how long each waited, and how long the longest waits now', async () => {
    const { clock, scheduler, waits, ask, finish } = build();
    void ask('first', 'moving');
    void ask('second', 'moving');
    await clock.advance(300);
    expect(scheduler.longestWaitMs).toBe(300);
    await finish('first');
    expect(scheduler.longestWaitMs).toBe(0);
    expect(waits).toEqual([
      ['first', 0],
      ['second', 300],
    ]);
  });

  it('uses every slot, and frees one whose work failed', async () => {
    const { scheduler, started, ask, finish } = build(2);
    await expect(
      scheduler.run('bad', 'idle', () => Promise.reject(new Error('worker died'))),
    ).rejects.toThrow('worker died');
    void ask('a', 'idle');
    void ask('b', 'idle');
    void ask('c', 'idle');
    await settled();
    expect(started).toEqual(['a', 'b']);
    await finish('a');
    expect(started).toEqual(['a', 'b', 'c']);
  });
});
