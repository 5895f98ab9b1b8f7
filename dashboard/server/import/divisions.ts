/** Import of the names of divisions: code,name. */
import { sql } from 'kysely';
import type { ImportReport } from '../../../edge-config/contracts/rest.ts';
import { covers, levelOf, parentOf } from '../../domain/division.ts';
import type { NamedDivision } from '../divisions.ts';
import type { BadRows, Fault } from './bad-rows.ts';
import { EXCEL_NUMBER, looksRounded, NO_CODE, OUTSIDE, REQUIRED, tooLong, twice } from './faults.ts';
import { carryOut, type Import, readRows } from './importing.ts';
import { planImport } from './plan.ts';
import type { Row } from './table.ts';

export const DIVISION_COLUMNS = ['code', 'name'] as const;
const MAX_NAME = 60;
/** Cities and counties may stand alone. */
const NEEDS_PARENT_DIGITS = 9;

const ORPHAN: Fault = {
  reason: { zh: '它的上级区划不存在', en: 'the division around it is not known' },
  fix: { zh: '更正代码，或在文件中加上它的上级', en: 'correct the code, or add the division around it' },
};

/** Pure. */
export function checkDivisions(
  rows: readonly Row<(typeof DIVISION_COLUMNS)[number]>[],
  known: { readonly bound: string; readonly has: (code: string) => boolean },
  bad: BadRows,
): NamedDivision[] {
  const lines = new Map<string, number>();
  for (const { cells, line } of rows) if (!lines.has(cells.code)) lines.set(cells.code, line);
  return rows.flatMap(({ cells: { code, name }, line }) => {
    const before = bad.count;
    const refuse = (column: string, value: string, fault: Fault): void =>
      bad.add({ line, column, value }, fault);
    const level = levelOf(code);
    const parent = parentOf(code);
    const first = lines.get(code) ?? line;
    if (code === '') refuse('code', code, REQUIRED);
    else if (level === undefined) refuse('code', code, looksRounded(code) ? EXCEL_NUMBER : NO_CODE);
    else if (first !== line) refuse('code', code, twice(first));
    else if (!covers(known.bound, code)) refuse('code', code, OUTSIDE);
    else if (
      code.length >= NEEDS_PARENT_DIGITS &&
      parent !== undefined &&
      !lines.has(parent) &&
      !known.has(parent)
    )
      refuse('code', code, ORPHAN);
    if (name === '') refuse('name', name, REQUIRED);
    if (name.length > MAX_NAME) refuse('name', name, tooLong(MAX_NAME));
    return bad.count > before || level === undefined ? [] : [{ code, name, level }];
  });
}

/** The names in memory are to be loaded anew after it. @throws BadRowsError */
export function importDivisions(request: Import): Promise<ImportReport> {
  const { bad, rows } = readRows(request, DIVISION_COLUMNS);
  return carryOut<NamedDivision>(request, {
    plan: async (reads) => {
      const present = await reads.selectFrom('divisions').select(['code', 'name', 'level']).execute();
      const byCode = new Map(present.map((row) => [row.code, row]));
      const known = { bound: request.bound, has: (code: string) => byCode.has(code) };
      const wanted = checkDivisions(rows, known, bad);
      bad.refuse();
      return planImport(wanted, ({ code }) => code, byCode, { name: ({ name }) => name });
    },
    write: async (transaction, { changed, created }) => {
      await sql`INSERT INTO divisions (code, name, level)
        SELECT code, name, level FROM jsonb_to_recordset(${JSON.stringify([...created, ...changed])}::jsonb)
          AS wanted (code text, name text, level text)
        ON CONFLICT (code) DO UPDATE SET name = excluded.name`.execute(transaction);
    },
  });
}
