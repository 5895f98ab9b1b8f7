/** Where the tiles of the areas lie when there is no map of them. Pure. */

/** Width of a tile against its height that reads best: a name above, figures below. */
const BEST_RATIO = 1.5;

/** Columns for `count` tiles in an area of this shape: tiles nearest to the best ratio, few places left empty. */
export function columnsFor(count: number, width: number, height: number): number {
  let best = { columns: 1, cost: Number.POSITIVE_INFINITY };
  for (let columns = 1; columns <= Math.max(1, count); columns += 1) {
    const rows = Math.ceil(count / columns);
    const ratio = width / columns / (height / rows);
    const cost = Math.abs(Math.log(ratio / BEST_RATIO)) + (columns * rows - count) / Math.max(1, count);
    if (cost < best.cost) best = { columns, cost };
  }
  return best.columns;
}

const TAILS = ['社区居民委员会', '居民委员会', '村民委员会', '村委会', '社区'] as const;

/** Names as they are spoken: the office at the end says nothing on a wall. */
export function shortName(name: string): string {
  const tail = TAILS.find((each) => name.endsWith(each) && name.length > each.length);
  if (tail === undefined) return name;
  const stem = name.slice(0, -tail.length);
  return tail === '村民委员会' || tail === '村委会' ? `${stem.replace(/村$/, '')}村` : stem;
}
