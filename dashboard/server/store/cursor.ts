/** Places in a sorted list, as a text that a client sends back: base64url of a JSON array of texts. */
import { ShouwangError } from '../../../edge-config/contracts/errors.ts';

export function toCursor(keys: readonly string[]): string {
  return Buffer.from(JSON.stringify(keys)).toString('base64url');
}

/** @throws ShouwangError REQUEST_INVALID when it is none of `count` keys */
export function fromCursor(cursor: string, count: number): string[] {
  try {
    const keys: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(keys) && keys.length === count && keys.every((key) => typeof key === 'string')) {
      return keys as string[];
    }
  } catch {
    // Not JSON: refused like anything else that is no cursor.
  }
  throw new ShouwangError('REQUEST_INVALID', 'cursor: not one of this list');
}

/** For LIKE: what a person typed, taken literally, anywhere in the text. */
export function anywhere(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
}
