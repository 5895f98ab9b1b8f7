/** What a password of the county must be; server and pages ask the same function. Pure: browsers load it. */

export const PASSWORD_MIN_CHARACTERS = 10;
export const PASSWORD_MAX_CHARACTERS = 256;
/** What must be left of a password without the user name in it. */
const MIN_OWN_CHARACTERS = 6;
/** Fewer are a row of the same keys. */
const MIN_DISTINCT_CHARACTERS = 5;
/** From here on length alone makes it strong. */
const STRONG_CHARACTERS = 16;

/** Of the lists of stolen passwords: those that are long enough to pass, and this product's own name. */
const WORST: ReadonlySet<string> = new Set([
  ...['1234567890', '12345678910', '123456789a', '0123456789', '0987654321', '9876543210', '1234567891'],
  ...['a123456789', 'aa12345678', 'aa123456789', 'abc1234567', 'abc123456789', 'qq123456789', 'asd123456789'],
  ...['qwertyuiop', 'qwerty12345', 'qwerty123456', 'qwertyuiop123', 'asdfghjkl123', 'zxcvbnm12345'],
  ...['1qaz2wsx3edc', 'q1w2e3r4t5', '1q2w3e4r5t', '1q2w3e4r5t6y', 'qazwsxedcrfv', '147258369a', '1472583690'],
  ...['password12', 'password123', 'password1234', 'passw0rd123', 'p@ssw0rd123', 'p@ssword123'],
  ...['admin12345', 'admin123456', 'administrator', 'administrator1', 'root123456', 'welcome123'],
  ...['woaini1314', 'woaini520', 'woaini1314520', 'iloveyou520', 'iloveyou1314', '5201314520', '1314520520'],
  ...['shouwang123', 'shouwang1234', 'shouwang123456', 'shouwangshouwang', 'tongren123', 'tongren123456'],
]);

export type PasswordFault = 'short' | 'long' | 'name' | 'common';

/** @returns why it is refused; undefined when it may be used. */
export function passwordFault(password: string, username: string): PasswordFault | undefined {
  const characters = [...password];
  if (characters.length < PASSWORD_MIN_CHARACTERS) return 'short';
  if (characters.length > PASSWORD_MAX_CHARACTERS) return 'long';
  const plain = password.toLowerCase();
  if (WORST.has(plain) || new Set(characters).size < MIN_DISTINCT_CHARACTERS) return 'common';
  const name = username.toLowerCase();
  const isMostlyName = plain.includes(name) && plain.replaceAll(name, '').length < MIN_OWN_CHARACTERS;
  return isMostlyName ? 'name' : undefined;
}

/** For the hint under the field; what is refused has none. */
export function passwordStrength(password: string): 'fair' | 'strong' {
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\p{N}/u, /[^\p{L}\p{N}]/u, /\p{Lo}/u];
  const used = kinds.filter((kind) => kind.test(password)).length;
  const length = [...password].length;
  return length >= STRONG_CHARACTERS || (length > PASSWORD_MIN_CHARACTERS + 1 && used >= 3)
    ? 'strong'
    : 'fair';
}
