/** Numbers to call: read as people write them, kept as E.164 (+ and country code). Pure. */

const MOBILE = /^1[3-9]\d{9}$/;
/** Area codes of one or two digits after the 0 have numbers of eight; the others of seven or eight. */
const LANDLINE = /^0(?:10\d{8}|2\d{9}|[3-9]\d{2}\d{7,8})$/;
const E164 = /^\+[1-9]\d{6,14}$/;

/**
 * Mainland mobile (138 0000 0000), mainland landline with its area code (0856-…), or a number with + and country code.
 * @returns E.164; undefined when it is no such number.
 */
export function normalisePhone(text: string): string | undefined {
  const bare = text
    .normalize('NFKC')
    .replace(/[\s\-()‐-―]/g, '')
    .replace(/^00/, '+');
  const national = bare.startsWith('+86') ? bare.slice('+86'.length) : bare;
  if (MOBILE.test(national)) return `+86${national}`;
  if (LANDLINE.test(national)) return `+86${national.slice(1)}`;
  if (bare.startsWith('+86')) return LANDLINE.test(`0${national}`) ? bare : undefined;
  return E164.test(bare) ? bare : undefined;
}

const ENDING_DIGITS = 2;

/** What is shown of a number before it is asked for. */
export function phoneEnding(phone: string | null): string | null {
  return phone === null ? null : phone.slice(-ENDING_DIGITS);
}
