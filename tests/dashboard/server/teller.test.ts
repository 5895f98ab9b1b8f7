import { expect, it } from 'vitest';
import { Teller } from '../../../dashboard/server/teller.ts';

it('tells once what changes often, all that changed together, and goes on after a failure', async () => {
  const told: (readonly string[])[] = [];
  const failed: unknown[] = [];
  let release: (() => void) | undefined;
  const teller = new Teller({
    gatherMs: 0,
    tell: (ids) => {
      told.push(ids);
      if (ids.includes('broken')) return Promise.reject(new Error('no database'));
      return new Promise((resolve) => {
        release = resolve;
      });
    },
    onTold: () => {},
    onFailed: (error) => failed.push(error),
  });
  for (const id of ['a', 'b', 'a']) teller.changed(id);
  await expect.poll(() => told).toEqual([['a', 'b']]);
  // While one batch is read, the next gathers.
  for (const id of ['c', 'broken', 'c']) teller.changed(id);
  release?.();
  await expect.poll(() => told.at(-1)).toEqual(['c', 'broken']);
  await expect.poll(() => failed).toHaveLength(1);
  teller.changed('d');
  await expect.poll(() => told.at(-1)).toEqual(['d']);
  teller.stop();
});
