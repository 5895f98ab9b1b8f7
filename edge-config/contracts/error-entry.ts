/** What an entry of the error catalogue is made of. */

/** A text in the two languages of the product. */
export interface BilingualText {
  readonly zh: string;
  readonly en: string;
}

export interface ErrorEntry {
  readonly meaning: BilingualText;
  readonly remedy: BilingualText;
  readonly exitCode?: number;
  readonly httpStatus?: number;
}

export const entry = (
  meaning: BilingualText,
  remedy: BilingualText,
  more: { exitCode?: number; httpStatus?: number } = {},
): ErrorEntry => ({ meaning, remedy, ...more });
