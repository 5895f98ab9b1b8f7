/** Bad rows as text to paste into a table or a message. Pure. */
import type { BadRow } from '../../../../../edge-config/contracts/rest.ts';
import type { Language } from '../../shared/language.ts';

/** One line each, columns by tabs: a sheet takes it as a table. */
export function badRowsText(fileName: string, rows: readonly BadRow[], language: Language): string {
  const clean = (text: string): string => text.replace(/\s+/g, ' ');
  return [
    fileName,
    ...rows.map(({ column, fix, line, reason, value }) =>
      [String(line), column, value, reason[language], fix[language]].map(clean).join('\t'),
    ),
  ].join('\n');
}
