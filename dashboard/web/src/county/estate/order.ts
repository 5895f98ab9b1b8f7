/** Another order of a list: the item at `index` one place earlier or later. Pure. */
export function moved<T>(list: readonly T[], index: number, step: 1 | -1): readonly T[] {
  const item = list[index];
  const other = list[index + step];
  if (item === undefined || other === undefined) return list;
  return list.map((each, at) => (at === index ? other : at === index + step ? item : each));
}
