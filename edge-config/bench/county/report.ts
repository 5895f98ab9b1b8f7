/** What the county's bench says: figures against limits. Pure. */

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly limit: number;
  readonly isMet: boolean;
}

export function figure(name: string, value: number, unit: string, limit: number): Figure {
  return { name, value: Math.round(value * 10) / 10, unit, limit, isMet: value <= limit };
}

/** Nearest rank: the smallest value that so large a share of all does not exceed; NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map(
    ({ isMet, limit, name, unit, value }) =>
      `| ${[name, `${value} ${unit}`, `${limit} ${unit}`, isMet ? 'met' : 'missed'].join(' | ')} |`,
  );
  return ['| figure | measured | limit | |', '|---|---|---|---|', ...rows].join('\n');
}
