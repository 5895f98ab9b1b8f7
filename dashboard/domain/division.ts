/** Divisions nest by the beginnings of their codes: city 4, county 6, township 9, village 12 digits. Pure. */

export type DivisionLevel = 'city' | 'county' | 'township' | 'village';

const LEVELS: Readonly<Record<number, DivisionLevel>> = {
  4: 'city',
  6: 'county',
  9: 'township',
  12: 'village',
};

/** @returns undefined when it is no code. */
export function levelOf(code: string): DivisionLevel | undefined {
  return /^\d+$/.test(code) ? LEVELS[code.length] : undefined;
}

/** Whether `code` lies in `bound` or is it; the empty bound is everywhere. */
export function covers(bound: string, code: string): boolean {
  return code.startsWith(bound);
}

/** The codes of what `code` lies in, widest first, itself last. */
export function lineage(code: string): string[] {
  return Object.keys(LEVELS)
    .map(Number)
    .filter((length) => length <= code.length)
    .map((length) => code.slice(0, length));
}

/** What it lies in directly; undefined of a city. */
export function parentOf(code: string): string | undefined {
  return lineage(code).at(-2);
}
