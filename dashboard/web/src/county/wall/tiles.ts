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

const OFFICE = /(?:社区居民委员会|居民委员会|社区)$/;
const VILLAGE_OFFICE = /村?(?:村民委员会|村委会)$/;
const PEOPLES =
  /(?:土家族|苗族|侗族|布依族|仡佬族|水族|彝族|回族|瑶族|壮族|白族|满族|羌族|蒙古族|畲族|仫佬族|毛南族)+(?:自治)?(?=[县乡]$)/;

/** Names as they are spoken: `沿河县`, `北门`, `瓦屋乡`. The whole official name does not fit a tile. */
export function shortName(name: string): string {
  const short = name.replace(PEOPLES, '').replace(VILLAGE_OFFICE, '村').replace(OFFICE, '');
  return short.length < 2 ? name : short;
}
