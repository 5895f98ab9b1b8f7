/** The rows of a file in which nothing is wrong; of all others every fault is noted. Pure. */
import type { BadRows, Fault } from './bad-rows.ts';
import { twice } from './faults.ts';
import type { Row } from './table.ts';

export interface RowUnderCheck<Column extends string> {
  readonly cells: Readonly<Record<Column, string>>;
  /** When an earlier row has the same key. */
  readonly repeated: Fault | undefined;
  /** Notes a fault, if it is one. */
  readonly check: (column: Column, fault: Fault | undefined) => void;
}

/**
 * @param keyOf what may stand in the file once
 * @param read checks a row; undefined when it means nothing
 */
export function soundRows<Column extends string, T>(
  rows: readonly Row<Column>[],
  bad: BadRows,
  keyOf: (cells: Readonly<Record<Column, string>>) => string,
  read: (row: RowUnderCheck<Column>) => T | undefined,
): T[] {
  const lines = new Map<string, number>();
  return rows.flatMap(({ cells, line }) => {
    const before = bad.count;
    const first = lines.get(keyOf(cells));
    lines.set(keyOf(cells), first ?? line);
    const item = read({
      cells,
      repeated: first === undefined ? undefined : twice(first),
      check: (column, fault) => {
        if (fault !== undefined) bad.add({ line, column, value: cells[column] }, fault);
      },
    });
    return bad.count > before || item === undefined ? [] : [item];
  });
}
