/** The ledger as CSV. */
import { stringify } from 'csv-stringify/sync';
import type { LedgerRow } from '../../../edge-config/contracts/rest.ts';
import type { DocumentLanguage } from '../words.ts';
import { chinaTime, LEDGER_COLUMNS, type LedgerCell } from './columns.ts';

/** Spreadsheets take a file for UTF-8 by it. */
export const BYTE_ORDER_MARK = '\ufeff';

export async function* csvOf(
  batches: AsyncIterable<readonly LedgerRow[]>,
  language: DocumentLanguage,
): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + stringify([LEDGER_COLUMNS.map(({ title }) => title[language])]);
  for await (const rows of batches) {
    yield stringify(rows.map((row) => LEDGER_COLUMNS.map(({ cell }) => toText(cell(row, language)))));
  }
}

function toText(cell: LedgerCell): string | number | null {
  if (typeof cell === 'string') return withoutFormula(cell);
  return cell !== null && typeof cell === 'object' ? chinaTime(cell.chinaMs) : cell;
}

/** A spreadsheet would run what begins like a formula: somebody may have written it into a note or a label. */
export function withoutFormula(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
