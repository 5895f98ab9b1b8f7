/** Filters of the ledger as the address has them. Pure. */

/** Keys in the order in which they stand in the address; those of the list hold several values. */
export const LIST_KEYS = ['type', 'severity', 'state', 'outcome', 'status'] as const;
export const PLAIN_KEYS = [
  ...(['division', 'from', 'to', 'gateway', 'camera', 'household', 'late', 'merged'] as const),
  ...(['dispatched', 'stage', 'overS', 'withinS', 'missedS', 'q'] as const),
] as const;

export type ListKey = (typeof LIST_KEYS)[number];
export type PlainKey = (typeof PLAIN_KEYS)[number];
export type Filters = Partial<Record<ListKey, readonly string[]> & Record<PlainKey, string>>;

/** Keys that are not of the ledger are left out. */
export function readFilters(search: string): Filters {
  const given = new URLSearchParams(search);
  const lists = LIST_KEYS.map((key) => [key, given.getAll(key)] as const);
  const plain = PLAIN_KEYS.map((key) => [key, given.get(key) ?? ''] as const);
  return Object.fromEntries([...lists, ...plain].filter(([, value]) => value.length > 0)) as Filters;
}

/** @param filters numbers and lists as a figure of a report has them, too */
export function toSearch(filters: Readonly<Record<string, unknown>>): string {
  const search = new URLSearchParams();
  for (const key of [...LIST_KEYS, ...PLAIN_KEYS]) {
    for (const value of [filters[key] ?? []].flat()) {
      if (value !== '') search.append(key, String(value));
    }
  }
  return search.toString();
}

/** The page that lists what is counted. */
export function ledgerLink(base: object, where: object): string {
  return `/ledger?${toSearch({ ...base, ...where })}`;
}
