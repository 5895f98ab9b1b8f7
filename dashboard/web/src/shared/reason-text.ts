import { ERROR_CATALOGUE } from '../../../../edge-config/contracts/errors.ts';
import { currentLanguage } from './language.ts';

/** What a code of the catalogue means, in the page's language; the code itself when it is of another version. */
export function reasonText(code: string | null): string {
  const entry = Object.entries(ERROR_CATALOGUE).find(([key]) => key === code)?.[1];
  return entry === undefined ? (code ?? '') : entry.meaning[currentLanguage()];
}
