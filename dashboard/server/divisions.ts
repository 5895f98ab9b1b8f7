/** Names of divisions, kept in memory: every view of an alert or camera shows them. */
import { lineage } from '../domain/division.ts';
import type { Database } from './store/database.ts';

export class Divisions {
  #names: ReadonlyMap<string, string> = new Map();

  /** To be called at the start, and after an import. */
  async load(database: Database): Promise<void> {
    const rows = await database.selectFrom('divisions').select(['code', 'name']).execute();
    this.#names = new Map(rows.map(({ code, name }) => [code, name]));
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

  /** From the county down, as far as they are known. */
  namesOf(code: string): string[] {
    return lineage(code)
      .filter((each) => each.length >= COUNTY_DIGITS)
      .flatMap((each) => this.#names.get(each) ?? []);
  }
}

const COUNTY_DIGITS = 6;
