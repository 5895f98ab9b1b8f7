/** Names of divisions, kept in memory: every view of an alert or camera shows them. */
import { covers, type DivisionLevel, lineage } from '../domain/division.ts';
import type { Database } from './store/database.ts';

export interface NamedDivision {
  readonly code: string;
  readonly name: string;
  readonly level: DivisionLevel;
}

export class Divisions {
  #names: ReadonlyMap<string, string> = new Map();
  /** By what they lie in directly; '' for the widest. */
  #children: ReadonlyMap<string, readonly NamedDivision[]> = new Map();

  /** To be called at the start, and after an import. */
  async load(database: Database): Promise<void> {
    const rows = await database
      .selectFrom('divisions')
      .select(['code', 'name', 'level'])
      .orderBy('code')
      .execute();
    const names = new Map(rows.map(({ code, name }) => [code, name]));
    this.#names = names;
    // What a level lacks is skipped: a county whose city is not named lies under ''.
    const children = new Map<string, NamedDivision[]>();
    for (const row of rows) {
      const around = lineage(row.code).findLast((outer) => outer !== row.code && names.has(outer)) ?? '';
      const siblings = children.get(around);
      if (siblings === undefined) children.set(around, [row]);
      else siblings.push(row);
    }
    this.#children = children;
  }

  has(code: string): boolean {
    return this.#names.has(code);
  }

  /** By part of a name, or the beginning of a code; widest first, then by code. */
  find(text: string, limit: number, isWanted: (code: string) => boolean): string[] {
    return [...this.#names]
      .filter(([code, name]) => isWanted(code) && (code.startsWith(text) || name.includes(text)))
      .map(([code]) => code)
      .sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
      .slice(0, limit);
  }

  nameOf(code: string): string | undefined {
    return this.#names.get(code);
  }

  /** What lies directly in it, by code. */
  childrenOf(code: string): readonly NamedDivision[] {
    return this.#children.get(code) ?? [];
  }

  /** By a part of the name or the beginning of the code, within a division; the widest first. */
  search(text: string, within: string, limit: number): string[] {
    return [...this.#names]
      .filter(([code, name]) => covers(within, code) && (name.includes(text) || code.startsWith(text)))
      .map(([code]) => code)
      .sort((a, b) => a.length - b.length || a.localeCompare(b))
      .slice(0, limit);
  }

  /** From the county down, as far as they are known. */
  namesOf(code: string): string[] {
    return lineage(code)
      .filter((each) => each.length >= COUNTY_DIGITS)
      .flatMap((each) => this.#names.get(each) ?? []);
  }

  /** From the city down, as far as they are known. */
  pathOf(code: string): string[] {
    return lineage(code).flatMap((each) => this.#names.get(each) ?? []);
  }
}

const COUNTY_DIGITS = 6;
